package nn

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// saved is a small convolutional net trained on signals, and its file.
func saved(t *testing.T) (run dsl.Training, path string) {
	t.Helper()
	net := dsl.Input(40, 1).Conv(4, 5, dsl.Stride(2)).ReLU().Conv(3, 3, dsl.Stride(3)).Tanh().Flatten().Dense(10).Named("signals")
	run = net.Train(dsl.MNIST1D().Take(400)).Optimizer(dsl.Adam(0.01)).BatchSize(50).Epochs(2)
	path = filepath.Join(t.TempDir(), "signals.fathom")
	must(t, run.Save(path).Err())
	return run, path
}

// firstInputs are those of some test examples.
func firstInputs(t *testing.T, d dsl.Data, n int) [][]float64 {
	t.Helper()
	e, err := d.Batch(n).Examples(context.Background())
	must(t, err)
	var out [][]float64
	for _, row := range e.Inputs {
		out = append(out, row)
	}
	return out
}

func sameOutputs(t *testing.T, what string, got, want [][]float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) || len(got) == 0 {
		t.Fatalf("%s: want %d rows, got %d", what, len(want), len(got))
	}
	for i, row := range want {
		for k, v := range row {
			if math.Abs(got[i][k]-v) > tolerance {
				t.Fatalf("%s: output %d of input %d: want %v, got %v", what, k, i, v, got[i][k])
			}
		}
	}
}

// TestSaveAndLoad: what is loaded answers, is measured and is looked into as
// what was saved, and trains on from there.
func TestSaveAndLoad(t *testing.T) {
	run, path := saved(t)
	d := dsl.MNIST1D().Take(400)
	inputs := firstInputs(t, d, 20)
	want := run.Predict(inputs)
	must(t, want.Err())
	back := dsl.Load(path)
	must(t, back.Err())
	sameOutputs(t, "loaded", back.Predict(inputs).Outputs(), want.Outputs(), 0)
	result, err := run.Result(context.Background())
	must(t, err)
	for name, e := range map[string]dsl.Evaluated{"the run": run.Evaluate(d), "loaded": back.Evaluate(d)} {
		if e.Err() != nil || e.Accuracy != result.Test.Accuracy || !near(float64(e.Loss), float64(result.Test.Loss), 1e-6) {
			t.Errorf("%s: want %v, got %v", name, result.Test, e)
		}
	}
	a, err := run.Inspect(d.Batch(50)).Result(context.Background())
	must(t, err)
	b, err := back.Inspect(d.Batch(50)).Result(context.Background())
	must(t, err)
	if a.Seeds[0].Loss != b.Seeds[0].Loss {
		t.Errorf("looked into: want a loss of %v, got %v", a.Seeds[0].Loss, b.Seeds[0].Loss)
	}
	on, err := back.Train(d).Optimizer(dsl.Adam(0.01)).BatchSize(50).Steps(1).Result(context.Background())
	must(t, err)
	if on.Loss[0] > 2*result.Loss[len(result.Loss)-1] || on.Loss[0] >= result.Loss[0] {
		t.Errorf("trained on: want the first loss as low as the last one, %v, got %v", result.Loss[len(result.Loss)-1], on.Loss[0])
	}
	again := filepath.Join(t.TempDir(), "again.fathom")
	must(t, back.Save(again).Err())
	one, err := os.ReadFile(path)
	must(t, err)
	two, err := os.ReadFile(again)
	must(t, err)
	if !bytes.Equal(one, two) {
		t.Error("loaded and saved again: want the same file")
	}
	text, err := json.Marshal(back)
	must(t, err)
	var carried dsl.Trained
	must(t, json.Unmarshal(text, &carried))
	sameOutputs(t, "carried to another cell", carried.Predict(inputs).Outputs(), want.Outputs(), 0)
}

// TestPythonEvaluatesASavedModel runs testdata/evaluate.py, 30 lines that know
// the file only by the safetensors package.
func TestPythonEvaluatesASavedModel(t *testing.T) {
	python := venvPython(t)
	run, path := saved(t)
	digits := dsl.Input(28, 28, 1).Flatten().Dense(16).ReLU().Dense(10).Train(dsl.MNIST().Take(500)).BatchSize(50).Steps(20)
	images := filepath.Join(t.TempDir(), "digits.fathom")
	must(t, digits.Save(images).Err())
	for _, c := range []struct {
		name, path string
		run        dsl.Training
		data       dsl.Data
	}{{"signals", path, run, dsl.MNIST1D()}, {"standardised digits", images, digits, dsl.MNIST()}} {
		inputs := firstInputs(t, c.data, 30)
		file := filepath.Join(t.TempDir(), "inputs.json")
		text, err := json.Marshal(inputs)
		must(t, err)
		must(t, os.WriteFile(file, text, 0o644))
		out, err := exec.Command(python, "testdata/evaluate.py", c.path, file).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, out)
		}
		var got [][]float64
		must(t, json.Unmarshal(out, &got))
		sameOutputs(t, c.name, got, c.run.Predict(inputs).Outputs(), 1e-4)
	}
}

