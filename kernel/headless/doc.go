// Package headless runs notebooks from top to bottom without a browser, and
// fails when a cell fails or a claim does.
//
// The notebook is executed by nbclient, the client that everybody's
// continuous integration uses, so that what passes here passes there; what a
// notebook claims is read from its outputs here.
package headless
