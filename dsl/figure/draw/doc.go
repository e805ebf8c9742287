// Package draw turns a figure into a picture, in one house style.
//
// A figure.Figure says what is measured; this package alone decides how that
// looks: colours that the colour-blind can tell apart, each with a marker and
// a dash of its own, a legend beside the data and never on it, ticks that stay
// readable over thirty decades. Importing it also answers operation "draw", so
// that figures can show themselves. It is the only importer of gonum/plot; a
// cell asks an engine instead, because linking this package would cost more
// than everything else in the cell.
//
//	figure → Plot (*plot.Plot, to be changed) → PNG, SVG, PDF or Save
package draw
