package nn

import (
	"context"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// threeClasses are examples that a small net gets partly right.
func threeClasses(n int) (inputs [][]float64, classes []int) {
	r := stream(3, "three classes")
	for i := range n {
		inputs, classes = append(inputs, []float64{r.NormFloat64() + float64(i%3), r.NormFloat64()}), append(classes, i%3)
	}
	return inputs, classes
}

// counted by hand from a net's outputs: of equal ones the first class is first.
func confused(outputs []dsl.Floats, classes []int) (matrix [3][3]int, ranks [3]int) {
	for i, z := range outputs {
		before := [3]int{} // how many classes come before each
		for a := range z {
			for b := range z {
				if z[b] > z[a] || z[b] == z[a] && b < a {
					before[a]++
				}
			}
		}
		for k, n := range before {
			if n == 0 {
				matrix[classes[i]][k]++
			}
		}
		ranks[before[classes[i]]]++
	}
	return matrix, ranks
}

// TestConfusion compares the counts with those made by hand of the outputs, of
// a trained net and of one whose outputs are all equal.
func TestConfusion(t *testing.T) {
	inputs, classes := threeClasses(1300) // more than one batch
	d := dsl.Slices(inputs, classes)
	net := dsl.Input(2).Dense(3).Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(100).Steps(5)
	equal := dsl.Input(2).Dense(3).Init(dsl.Zeros()).Train(d).Optimizer(dsl.SGD(1).Schedule(dsl.Hold(0, 1))).BatchSize(100).Steps(1)
	var rows []dsl.Floats
	for _, row := range inputs {
		rows = append(rows, row)
	}
	for _, e := range backends(t) {
		for name, run := range map[string]dsl.Training{"trained": net, "equal": equal} {
			t.Run(e.info.Backend+"/"+name, func(t *testing.T) {
				r, req := fresh(t, e), run.Request()
				tell := func(dsl.Progress) {}
				for _, split := range []string{"", dsl.ValidationSplit} {
					answer, err := assess(context.Background(), r, dsl.EvaluateRequest{Subject: dsl.Subject{Trained: &req}, Data: d.Spec(), Split: split}, tell)
					must(t, err)
					predicted, err := predict(context.Background(), r, dsl.PredictRequest{Subject: dsl.Subject{Trained: &req}, Inputs: rows}, tell)
					must(t, err)
					got := answer.(dsl.EvaluateReply)
					matrix, ranks := confused(predicted.(dsl.PredictReply).Outputs, classes)
					if asText(t, got.Confusion) != asText(t, matrix) || asText(t, got.Ranks) != asText(t, ranks) || got.Examples != 1300 {
						t.Errorf("want %v and %v, got %v and %v of %d", matrix, ranks, got.Confusion, got.Ranks, got.Examples)
					}
				}
			})
		}
	}
}

// TestScores: what a cell asks of a run's evaluation.
func TestScores(t *testing.T) {
	inputs, classes := threeClasses(300)
	d := dsl.Slices(inputs, classes)
	run := dsl.Input(2).Dense(3).Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(100).Steps(5)
	scores := run.Validate(d)
	must(t, scores.Err())
	if a := float64(scores.Accuracy); !near(scores.TopK(1), a, 1e-12) || scores.TopK(3) != 1 || !(scores.TopK(2) > a) {
		t.Errorf("top 1, 2, 3: want %v, more, and 1, got %v, %v, %v", a, scores.TopK(1), scores.TopK(2), scores.TopK(3))
	}
	c := scores.Confusion()
	must(t, c.Err())
	right := 0.0
	for i := range 3 {
		right += c.Recall(i) / 3 // as many examples of each class
	}
	if !near(right, float64(scores.Accuracy), 1e-12) {
		t.Errorf("mean recall: want the accuracy %v, got %v", scores.Accuracy, right)
	}
	values := dsl.SlicesRegression(inputs, inputs)
	none := dsl.Input(2).Dense(2).Train(values).BatchSize(100).Steps(1).Evaluate(values)
	must(t, none.Err())
	if err := none.Confusion().Err(); err == nil {
		t.Error("target values: want no confusion matrix, got one")
	}
}
