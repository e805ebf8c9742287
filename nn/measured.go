package nn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// measured answers for a training's probes: from what was measured before, or
// by training, or where the run is known, by going through it once more. The
// weights that this ends with must be those of the run to the bit, or the
// numbers would be another run's.
//
// Of a continuation the first part comes from the training that it continues:
// that is measured too, if need be.
func (r *runner) measured(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*dsl.ProbesReply, error) {
	if err := checkProbes(req.Probes, true); err != nil {
		return nil, err
	}
	own, err := r.measuredPart(ctx, req, news)
	if err != nil || req.After == nil {
		return own, err
	}
	first := *req.After
	first.Probes = req.Probes
	before, err := r.measured(ctx, first, news)
	if err != nil {
		return nil, err
	}
	for i, s := range before.Series {
		to := &own.Series[i]
		to.Steps, to.Values, to.Histograms = append(s.Steps, to.Steps...), append(s.Values, to.Values...), append(s.Histograms, to.Histograms...)
	}
	own.Again = own.Again || before.Again
	return own, nil
}

// measuredPart is measured without what a training continues.
func (r *runner) measuredPart(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*dsl.ProbesReply, error) {
	run, err := r.train(ctx, req, news)
	if err != nil {
		return nil, err
	}
	reply := &dsl.ProbesReply{Key: run.Key}
	if reply.Series = r.recall(run.Key, req.Probes); reply.Series != nil {
		return reply, nil
	}
	o, err := r.order(req)
	if err != nil {
		return nil, err
	}
	if o.first, err = r.first(ctx, req, news); err != nil {
		return nil, err
	}
	if o.key, _, err = measurement(run.Key, req.Probes); err != nil { // the run's own lock would give no turn: it is done
		return nil, err
	}
	claim, err := r.runs.Lock(ctx, o.key, news)
	if err != nil {
		return nil, err
	}
	defer claim.Release()
	reply.Again = true
	if reply.Series = r.recall(run.Key, req.Probes); reply.Series != nil {
		return reply, nil
	}
	reply.Series, err = r.again(ctx, run, o, func(p dsl.Progress) {
		claim.Tell(p)
		news(p)
	})
	return reply, err
}

// again goes through a known run for what its probes measure.
func (r *runner) again(ctx context.Context, run *Finished, o order, news func(dsl.Progress)) ([]dsl.ProbeSeries, error) {
	repeat, err := r.suited(o.req).trainNow(ctx, o, news)
	if err != nil {
		return nil, err
	}
	r.runs.DropCheckpoint(o.key)
	if repeat.Reply.Digest != run.Reply.Digest {
		return nil, &dsl.Error{Where: "Probes", What: "the training did not repeat to the bit, so what was measured is not the run's",
			Want: fmt.Sprintf("weights with digest %.12s", run.Reply.Digest), Got: fmt.Sprintf("%.12s", repeat.Reply.Digest),
			Mend: "add the probe before the run is trained: another Seed is another run"}
	}
	return repeat.Probes, r.keepMeasured(run.Key, repeat.Probes)
}

// recall gives what was measured of a run, or nil if anything is missing.
func (r *runner) recall(run string, probes []dsl.ProbeSpec) []dsl.ProbeSeries {
	var all []dsl.ProbeSeries
	for _, p := range probes {
		key, _, err := measurement(run, []dsl.ProbeSpec{p})
		if err != nil {
			return nil
		}
		var s dsl.ProbeSeries
		if answer := r.runs.Answer(key); answer == nil || json.Unmarshal(answer, &s) != nil {
			return nil
		}
		all = append(all, s)
	}
	return all
}

// unmeasured are the probes of which nothing is kept.
func (r *runner) unmeasured(run string, probes []dsl.ProbeSpec) []dsl.ProbeSpec {
	var out []dsl.ProbeSpec
	for _, p := range probes {
		if r.recall(run, []dsl.ProbeSpec{p}) == nil {
			out = append(out, p)
		}
	}
	return out
}

// keepMeasured keeps what was measured of a run.
func (r *runner) keepMeasured(run string, series []dsl.ProbeSeries) error {
	for _, s := range series {
		key, asked, err := measurement(run, []dsl.ProbeSpec{s.Probe})
		if err != nil {
			return err
		}
		answer, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("nn: what a probe measured: %w", err)
		}
		r.runs.KeepAnswer(key, asked, answer)
	}
	return nil
}

// measurement names what probes measure of a run: the hash of a document with
// both.
func measurement(run string, probes []dsl.ProbeSpec) (key string, document []byte, err error) {
	forms := make([]json.RawMessage, len(probes))
	for i, p := range probes {
		if forms[i], err = p.Canonical(); err != nil {
			return "", nil, fmt.Errorf("nn: probe: %w", err)
		}
	}
	document, err = json.Marshal(struct {
		Run     string            `json:"run"`
		Probes  []json.RawMessage `json:"probes"`
		Looking int               `json:"looking"`
	}{run, forms, Looking})
	if err != nil {
		return "", nil, fmt.Errorf("nn: probe: %w", err)
	}
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:]), document, nil
}
