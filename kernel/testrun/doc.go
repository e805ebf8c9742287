// Package testrun runs go test and says, besides what go test says, what it is
// doing meanwhile and which tests were not run, and why.
//
// A test that lacks something (a browser, root, an hour) skips itself, and go
// test says so only together with the output of every other test. What was
// not tested must not look like what was.
package testrun
