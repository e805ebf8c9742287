package cell

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestInterrupt(t *testing.T) {
	l := newLab(t)
	l.steps([]step{{"kept := 1", "", ""}})
	l.started = func(p *os.Process) {
		time.AfterFunc(time.Second, func() { p.Signal(syscall.SIGINT) })
	}
	for _, c := range []struct {
		text string
		line int
	}{
		{"kept = 2\nfor {\n}", 2},
		{"fmt.Println(1)\n\ntime.Sleep(time.Hour)", 3},
		{"n := 0\nfor {\n\tn++\n}", 2},
		{"func forever() {\n\tfor {\n\t}\n}\nforever()", 2},
		{"again := func() {\n\tfor {\n\t}\n}\nagain()", 2},
		{"<-time.After(time.Hour)", 1},
		{"var n uint32\nfor i := uint32(0); ; i++ {\n\tn ^= i\n}", 2},
	} {
		r := l.run(c.text)
		if r.failure == nil || r.failure.Name != "Interrupted" || r.failure.Cell != l.n || r.failure.Line < c.line || r.failure.Line > 4 || r.exit.Code != 130 {
			t.Errorf("%s\n got %+v, exit %+v, text %q", c.text, r.failure, r.exit, r.text)
		}
	}
	l.started = nil
	l.steps([]step{{"kept", "«1»", ""}})
}

// TestFirstCells runs the three cells of the design, as far as they go without
// an engine: what trains says what is missing, at the user's line.
func TestFirstCells(t *testing.T) {
	l := newLab(t)
	r := l.run(`tanh := dsl.Input(28, 28, 1).Flatten().
	Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).
	Dense(10).Named("tanh")
relu := tanh.Replace(dsl.Tanh, dsl.ReLU).Init(dsl.HeNormal()).Named("ReLU")
tanh.Summary()`)
	if r.report != nil || !strings.Contains(r.text, "256") {
		t.Errorf("the first cell: %+v %q", r.report, r.text)
	}
	r = l.run("mnist := dsl.MNIST()\nfigure.GradientNorms(tanh.Inspect(mnist.Batch(256)), relu.Inspect(mnist.Batch(256)))")
	if !strings.Contains(r.text, "nothing in this program can inspect") {
		t.Errorf("the second cell: %+v %+v %q", r.report, r.failure, r.text)
	}
	l.steps([]step{{"mnist := dsl.MNIST()", "", ""}})
	r = l.run("run := relu.Train(mnist).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(128).Epochs(3).Seed(1)\nrun")
	if r.failure == nil || r.failure.Line != 2 {
		t.Errorf("the third cell: %+v %q", r.report, r.text)
	}
	l.steps([]step{{"run := relu.Train(mnist).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(128).Epochs(3).Seed(1)", "", ""},
		{"figure.Loss(run, run.Optimizer(dsl.Adam(1e-3)));", "", ""},
		{"block := func(m dsl.Model) dsl.Model { return m.Dense(8).ReLU() }\nblock(dsl.Input(3)).Shape()", "«[8]»", ""},
		{"block(relu).Shape()", "«[8]»", ""},
		{"bad := dsl.Input(3).\n\tDense(-4)", "", "cell 9, line 2: layer 1 Dense: units; want 1"},
		{"bad", "", "there is no bad here"},
	})
}
