package front

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// recorder makes a screen whose messages are written down.
func recorder() (*screen, *[]string) {
	var got []string
	return &screen{number: 7, publish: func(kind string, content any) {
		b, err := json.Marshal(content)
		got = append(got, fmt.Sprintf("%s %s%v", kind, b, map[bool]any{true: "", false: err}[err == nil]))
	}}, &got
}

func frame(kind stream.Kind, payload string) stream.Event {
	return stream.Event{Kind: kind, Payload: json.RawMessage(payload)}
}

func said(s string) stream.Event { return stream.Event{Text: []byte(s)} }

func TestScreenKeepsOrder(t *testing.T) {
	s, got := recorder()
	for _, e := range []stream.Event{
		said("a"), said("b\n"),
		frame(stream.Display, `{"data":{"text/plain":"fig"},"id":"d1"}`),
		said("c"),
		frame(stream.Update, `{"data":{"text/plain":"fig2"},"id":"d1"}`),
		frame(stream.Result, `{"data":{"text/plain":"42"}}`),
		frame(stream.Vars, `[{"name":"x","type":"int","file":"f"}]`),
		said("end"),
	} {
		s.event(e)
	}
	s.end()
	want := []string{
		`stream {"name":"stdout","text":"ab\n"}`,
		`display_data {"data":{"text/plain":"fig"},"metadata":{},"transient":{"display_id":"d1"}}`,
		`stream {"name":"stdout","text":"c"}`,
		`update_display_data {"data":{"text/plain":"fig2"},"metadata":{},"transient":{"display_id":"d1"}}`,
		`execute_result {"data":{"text/plain":"42"},"execution_count":7,"metadata":{},"transient":{}}`,
		`stream {"name":"stdout","text":"end"}`,
	}
	if strings.Join(*got, "\n") != strings.Join(want, "\n") {
		t.Errorf("want\n%s\ngot\n%s", strings.Join(want, "\n"), strings.Join(*got, "\n"))
	}
	if len(s.vars) != 1 || s.vars[0].Name != "x" {
		t.Errorf("variables: got %+v", s.vars)
	}
}

func TestScreenGathersText(t *testing.T) {
	s, got := recorder()
	s.event(said("one\n"))
	s.event(said("two\n"))
	if len(*got) != 0 {
		t.Fatalf("shown at once: %v", *got)
	}
	if due, ok := s.due(); !ok || due > textPause {
		t.Errorf("due: want within %v, got %v, %v", textPause, due, ok)
	}
	s.tick()
	if len(*got) != 1 || !strings.Contains((*got)[0], `one\ntwo\n`) {
		t.Errorf("want one message, got %v", *got)
	}
	if _, ok := s.due(); ok {
		t.Error("still due with nothing to show")
	}
	s.event(said(strings.Repeat("x", textSize)))
	if len(*got) != 2 {
		t.Errorf("much text waits: %d messages", len(*got))
	}
}

func TestScreenReleasesWordsOfTheLiving(t *testing.T) {
	s, got := recorder()
	s.event(said("panic: not really\n"))
	s.tick()
	if len(*got) != 0 {
		t.Fatalf("shown at once: %v", *got)
	}
	s.event(frame(stream.Display, `{"data":{}}`))
	if len(*got) != 2 || !strings.Contains((*got)[0], "not really") {
		t.Errorf("a display: want the text before it, got %v", *got)
	}
	s.event(said("panic: again\n"))
	s.since = time.Now().Add(-2 * heldPause)
	s.tick()
	if len(*got) != 3 || !strings.Contains((*got)[2], "again") {
		t.Errorf("time: want the text, got %v", *got)
	}
	s.event(said("panic: at last\n"))
	s.end()
	if len(*got) != 3 || string(s.held.release()) != "panic: at last\n" {
		t.Errorf("last words were shown: %v", *got)
	}
}

func TestScreenFailure(t *testing.T) {
	s, got := recorder()
	s.event(said("before\n"))
	s.event(frame(stream.Failure, `{"ename":"E","evalue":"v","line":2}`))
	s.event(frame(stream.Failure, `{"ename":"second","evalue":"v"}`))
	s.end()
	if s.failure == nil || s.failure.Name != "E" || s.failure.Line != 2 {
		t.Errorf("failure: got %+v", s.failure)
	}
	if len(*got) != 1 {
		t.Errorf("shown: got %v", *got)
	}
}

func TestScreenSurvivesNonsense(t *testing.T) {
	s, got := recorder()
	for _, kind := range []stream.Kind{stream.Display, stream.Update, stream.Result, stream.Failure, stream.Vars} {
		s.event(frame(kind, `[[1]]`))
		s.event(frame(kind, `null`))
	}
	s.end()
	for _, m := range *got {
		if strings.Contains(m, "null") {
			t.Errorf("a client gets null where it wants an object: %s", m)
		}
	}
}
