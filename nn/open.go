package nn

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// open reads or makes a data set, also one whose examples were sent before.
func (r *runner) open(spec dsl.DataSpec) (*data.Set, error) {
	if spec.Teacher != nil {
		return r.taught(spec)
	}
	if spec.Content == "" {
		return data.Open(spec)
	}
	return data.OpenKept(spec, spec.Content, func() (dsl.DataSpec, error) {
		content := r.runs.Content(spec.Content)
		if content == nil {
			return dsl.DataSpec{}, &dsl.Error{Where: "Slices", What: "examples", Want: fmt.Sprintf("those of content %.12s, which were sent", spec.Content), Got: "none",
				Mend: "they were not used for long and made room for others; run the cell again that makes them"}
		}
		var sent dsl.DataSpec
		err := json.Unmarshal(content, &sent)
		return sent, err
	})
}

// keep takes examples that a program sends once, and names them by their
// content from then on.
func keep(_ context.Context, r *runner, spec dsl.DataSpec, _ func(dsl.Progress)) (any, error) {
	set, err := data.Open(spec) // so that what is kept can be read
	if err != nil {
		return nil, err
	}
	content, err := json.Marshal(dsl.DataSpec{Source: spec.Source, Inputs: spec.Inputs, Labels: spec.Labels, Targets: spec.Targets})
	if err != nil {
		return nil, fmt.Errorf("nn: keeping examples: %w", err)
	}
	return dsl.KeepReply{Content: r.runs.KeepContent(content), Facts: factsOf(set)}, nil
}

// describe says what a data set has that is read from the user's files.
func describe(_ context.Context, r *runner, spec dsl.DataSpec, _ func(dsl.Progress)) (any, error) {
	set, err := r.open(spec)
	if err != nil {
		return nil, err
	}
	return factsOf(set), nil
}

func factsOf(set *data.Set) dsl.Facts {
	f := dsl.Facts{Shape: set.Shape, Train: set.Train.N, Outputs: set.Classes, Values: set.Targets > 0, Pixels: set.Train.Bytes != nil}
	if f.Values {
		f.Outputs = set.Targets
	}
	if !set.Undivided {
		f.Test = set.Test.N
	}
	return f
}
