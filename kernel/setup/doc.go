// Package setup brings a checkout from nothing to a working kernel, and the
// second time finds that there is nothing to do.
//
// It is a list of steps. Each has a fingerprint of everything that decides its
// outcome (pinned versions, hashes, the interpreter's path) and writes it down
// when it has succeeded; a step whose fingerprint is the one written down, and
// whose files are still there, is not run again. A step that fails says how to
// mend it, and the steps that do not need it go on, so that one run tells all
// that a machine lacks. A shell script was rejected: it could say neither, and
// could not be tested.
//
// Everything lies under .fathom/ of the checkout but for one link in the home
// directory, by which every GoMLX program finds the XLA plugin.
package setup
