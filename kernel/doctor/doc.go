// Package doctor says what of Fathom is there, and how to mend what is not.
//
// It only looks: it mends nothing itself, so that it can be run at any time.
// Whatever set-up brings about, it looks at again by other means where there
// are any (the version that a program says it is, the digest of a file), since
// a stamp only says what was once done.
package doctor
