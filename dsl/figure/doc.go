// Package figure is figures as values: what is shown, apart from how it looks.
//
// A constructor takes trainings or inspections, asks for their results, and
// gives a Figure with honest axes; methods change a copy of it. Shown in a
// cell, a Figure is a picture, which is drawn where gonum/plot is: by the
// engine, or in process by package figure/draw.
//
//	figure.GradientNorms(tanh.Inspect(batch), relu.Inspect(batch)).Title("Two nets")
//
// A Figure is plain data (Spec) with a JSON form. It could have been a program
// of drawing calls instead; as data it travels to the engine, lives on between
// cells, and can be read by other tools.
package figure
