package front

import (
	"encoding/json"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

const (
	// textPause is how long text may wait for more, so that a loop of prints
	// does not become a message each.
	textPause = 50 * time.Millisecond
	// textSize is how much text may come within a pause. A program that prints
	// more is made to wait: ZeroMQ takes whatever it is given, and would pile
	// up what a client does not read in time.
	textSize = 256 << 10
	// heldPause is how long what may be last words is kept back from a program
	// that lives on.
	heldPause = time.Second
)

// screen turns a plain cell's stream into messages, in its order. It is used
// by one goroutine.
type screen struct {
	publish func(kind string, content any)
	once    func(notice string) bool // tells whether a notice is new to the notebook
	number  int
	silent  bool // results are not shown
	text    text
	name    string // of the stream that text is for: "stdout", or "stderr"
	held    held
	since   time.Time // when the oldest text that waits came
	flushed time.Time // when text was sent last

	failure *stream.Report
	vars    []stream.Var
	whole   bool        // it came to its end, and has said what it leaves
	spot    stream.Spot // where it was when it last said so
}

// event takes the next thing in the stream.
func (s *screen) event(e stream.Event) {
	if e.Kind == stream.Errors {
		s.errors(e)
		return
	}
	if e.Kind == "" {
		s.write("stdout", s.held.pass(e.Text))
		s.wait()
		return
	}
	if e.Kind == stream.Vars {
		_ = json.Unmarshal(e.Payload, &s.vars) // without them, nothing is kept
		s.whole = true
		return
	}
	if e.Kind == stream.Where {
		_ = json.Unmarshal(e.Payload, &s.spot)
		return
	}
	s.write("stdout", s.held.release()) // a program that shows something is alive
	s.flush(true)
	if e.Kind == stream.Failure {
		var r stream.Report
		if json.Unmarshal(e.Payload, &r) == nil && s.failure == nil {
			s.failure = &r
		}
		return
	}
	switch e.Kind {
	case stream.Notice:
		s.notice(e)
	case stream.Clear:
		var w stream.Wiping
		_ = json.Unmarshal(e.Payload, &w)
		s.publish("clear_output", object{"wait": w.Wait})
	default:
		s.show(e)
	}
}

// errors takes text for standard error: a frame's, or the second connection's.
func (s *screen) errors(e stream.Event) {
	text := e.Text
	if text == nil {
		var framed string
		_ = json.Unmarshal(e.Payload, &framed)
		text = []byte(framed)
	}
	s.write("stderr", text)
	s.wait()
}

// notice shows what the user should know, the first time that it comes up.
func (s *screen) notice(e stream.Event) {
	var sentence string
	if json.Unmarshal(e.Payload, &sentence) == nil && s.once(sentence) {
		s.publish("stream", object{"name": "stderr", "text": sentence + "\n"})
	}
}

// write adds text for a stream; what waits for another one goes first.
func (s *screen) write(name string, p []byte) {
	if len(p) == 0 {
		return
	}
	if s.name != name && len(s.text.pending) > 0 {
		s.flush(true)
	}
	s.name = name
	s.text.add(p)
}

// wait lets text wait for more, and who writes too much of it wait for us.
func (s *screen) wait() {
	if s.since.IsZero() && s.waits() {
		s.since = time.Now()
	}
	if len(s.text.pending) >= textSize {
		time.Sleep(textPause - time.Since(s.flushed))
		s.flush(false)
	}
}

// waits tells whether there is text that has not been shown.
func (s *screen) waits() bool { return len(s.text.pending) > 0 || s.held.holds() }

// due is when tick must be called; false when there is nothing to wait for.
func (s *screen) due() (time.Duration, bool) {
	if s.since.IsZero() {
		return 0, false
	}
	pause := textPause
	if len(s.text.pending) == 0 {
		pause = heldPause
	}
	return max(0, pause-time.Since(s.since)), true
}

// tick shows the text that has waited long enough.
func (s *screen) tick() {
	if s.held.holds() && time.Since(s.since) >= heldPause {
		if s.held.endless() {
			s.since = time.Now()
		} else {
			s.write("stdout", s.held.release())
		}
	}
	s.flush(false)
	if s.held.holds() && s.since.IsZero() {
		s.since = time.Now()
	}
}

// flush sends the text that waits.
func (s *screen) flush(all bool) {
	if out := s.text.take(all); out != "" {
		s.publish("stream", object{"name": s.name, "text": out})
	}
	s.since, s.flushed = time.Time{}, time.Now()
	if len(s.text.pending) > 0 {
		s.since = time.Now()
	}
}

// show sends a display, an update of one, or the cell's result.
func (s *screen) show(e stream.Event) {
	var d stream.Data
	if json.Unmarshal(e.Payload, &d) != nil {
		return
	}
	content := object{"data": orObject(d.MIME), "metadata": orObject(d.Meta)}
	if d.ID != "" {
		content["transient"] = object{"display_id": d.ID}
	} else {
		content["transient"] = object{}
	}
	switch e.Kind {
	case stream.Display:
		s.publish("display_data", content)
	case stream.Update:
		s.publish("update_display_data", content)
	case stream.Result:
		if !s.silent {
			content["execution_count"] = s.number
			s.publish("execute_result", content)
		}
	}
}

func orObject(m map[string]any) map[string]any {
	if m == nil {
		return object{}
	}
	return m
}

// end shows what is left. What may be last words stays held: the caller knows
// whether they were.
func (s *screen) end() { s.flush(true) }
