package nn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

func init() { Register(Default()) }

// Register makes this process answer "train", "probes", "inspect", "show",
// "predict", "evaluate", "save", "load", "load-weights", "weights", "content",
// "why", "runs", "info" and "stats", keeping finished runs in runs. The backend
// is opened by the first request that needs it, not by the import.
func Register(runs Runs) {
	ready := sync.OnceValues(func() (*runner, error) {
		e, err := open()
		if err != nil {
			return nil, err
		}
		return newRunner(e, runs), nil
	})
	session.Handle("train", handler(ready, train))
	session.Handle("probes", handler(ready, probes))
	session.Handle("inspect", handler(ready, look))
	session.Handle("show", handler(ready, examplesOf))
	session.Handle("load-weights", handler(ready, loadWeights))
	session.Handle("keep", handler(ready, keep))
	session.Handle("describe", handler(ready, describe))
	session.Handle("predict", handler(ready, predict))
	session.Handle("evaluate", handler(ready, assess))
	session.Handle("save", handler(ready, save))
	session.Handle("load", handler(ready, load))
	session.Handle("why", handler(ready, why))
	session.Handle("stats", handler(ready, counted))
	session.Handle("runs", func(ctx context.Context, body []byte, _ func([]byte)) ([]byte, error) {
		var req RunsRequest
		if err := json.Unmarshal(body, &req); err != nil {
			return nil, fmt.Errorf("nn: request: %w", err)
		}
		reply, err := catalogue(ctx, runs, req)
		if err != nil {
			return nil, err
		}
		return json.Marshal(reply)
	})
	session.Handle("weights", weightsHandler(runs))
	session.Handle("content", contentHandler(runs))
	session.Handle("info", func(context.Context, []byte, func([]byte)) ([]byte, error) {
		r, err := ready()
		if err != nil {
			return nil, err
		}
		return json.Marshal(r.engine.info)
	})
}

func train(ctx context.Context, r *runner, req dsl.TrainRequest, news func(dsl.Progress)) (any, error) {
	run, err := r.outcome(ctx, req, news)
	if err != nil {
		return nil, err
	}
	return run.Reply, nil
}

func probes(ctx context.Context, r *runner, req dsl.TrainRequest, news func(dsl.Progress)) (any, error) {
	return r.measured(ctx, req, news)
}

func why(ctx context.Context, r *runner, req dsl.TrainRequest, _ func(dsl.Progress)) (any, error) {
	return r.why(ctx, req)
}

func look(ctx context.Context, r *runner, req dsl.InspectRequest, news func(dsl.Progress)) (any, error) {
	return r.look(ctx, req, news)
}

// handler makes a session.Handler of a function with types.
func handler[T any](ready func() (*runner, error), answer func(context.Context, *runner, T, func(dsl.Progress)) (any, error)) session.Handler {
	return func(ctx context.Context, body []byte, progress func([]byte)) ([]byte, error) {
		var req T
		if err := json.Unmarshal(body, &req); len(body) > 0 && err != nil {
			return nil, fmt.Errorf("nn: request: %w", err)
		}
		r, err := ready()
		if err != nil {
			return nil, err
		}
		reply, err := promptly(ctx, func() (any, error) { return answer(ctx, r, req, sender(progress)) })
		if err != nil {
			return nil, interrupted(err)
		}
		return json.Marshal(reply)
	}
}

// sender makes progress of news; none is wanted where progress is nil.
func sender(progress func([]byte)) func(dsl.Progress) {
	return func(p dsl.Progress) {
		if progress == nil {
			return
		}
		if b, err := json.Marshal(p); err == nil {
			progress(b)
		}
	}
}

// interrupted gives a cancelled context the code that callers know it by.
func interrupted(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &session.Error{Code: "interrupted", Message: "nn: interrupted"}
	}
	return err
}

// weightsHandler answers with the final weights of a finished run.
func weightsHandler(runs Runs) session.Handler {
	return func(ctx context.Context, body []byte, _ func([]byte)) ([]byte, error) {
		var req struct {
			Key string `json:"key"`
		}
		if err := json.Unmarshal(body, &req); err != nil {
			return nil, fmt.Errorf("nn: request: %w", err)
		}
		run, err := runs.Get(ctx, req.Key)
		if err != nil {
			return nil, err
		}
		if run == nil {
			return nil, &dsl.Error{Where: "weights", What: "run", Want: "a finished one", Got: req.Key, Mend: "ask for the training's Result first"}
		}
		return run.Weights, nil
	}
}
