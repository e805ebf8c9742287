package nn

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// wave is a data set large enough to be sent to the engine once.
func wave(n int) (inputs [][]float64, classes []int) {
	for i := range n {
		row := make([]float64, 50)
		for k := range row {
			row[k] = math.Sin(float64(i*k)) + 5
		}
		inputs, classes = append(inputs, row), append(classes, i%3)
	}
	return inputs, classes
}

// TestSlicesAreSentOnce: many examples go to the engine when the data set is
// made, and a request names them; it is the same run as with few that travel.
func TestSlicesAreSentOnce(t *testing.T) {
	inputs, classes := wave(100)
	d := dsl.Slices(inputs, classes)
	must(t, d.Err())
	text, err := json.Marshal(d)
	must(t, err)
	if len(text) > 1000 || d.Spec().Content == "" {
		t.Errorf("want a name in place of the examples, got %d bytes", len(text))
	}
	if d.Len() != 100 || !slices.Equal(d.Shape(), []int{50}) {
		t.Errorf("want 100 examples of [50], got %v", d)
	}
	net := dsl.Input(50).Dense(3)
	run := net.Train(d).BatchSize(10)
	key, err := run.Key()
	must(t, err)
	travels := run.Request()
	travels.Data = dsl.DataSpec{Source: "slices", Labels: classes}
	for _, row := range inputs {
		travels.Data.Inputs = append(travels.Data.Inputs, row)
	}
	r := fresh(t, usual(t))
	if o, err := r.order(travels); err != nil || o.key != key {
		t.Errorf("the same examples in the request: want the same run, got %v", err)
	}
	_, err = run.Result(context.Background())
	must(t, err)
	gone := run.Request()
	gone.Data.Content = strings.Repeat("0", 64)
	if _, err := r.order(gone); err == nil || !strings.Contains(err.Error(), "run the cell again that makes them") {
		t.Errorf("examples that are no longer there: got %v", err)
	}
	values := dsl.SlicesRegression(inputs, inputs)
	if values.Spec().Content == "" || !slices.Equal(dsl.Input(50).Dense(50).Train(values).Model().Shape(), []int{50}) || dsl.Input(50).Dense(50).Train(values).Err() != nil {
		t.Errorf("values: want them sent, too, got %v", dsl.Input(50).Dense(50).Train(values).Err())
	}
}

// TestFilesAsData trains on a file of the user's own, which is known by its
// content: a touched one is the same run, a changed one another.
func TestFilesAsData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "xor.csv")
	must(t, os.WriteFile(path, []byte("a,b,class\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"), 0o644))
	net := dsl.Input(2).Dense(8).Tanh().Dense(2)
	of := func(d dsl.Data) dsl.Training {
		return net.Train(d).Optimizer(dsl.Adam(0.05)).BatchSize(4).Steps(100)
	}
	d := dsl.CSV(path)
	must(t, d.Err())
	first, err := of(d).Result(context.Background())
	must(t, err)
	moved := filepath.Join(t.TempDir(), "moved.csv")
	must(t, os.WriteFile(moved, []byte("0;0;no\n0;1;yes\n1;0;yes\n1;1;no\n"), 0o644))
	again, err := of(dsl.CSV(moved)).Result(context.Background())
	must(t, err)
	if !again.Cached || again.Key != first.Key {
		t.Error("the same rows in another file: want the run that is there")
	}
	if names := of(d).Predict([][]float64{{0, 1}, {1, 1}}).Names(); !slices.Equal(names, []string{"yes", "no"}) {
		t.Errorf("names of classes: want yes and no, got %v", names)
	}
	must(t, os.WriteFile(path, []byte("0,0,yes\n0,1,yes\n1,0,yes\n1,1,no\n"), 0o644))
	if key, err := of(d).Key(); err != nil || key == first.Key {
		t.Errorf("a changed file: want another run, got %v", err)
	}
	must(t, os.Remove(path))
	if _, err := of(d).Key(); err == nil || !strings.Contains(err.Error(), "want one that can be read") {
		t.Errorf("a file that is gone: got %v", err)
	}
	if err := dsl.NPZ("none.npz").Err(); err == nil || !strings.Contains(err.Error(), "NPZ (open_test.go") {
		t.Errorf("no file: want the user's line, got %v", err)
	}
}

