// Package live is the part of Fathom that runs inside a cell: it joins the
// cell's program to the front and carries its variables from cell to cell.
//
// A cell is a fresh program each time, so what lives on is bytes: before the
// first line of the cell the variables that it names are read from files, and
// after the last one those that it made or changed are written, all or none.
// Everything the program prints or shows goes out on one socket, in order.
//
// Only generated code imports this package. It is linked into every cell and
// linking is what a cell costs, so it stays within a few packages of the
// standard library; net is not among them.
package live
