package acceptance

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
)

// The three cells with which the design begins, and a fourth that shows what
// they leave behind.
var firstCells = []string{
	`tanh := dsl.Input(28, 28, 1).Flatten().
	Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).
	Dense(10).Named("tanh")
relu := tanh.Replace(dsl.Tanh, dsl.ReLU).Init(dsl.HeNormal()).Named("ReLU")
tanh.Summary()`,
	`mnist := dsl.MNIST()
figure.GradientNorms(tanh.Inspect(mnist.Batch(256)), relu.Inspect(mnist.Batch(256)))`,
	`run := relu.Train(mnist).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(128).Epochs(3).Seed(1)
run`,
}

func TestFirstCells(t *testing.T) {
	k := start(t)
	summary := run(t, k, firstCells[0])
	if text := summary.String(); !strings.Contains(text, "1,452,554") && !strings.Contains(text, "total") {
		t.Errorf("want a table with totals, got\n%s", text)
	}
	picture(t, run(t, k, firstCells[1]))
	trained := run(t, k, firstCells[2])
	if len(trained.Outputs) != 1 {
		t.Errorf("a training leaves one line; got\n%s", trained)
	}

	// The same training is known now; the other one is asked for and trains.
	begin := time.Now()
	again := run(t, k, "run")
	t.Logf("trained in %v, known again in %v", trained.Took, time.Since(begin))
	if !strings.Contains(again.String(), "store") {
		t.Errorf("want the result from the store, got\n%s", again)
	}
	picture(t, run(t, k, `figure.Loss(run, run.Epochs(1).Optimizer(dsl.Adam(1e-3)))`))
}

// picture checks that a cell shows exactly one picture that can be opened.
func picture(t *testing.T, o client.Outcome) {
	t.Helper()
	found := 0
	for _, out := range o.Outputs {
		text, ok := out.Data["image/png"].(string)
		if !ok {
			continue
		}
		found++
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() < 800 || b.Dy() < 400 {
			t.Errorf("a picture at twice the size: got only %v", b)
		}
	}
	if found != 1 {
		t.Errorf("want one picture, got %d in\n%s", found, o)
	}
}
