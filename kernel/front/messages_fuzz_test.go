package front

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// kinds are the requests that FuzzMessages sends: all but those that end the
// kernel. Cells are sent only where there is nothing to run.
var kinds = []string{"kernel_info_request", "is_complete_request", "history_request", "comm_info_request", "complete_request",
	"inspect_request", "interrupt_request", "comm_open", "comm_msg", "execute_request", "connect_request", "debug_request"}

// FuzzMessages: whatever content a request has, it is answered once, between
// busy and idle; what is not signed is not answered, and counted.
func FuzzMessages(f *testing.F) {
	front, client := bareKernel(f)
	for i, content := range []string{`{}`, `{"code":"x := (","cursor_pos":3}`, `{"hist_access_type":"search","pattern":"*","n":-1}`, `[]`, `null`,
		`{"code":"a","cursor_pos":-9223372036854775808}`, `{"code":"größe.","cursor_pos":2,"detail_level":1}`, `{"comm_id":1}`, `{"code":7}`,
		`{"code":"","silent":true,"user_expressions":{"a":"b"}}`, `{"target_name":"x"}`, `"\ud800"`} {
		f.Add(uint8(i), []byte(content), true)
		f.Add(uint8(i), []byte(content), false)
	}
	shell, control, iopub := pump(client.Shell), pump(client.Control), pump(client.IOPub)
	f.Fuzz(func(t *testing.T, which uint8, content []byte, signed bool) {
		kind := kinds[int(which)%len(kinds)]
		if !json.Valid(content) || kind == "execute_request" && runs(content) {
			return
		}
		m, err := client.New(kind, json.RawMessage(content))
		if err != nil {
			t.Fatal(err)
		}
		socket, replies := client.Shell, shell
		if which >= 128 && kind != "execute_request" && !strings.HasPrefix(kind, "comm_") {
			socket, replies = client.Control, control
		}
		if !signed {
			m.Identities = [][]byte{[]byte("<IDS|MSG>"), []byte("forged"), []byte("{}"), []byte("{}"), []byte("{}"), []byte("{}")}
			before := front.wire.Dropped()
			if err := socket.Send(m); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(10 * time.Second); front.wire.Dropped() == before; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("a forged message was not counted")
				}
			}
			return
		}
		if err := socket.Send(m); err != nil {
			t.Fatal(err)
		}
		states := answers(t, iopub, m.Header.ID)
		if len(states) < 2 || states[0] != "busy" || states[len(states)-1] != "idle" {
			t.Errorf("%s %s: want busy, then idle, got %q", kind, content, states)
		}
		if !strings.HasSuffix(kind, "_request") {
			return
		}
		reply := next(t, replies, m.Header.ID)
		if want := strings.TrimSuffix(kind, "_request") + "_reply"; reply.Header.Type != want || !json.Valid(reply.Content) {
			t.Errorf("%s %s: want a %s, got %s %s", kind, content, want, reply.Header.Type, reply.Content)
		}
	})
}

// runs tells whether an execute_request has anything to run.
func runs(content []byte) bool {
	var r executeRequest
	return json.Unmarshal(content, &r) == nil && (strings.TrimSpace(r.Code) != "" || len(r.UserExpressions) > 0)
}

// answers gives the states that are published about a request, up to idle.
func answers(t *testing.T, iopub chan wire.Message, id string) (states []string) {
	t.Helper()
	for {
		m := next(t, iopub, id)
		var c struct {
			State string `json:"execution_state"`
		}
		if m.Header.Type != "status" || m.Decode(&c) != nil {
			continue
		}
		if states = append(states, c.State); c.State == "idle" {
			return states
		}
	}
}

// next waits for a message about a request.
func next(t *testing.T, from chan wire.Message, id string) wire.Message {
	t.Helper()
	for timer := time.After(20 * time.Second); ; {
		select {
		case m := <-from:
			if m.ParentHeader().ID == id {
				return m
			}
		case <-timer:
			t.Fatal("no answer")
		}
	}
}

// bareKernel is a kernel without GoNB and engine: what answers messages.
func bareKernel(f *testing.F) (*Front, *wire.Client) {
	f.Helper()
	dir, err := os.MkdirTemp("/tmp", "fz") // f.TempDir is too long for a socket
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { os.RemoveAll(dir) })
	conn := wire.Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), Key: wire.NewID(), Scheme: "hmac-sha256",
		Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	front := &Front{session: wire.NewID(), queue: newQueue(), looks: looks{first: make(chan struct{})}}
	front.life, front.shutdown = context.WithCancel(context.Background())
	if front.wire, err = wire.Listen(front.life, conn); err != nil {
		f.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		f.Fatal(err)
	}
	loader := imports.New(root, layout.Module)
	if err := loader.Start(); err != nil {
		f.Fatal(err)
	}
	front.looks.begin(cell.New(cell.Env{Import: loader.Import, Std: imports.Std(), Module: layout.Module}), loader.Position)
	front.history.add(1, "x := 1")
	go front.receive(front.wire.Shell, front.shellRequest)
	go front.receive(front.wire.Control, front.controlRequest)
	go front.executeAll()
	client, err := wire.Dial(context.Background(), conn)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		client.Close()
		front.shutdown()
		front.wire.Close()
	})
	heard(f, client)
	return front, client
}

// heard asks until what the kernel publishes is heard.
func heard(f *testing.F, client *wire.Client) {
	f.Helper()
	got := make(chan error, 1)
	go func() {
		_, err := client.IOPub.Recv()
		got <- err
	}()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		m, err := client.New("kernel_info_request", object{})
		if err == nil {
			err = client.Shell.Send(m)
		}
		if err != nil {
			f.Fatal(err)
		}
		select {
		case err := <-got:
			if err != nil {
				f.Fatal(err)
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	f.Fatal("nothing is published")
}
