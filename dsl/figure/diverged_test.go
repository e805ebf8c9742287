package figure_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// diverging trains as engine does, but from seed 7 up to step 60, and from
// seed 8 not one.
type diverging struct{ engine }

func (e diverging) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	answer, err := e.engine.Do(ctx, op, body, progress)
	var r dsl.TrainRequest
	if op != "train" || err != nil || json.Unmarshal(body, &r) != nil || r.Seed < 7 {
		return answer, err
	}
	var reply dsl.TrainReply
	if err := json.Unmarshal(answer, &reply); err != nil {
		return nil, err
	}
	reply.Steps = map[int64]int{7: 60, 8: 0}[r.Seed]
	reply.Loss, reply.Accuracy, reply.Validation = reply.Loss[:reply.Steps], reply.Accuracy[:reply.Steps], nil
	if r.Seed == 7 {
		reply.Loss[58], reply.Loss[59] = 1e9, 1e20
	}
	reply.Diverged = &dsl.Error{Where: "training", What: "not finite"}
	return json.Marshal(reply)
}

// TestDivergedRuns: what there was of them is shown, beside those that ended.
func TestDivergedRuns(t *testing.T) {
	session.Use(diverging{engine{100}})
	w := &wall{}
	show.To(w)
	t.Cleanup(func() { session.Use(nil); show.To(nil) })
	run := net(2).Named("net").Train(dsl.MNIST())
	f := figure.Loss(run.Seed(1), run.Seed(7), run.Optimizer(dsl.SGD(9)).Named("fast").Seed(7), run.Named("none").Seed(8))
	if err := f.Display(); err != nil {
		t.Fatal(err)
	}
	s := f.Spec()
	var lines []string
	for _, r := range s.Series {
		if r.Kind == figure.Line {
			lines = append(lines, r.Name)
		}
	}
	if !slices.Equal(lines, []string{"net, seed 1", "net, seed 7", "fast", "none"}) {
		t.Errorf("lines %q", lines)
	}
	if s.Y.Max == nil || *s.Y.Max > 1e6 {
		t.Errorf("the axis ends at %v: what did not diverge is not to be seen", s.Y.Max)
	}
	notes := strings.Join(s.Notes, " ")
	for _, part := range []string{"net, seed 7 diverged after step 60.", "fast diverged after step 60.", "none diverged after step 0."} {
		if !strings.Contains(notes, part) {
			t.Errorf("want %q in %q", part, notes)
		}
	}
	r, err := run.Seed(7).Result(t.Context())
	if err == nil || len(r.Loss) != 60 || !strings.Contains(err.Error(), "diverged_test.go") {
		t.Errorf("its Result: %d losses, %v", len(r.Loss), err)
	}
}
