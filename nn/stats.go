package nn

import (
	"context"
	"sync/atomic"

	"github.com/seed-380714d4/fathom/dsl"
)

// stats counts what this process computed, as against found.
type stats struct{ trainings, steps, inspections atomic.Int64 }

// Stats is what op "stats" answers: what this process computed since it began.
// What was answered from the store is not in it.
type Stats struct {
	Trainings   int64 `json:"trainings"` // begun, or gone on with
	Steps       int64 `json:"steps"`
	Inspections int64 `json:"inspections"` // of one network each
}

func counted(_ context.Context, r *runner, _ struct{}, _ func(dsl.Progress)) (any, error) {
	return Stats{r.stats.trainings.Load(), r.stats.steps.Load(), r.stats.inspections.Load()}, nil
}
