// Package data turns the description of a data set into its examples.
//
// A data set is known by its content: Set.Hash is the SHA-256 of the decoded
// numbers, so the same numbers under another name, path or compression are the
// same data, and one changed pixel is not.
package data