// TestStandardizedInputs: what is predicted for is scaled as what was trained
// on, and a saved model remembers how.
func TestStandardizedInputs(t *testing.T) {
	inputs, classes := wave(20)
	run := dsl.Input(50).Dense(3).Train(dsl.Slices(inputs, classes).Standardized(true)).BatchSize(20).Steps(50)
	result, err := run.Result(context.Background())
	must(t, err)
	loss := 0.0
	for i, p := range run.Predict(inputs).Probabilities() {
		loss -= math.Log(p[classes[i]]) / 20
	}
	if !near(loss, float64(result.Test.Loss), 1e-4) {
		t.Errorf("loss of the predictions: want %v, got %v", result.Test.Loss, loss)
	}
	path := filepath.Join(t.TempDir(), "standardised.fathom")
	must(t, run.Save(path).Err())
	sameOutputs(t, "loaded", dsl.Load(path).Predict(inputs).Outputs(), run.Predict(inputs).Outputs(), 0)
	shown, err := dsl.Slices(inputs, classes).Standardized(true).Batch(1).Examples(context.Background())
	must(t, err)
	if shown.Inputs[0][3] != inputs[0][3] {
		t.Errorf("shown: want values as they came, %v, got %v", inputs[0][3], shown.Inputs[0][3])
	}
}

// TestTeacher: a student that starts with the teacher's weights has nothing to
// learn, another has.
func TestTeacher(t *testing.T) {
	net := dsl.Input(6).Dense(3).Tanh().Dense(1)
	d := dsl.Teacher(net, 200).Drawn(4)
	must(t, d.Err())
	same, err := net.Train(d).Precision(dsl.Float64).Seed(4).Steps(1).Result(context.Background())
	must(t, err)
	if same.Loss[0] > 1e-20 || float64(same.Test.Loss) > 1e-20 {
		t.Errorf("the teacher itself: want no loss, got %v and %v", same.Loss[0], same.Test.Loss)
	}
	other, err := net.Train(d).Precision(dsl.Float64).Seed(5).Steps(1).Result(context.Background())
	must(t, err)
	if other.Loss[0] < 1e-3 {
		t.Errorf("another network: want a loss, got %v", other.Loss[0])
	}
	e, err := d.Batch(200).Examples(context.Background())
	must(t, err)
	sum, squares := 0.0, 0.0
	for _, row := range e.Inputs {
		for _, v := range row {
			sum, squares = sum+v/1200, squares+v*v/1200
		}
	}
	if math.Abs(sum) > 4/math.Sqrt(1200) || math.Abs(squares-1) > 4*math.Sqrt(2./1200) {
		t.Errorf("inputs: want mean 0 and variance 1, got %v and %v", sum, squares)
	}
	for name, c := range map[string]struct {
		d    dsl.Data
		want string
	}{
		"no vector":   {dsl.Teacher(dsl.Input(4, 2).Conv(1, 3), 10), "output of the network; want [values], got [4 1]; add Flatten() or Dense(1)"},
		"no examples": {dsl.Teacher(net, 0), "examples; want 1 or more, got 0"},
		"a mistake":   {dsl.Teacher(dsl.Input(2, 2).Dense(1), 10), "add Flatten() before it"},
	} {
		if err := c.d.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, got %v", name, c.want, err)
		}
		if err := net.Train(c.d).Err(); err == nil || c.d.String() == "" || c.d.Len() < 0 {
			t.Errorf("%s: want Train to say so", name)
		}
	}
}
