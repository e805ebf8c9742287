package acceptance

import (
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// Ten mistakes that everybody makes. The whole output of each is a golden
// file: it names the user's cell and line, and how to mend it.
var mistakes = []struct{ name, code string }{
	{"typo", "net := dsl.Input(28, 28, 1).Flatten().Dense(10).Relu()\nnet.Summary()"},
	{"missing bracket", "x := 3\nfmt.Println((x + 1) * 2\ny := x"},
	{"wrong type", "width := 256\nnet := dsl.Input(784).Dense(\"256\")\nfmt.Println(width)"},
	{"shape that does not fit", "net := dsl.Input(28, 28, 1).\n\tDense(256).ReLU().\n\tDense(10)\nnet.Summary()"},
	{"unknown package", "x := 1.5\nfmt.Println(mathh.Sqrt(x))"},
	{"negative learning rate", "small := dsl.Input(28, 28, 1).Flatten().Dense(10)\nrun := small.Train(dsl.MNIST()).\n\tOptimizer(dsl.SGD(-0.1))\nrun"},
	{"batch larger than the data", "few := dsl.MNIST().Take(100)\nsmall := dsl.Input(28, 28, 1).Flatten().Dense(10)\nsmall.Train(few).BatchSize(128)"},
	{"panic", "losses := []float64{2.3, 1.9, 1.2}\nfor epoch := 1; epoch <= 3; epoch++ {\n\tfmt.Println(epoch, losses[epoch])\n}"},
	{"loss that turns NaN", "deep := dsl.Input(28, 28, 1).Flatten().Dense(64).ReLU().Dense(10)\nrun := deep.Train(dsl.MNIST().Take(2000)).Optimizer(dsl.SGD(1e30)).Epochs(1)\nrun"},
	{"endless loop interrupted", "n := 0\nfor {\n\tn++\n}"},
}

func TestMistakes(t *testing.T) {
	k := start(t)
	run(t, k, "a := 41") // what a failing cell must not touch
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			ctx := within(t, time.Minute)
			endless := m.name == "endless loop interrupted"
			o, err := k.Follow(ctx, m.code, func(p wire.Message) {
				if endless && p.Header.Type == "execute_input" {
					go func() {
						time.Sleep(2 * time.Second) // until the program has been built and loops
						k.Interrupt(ctx)
					}()
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("answered in %v", o.Took)
			if o.Status != "error" {
				t.Errorf("want an error, got\n%s", o)
			}
			innocent(t, o.String())
			golden(t, "mistakes/"+m.name+".txt", o.String())
		})
	}
	if o := run(t, k, "fmt.Println(a + 1)"); o.Outputs[0].Text != "42\n" {
		t.Errorf("an earlier value after ten mistakes: want 42, got\n%s", o)
	}
}
