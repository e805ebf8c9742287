package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn"
)

// turns are Runs that let so many trainings go on at a time: XLA spreads one
// over all cores, and two would only take each other's caches. A run that is
// known already needs no turn.
type turns struct {
	nn.Runs
	free chan struct{} // holds one token for each training under way
}

func newTurns(runs nn.Runs, n int) nn.Runs {
	return &turns{runs, make(chan struct{}, n)}
}

// Lock takes the run's lock first and a turn second: who holds a turn waits
// for nobody, so that turns always come free.
func (t *turns) Lock(ctx context.Context, key string, waiting func(dsl.Progress)) (nn.Claim, error) {
	claim, err := t.Runs.Lock(ctx, key, waiting)
	if err != nil {
		return claim, err
	}
	if run, err := t.Get(ctx, key); err == nil && run != nil {
		return claim, nil // somebody else finished it meanwhile
	}
	select {
	case t.free <- struct{}{}:
	default:
		if waiting != nil {
			waiting(dsl.Progress{Phase: "waiting"})
		}
		select {
		case t.free <- struct{}{}:
		case <-ctx.Done():
			claim.Release()
			return nn.Claim{}, ctx.Err()
		}
	}
	release := claim.Release
	claim.Release = sync.OnceFunc(func() {
		<-t.free
		release()
	})
	return claim, nil
}

// same names trainings by all that they ask for but their label: the server
// does those that are asked for at the same time once.
func same(op string, body []byte) string {
	if op != "train" {
		return ""
	}
	var req dsl.TrainRequest
	if err := json.Unmarshal(body, &req); err != nil {
		return "" // nn says what is wrong with it
	}
	form, err := req.Canonical()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:])
}
