package main

import "fmt"

// stockSetup is the cell that a GoNB notebook on GoMLX begins with: twenty
// tanh layers, and the norm of the activations of each. Without %noautoget it
// would look for new versions of modules in each cell, and be slower.
const stockSetup = `%noautoget
import (
	"bytes"
	"fmt"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/janpfeifer/gonb/gonbui"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

func norms(x *graph.Node) *graph.Node {
	g := x.Graph()
	var all []*graph.Node
	for l := 0; l < 20; l++ {
		w := graph.MulScalar(graph.Cos(graph.IotaFull(g, x.Shape())), 0.1)
		x = graph.Tanh(graph.Dot(x, w).Product())
		all = append(all, graph.Reshape(graph.Sqrt(graph.ReduceAllSum(graph.Square(x))), 1))
	}
	return graph.Concatenate(all, 0)
}

func measure(scale float32) []float32 {
	x := make([][]float32, 256)
	for i := range x {
		x[i] = make([]float32, 256)
		x[i][i] = scale
	}
	return graph.MustNewExec(compute.MustNew(), norms).MustExec1(x).Value().([]float32)
}

func draw(y []float32) {
	p := plot.New()
	pts := make(plotter.XYs, len(y))
	for i, v := range y {
		pts[i] = plotter.XY{X: float64(i), Y: float64(v)}
	}
	line, err := plotter.NewLine(pts)
	if err != nil {
		panic(err)
	}
	p.Add(line)
	w, err := p.WriterTo(6*vg.Inch, 4*vg.Inch, "png")
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		panic(err)
	}
	gonbui.DisplayPng(b.Bytes())
	gonbui.Sync()
}
`

// fathomSetup is what a Fathom notebook begins with.
const fathomSetup = `tanh := dsl.Input(28, 28, 1).Flatten().
	Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).
	Dense(10).Named("tanh")
batch := dsl.MNIST().Batch(256)
tanh.Inspect(batch)`

// work is one kind of cell under both kernels. Each takes a number that is
// new every time: an edited cell is what a user runs, and no build is cached.
type work struct {
	name          string
	stock, fathom func(n int) string
	fails         bool
}

var works = []work{
	{name: "plain print",
		stock:  func(n int) string { return fmt.Sprintf("%%%%\nfmt.Println(\"hello\", %d)", n) },
		fathom: func(n int) string { return fmt.Sprintf("fmt.Println(\"hello\", %d)", n) }},
	{name: "language cell",
		stock:  func(n int) string { return fmt.Sprintf("%%%%\nfmt.Println(measure(%d))", n) },
		fathom: func(n int) string { return fmt.Sprintf("net%d := tanh.Dense(%d)\nnet%d.Summary()", n%2, n, n%2) }},
	{name: "language cell with a figure",
		stock: func(n int) string { return fmt.Sprintf("%%%%\ndraw(measure(%d))", n) },
		fathom: func(n int) string {
			return fmt.Sprintf("figure.GradientNorms(tanh.Inspect(batch).Seeds(%d))", n)
		}},
	{name: "the same, already measured",
		stock: func(n int) string { return fmt.Sprintf("%%%%\ndraw(measure(1)) // %d", n) },
		fathom: func(n int) string {
			return fmt.Sprintf("figure.GradientNorms(tanh.Inspect(batch)).Title(\"figure %d\")", n)
		}},
	{name: "a cell with a typo", fails: true,
		stock:  func(n int) string { return fmt.Sprintf("%%%%\nfmt.Println(measur(%d))", n) },
		fathom: func(n int) string { return fmt.Sprintf("tanh.Summry() // %d", n) }},
}