// venvPython is a Python with the safetensors package: the one that make test
// sets up.
func venvPython(t *testing.T) string {
	t.Helper()
	python, err := filepath.Abs("../.fathom/venv/bin/python")
	must(t, err)
	if _, err := os.Stat(python); err != nil {
		t.Skip("not run: no Python was set up under .fathom; run make test")
	}
	if out, err := exec.Command(python, "-c", "import numpy, safetensors").CombinedOutput(); err != nil {
		t.Skipf("not run: the Python under .fathom has no safetensors; run make test\n%s", out)
	}
	return python
}

// TestPredictImages answers for pictures as for their pixels, whatever their
// size, from memory and from a file.
func TestPredictImages(t *testing.T) {
	d := dsl.MNIST().Take(500)
	run := dsl.Input(28, 28, 1).Flatten().Dense(16).ReLU().Dense(10).Train(d).Optimizer(dsl.Adam(0.01)).BatchSize(50).Epochs(4)
	inputs := firstInputs(t, d, 8)
	want := run.Predict(inputs)
	must(t, want.Err())
	var pictures []image.Image
	var files []string
	for i, row := range inputs {
		double := image.NewGray(image.Rect(5, 5, 5+56, 5+56)) // each pixel four times
		for y := range 56 {
			for x := range 56 {
				double.SetGray(5+x, 5+y, color.Gray{Y: uint8(math.Round(255 * row[y/2*28+x/2]))})
			}
		}
		pictures = append(pictures, double)
		var b bytes.Buffer
		must(t, png.Encode(&b, double))
		files = append(files, filepath.Join(t.TempDir(), "digit.png"))
		must(t, os.WriteFile(files[i], b.Bytes(), 0o644))
	}
	sameOutputs(t, "pictures", run.PredictImages(pictures...).Outputs(), want.Outputs(), 1e-4)
	sameOutputs(t, "files", run.PredictFiles(files...).Outputs(), want.Outputs(), 1e-4)
	right, classes := 0, want.Classes()
	e, err := d.Batch(8).Examples(context.Background())
	must(t, err)
	for i, p := range want.Probabilities() {
		sum := 0.0
		for _, v := range p {
			sum += v
		}
		if !near(sum, 1, 1e-12) || p[classes[i]] < 0.1 {
			t.Errorf("probabilities of input %d: want their sum 1 and the largest that of class %d, got %v", i, classes[i], p)
		}
		if classes[i] == e.Labels[i] {
			right++
		}
	}
	if right < 7 {
		t.Errorf("of 8 training examples: want at least 7 right, got %d", right)
	}
}

func TestInAndOutMistakes(t *testing.T) {
	run, path := saved(t)
	d := dsl.MNIST1D()
	elsewhere := filepath.Join(t.TempDir(), "elsewhere.fathom")
	must(t, os.WriteFile(elsewhere, []byte("no model at all"), 0o644))
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a row too short", run.Predict([][]float64{{1, 2}}).Err(), "input 0; want 40 values, those of shape [40 1], got 2"},
		{"no rows", run.Predict(nil).Err(), "inputs; want at least one, got none"},
		{"a picture for a signal", run.PredictImages(image.NewGray(image.Rect(0, 0, 2, 2))).Err(), "proportions; want those of 1 × 40, got 2 × 2"},
		{"no picture", run.PredictFiles("none.png").Err(), "PredictFiles (save_test.go"},
		{"not a picture", run.PredictFiles(path).Err(), "want a PNG, JPEG or GIF"},
		{"no such directory", run.Save("none/there.fathom").Err(), "Save (save_test.go"},
		{"no file", dsl.Load("none.fathom").Err(), "Load (save_test.go"},
		{"not a model", dsl.Load(elsewhere).Err(), "want a model that Save wrote"},
		{"weights alone", dsl.Load("testdata/torch.safetensors").Err(), `got format ""; weights alone are read by model.LoadWeights`},
		{"other data", run.Evaluate(dsl.MNIST()).Err(), "Evaluate (save_test.go"},
		{"data in error", dsl.Load(path).Evaluate(d.Take(0)).Err(), "Take (save_test.go"},
		{"nothing loaded", dsl.Trained{}.Predict([][]float64{{1}}).Err(), "start with dsl.Load(…)"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, c.err)
		}
	}
}
