// Package imports gives go/types the packages that cells may import.
//
// A package's types are in the export data that the go command leaves in its
// build cache. One `go list -export -deps` names the files of everything that
// cells commonly use; what another cell asks for is listed when it does. The
// names of the standard library are a table, since listing them takes longer
// than a cell may.
package imports
