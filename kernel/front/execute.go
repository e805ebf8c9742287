package front

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// executeRequest is the content of an execute_request. What is not there is
// what the protocol says it is then.
type executeRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      *bool             `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

// orTrue is what an absent flag means in an execute_request.
func orTrue(flag *bool) bool { return flag == nil || *flag }

// counts tells whether the cell gets a number of its own.
func (e executeRequest) counts() bool { return !e.Silent && orTrue(e.StoreHistory) }

// running is the cell that is running.
type running struct {
	request wire.Message
	executeRequest
	text            string // the code without the front's own commands
	number          int
	publish         func(kind string, content any) // to whoever is to see what the cell shows
	payload         []any                          // for the reply
	result          string                         // its value, as text
	timed, repeated bool                           // %time, %timeit
	// ready ends when the cell is interrupted, and with it every wait for
	// something that must be there before the cell can run.
	ready       context.Context
	cancel      context.CancelFunc
	plain       atomic.Bool // it is a program of ours, not GoNB's
	interrupted atomic.Bool
	met         atomic.Int64 // when its program called, in nanoseconds
	done        chan struct{}
}

// executeAll runs one cell after another until the kernel ends.
func (f *Front) executeAll() {
	count := 0
	var failed time.Time
	for {
		m, ok := f.queue.pop(f.life)
		if !ok {
			return
		}
		if !failed.IsZero() && m.aborted(failed) {
			f.abort(m.Message)
			continue
		}
		if at, stop := f.execute(m.Message, &count); stop {
			failed = at
		}
	}
}

// abort answers a cell that is not run because one before it failed.
func (f *Front) abort(m wire.Message) {
	f.busy(&m, nil)
	f.reply(f.wire.Shell, &m, "execute_reply", object{"status": "aborted"})
	f.idle(&m, nil)
}

// execute runs one cell; stop says that the cells behind it must not run,
// because this one failed at the given time.
func (f *Front) execute(m wire.Message, count *int) (at time.Time, stop bool) {
	r := &running{request: m, done: make(chan struct{}), payload: []any{}}
	r.publish = func(kind string, content any) { f.shown(r, kind, content) }
	if err := m.Decode(&r.executeRequest); err != nil {
		f.busy(&m, nil) // a client waits for what is published, whatever it sent
		f.reply(f.wire.Shell, &m, "execute_reply", failure(*count, cell.Report{Name: "BadRequest", Value: err.Error()}))
		f.idle(&m, nil)
		return at, false
	}
	r.ready, r.cancel = context.WithCancel(f.life)
	defer r.cancel()
	f.busy(&m, r)
	r.number = *count + 1
	if r.counts() {
		*count = r.number
		f.history.add(r.number, r.Code)
	}
	if !r.Silent {
		f.publish(&m, "execute_input", object{"code": r.Code, "execution_count": r.number})
	}
	report := f.run(r)
	expressions := object{}
	if report == nil {
		expressions = f.evaluate(r)
	}
	close(r.done)
	if r.counts() && r.result != "" {
		f.history.result(r.number, r.result)
	}
	if report == nil {
		f.reply(f.wire.Shell, &m, "execute_reply", object{"status": "ok", "execution_count": r.number,
			"user_expressions": expressions, "payload": r.payload})
	} else {
		f.publish(&m, "error", object{"ename": report.Name, "evalue": report.Value, "traceback": traceback(*report)})
		at, stop = time.Now(), orTrue(r.StopOnError)
		f.reply(f.wire.Shell, &m, "execute_reply", failure(r.number, *report))
	}
	f.idle(&m, r)
	return at, stop
}

// shown publishes what the cell shows.
func (f *Front) shown(r *running, kind string, content any) {
	if c, ok := content.(object); ok && kind == "execute_result" {
		if data, ok := c["data"].(object); ok {
			r.result, _ = data["text/plain"].(string)
		}
	}
	f.publish(&r.request, kind, content)
}

// failure is the content of the reply to a cell that failed.
func failure(number int, r cell.Report) any {
	return object{"status": "error", "execution_count": number,
		"ename": r.Name, "evalue": r.Value, "traceback": traceback(r)}
}

// traceback is what clients show of an error: never nothing.
func traceback(r cell.Report) []string {
	if len(r.Traceback) == 0 {
		return []string{r.Name + ": " + r.Value}
	}
	return r.Traceback
}
