package front

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// ask sends a request and decodes its answer.
func (k *kernel) ask(kind string, content any) (reply string, fields map[string]any) {
	k.t.Helper()
	m := k.reply(k.shell, k.send(k.Client.Shell, kind, content))
	if err := m.Decode(&fields); err != nil {
		k.t.Fatal(err)
	}
	return m.Header.Type, fields
}

func TestEveryRequestIsAnswered(t *testing.T) {
	k := startKernel(t)
	k.execute("first := 1")
	k.execute("second := 2")
	for _, c := range []struct {
		kind    string
		content any
		reply   string
		want    string // in the JSON of the answer
	}{
		{"kernel_info_request", object{}, "kernel_info_reply", `"codemirror_mode":"go"`},
		{"is_complete_request", object{"code": "for {"}, "is_complete_reply", `"incomplete"`},
		{"history_request", object{"hist_access_type": "tail", "n": 1}, "history_reply", `[[1,2,"second := 2"]]`},
		{"history_request", object{"hist_access_type": "range", "session": 0, "start": 1, "stop": 2}, "history_reply", `[[1,1,"first := 1"]]`},
		{"history_request", object{"hist_access_type": "search", "pattern": "*first*", "output": true}, "history_reply", `[[1,1,["first := 1",null]]]`},
		{"comm_info_request", object{}, "comm_info_reply", `"comms":{}`},
		{"complete_request", object{"code": "fmt.Printl", "cursor_pos": 10}, "complete_reply", `"matches":["Println"]`},
		{"complete_request", object{"code": "größe := 1; grö", "cursor_pos": 15}, "complete_reply", `"cursor_start":12`},
		{"complete_request", object{"code": "sec", "cursor_pos": 3}, "complete_reply", `"second"`},
		{"complete_request", object{}, "complete_reply", `"matches":["first","second"]`},
		{"inspect_request", object{"code": "fmt.Println", "cursor_pos": 8, "detail_level": 0}, "inspect_reply", "func fmt.Println(a ...any)"},
		{"inspect_request", object{"code": "second", "cursor_pos": 6}, "inspect_reply", "Its value: 2"},
		{"inspect_request", object{"code": "%help", "cursor_pos": 2}, "inspect_reply", "what it can do"},
		{"inspect_request", object{"code": "1 + 1", "cursor_pos": 2}, "inspect_reply", `"found":false`},
		{"debug_request", object{}, "debug_reply", `"error"`},
		{"made_up_request", nil, "made_up_reply", `"error"`},
	} {
		t.Run(c.kind, func(t *testing.T) {
			reply, fields := k.ask(c.kind, c.content)
			b, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			if reply != c.reply || !strings.Contains(string(b), c.want) {
				t.Errorf("want %s with %s, got %s %s", c.reply, c.want, reply, b)
			}
		})
	}
}

// TestAsides shows that what need not wait for a running cell does not, and
// that the kernel is still seen to be busy afterwards.
func TestAsides(t *testing.T) {
	k := startKernel(t)
	id := k.begin("fmt.Println(\"on\")\nfor {\n\ttime.Sleep(time.Second)\n}")
	k.text(id, "on")
	for _, kind := range []string{"kernel_info_request", "is_complete_request"} {
		k.reply(k.shell, k.send(k.Client.Shell, kind, object{"code": "x", "cursor_pos": 1}))
	}
	for kind, want := range map[string]string{"complete_request": "Println", "inspect_request": "Println formats"} {
		m := k.reply(k.shell, k.send(k.Client.Shell, kind, object{"code": "fmt.Println", "cursor_pos": 11}))
		if !strings.Contains(string(m.Content), want) {
			t.Errorf("%s while a cell runs: want %s, got %s", kind, want, m.Content)
		}
	}
	k.reply(k.ctl, k.send(k.Client.Control, "kernel_info_request", object{}))
	var last string
	for quiet := false; !quiet; {
		select {
		case m := <-k.iopub:
			last = string(m.Content)
		case <-time.After(300 * time.Millisecond):
			quiet = true
		}
	}
	if !strings.Contains(last, "busy") {
		t.Errorf("the last status while a cell runs: want busy, got %s", last)
	}
	k.send(k.Client.Control, "interrupt_request", object{})
	k.finish(id)
}

func TestWrongSignatureIsNotExecuted(t *testing.T) {
	k := startKernel(t)
	forged := k.conn
	forged.Key = "guessed"
	other, err := wire.Dial(context.Background(), forged)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for _, s := range []*wire.Socket{other.Shell, other.Control} {
		m, err := other.New("shutdown_request", object{"restart": false})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	m, err := other.New("execute_request", object{"code": "!touch forged"})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Shell.Send(m); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if r := k.execute("!ls"); r.status != "ok" || strings.Contains(r.String(), "forged") {
		t.Errorf("after forged messages: %s %q", r.status, r.String())
	}
}

func TestInput(t *testing.T) {
	k := startKernel(t)
	id := k.send(k.Client.Shell, "execute_request", object{"code": "%with_inputs\n!read x; echo \"got $x\"", "allow_stdin": true})
	select {
	case m := <-k.stdin:
		if m.Header.Type != "input_request" || m.ParentHeader().ID != id {
			t.Fatalf("want an input_request about the cell, got %s about %s", m.Header.Type, m.ParentHeader().ID)
		}
	case <-time.After(patient):
		t.Fatal("no input_request")
	}
	k.send(k.Client.Stdin, "input_reply", object{"value": "typed", "status": "ok"})
	if r := k.finish(id); r.status != "ok" || !strings.Contains(r.String(), "got typed") {
		t.Errorf("want what was typed, got %s %q", r.status, r.String())
	}
}

// TestWidgets shows that a widget's messages reach GoNB, and its answers the
// widget.
func TestWidgets(t *testing.T) {
	k := startKernel(t)
	k.execute("!true") // from here on there is a GoNB
	id := k.send(k.Client.Shell, "comm_open", object{
		"comm_id": "c1", "target_name": "gonb_comm", "kernel_id": "1", "data": object{},
	})
	for timer := time.After(patient); ; {
		select {
		case m := <-k.iopub:
			if m.ParentHeader().ID != id || m.Header.Type != "comm_msg" {
				continue
			}
			var c struct {
				ID string `json:"comm_id"`
			}
			if err := m.Decode(&c); err != nil || c.ID != "c1" {
				t.Errorf("answer: got %s, %v", m.Content, err)
			}
		case <-timer:
			t.Fatal("GoNB did not answer the widget")
		}
		break
	}
}
