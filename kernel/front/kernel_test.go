package front

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// TestMain makes the test binary a guard, or a kernel, as the fathom command is.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == guard.Arg {
		os.Exit(guard.Main(os.Args[2:]))
	}
	if len(os.Args) > 4 && os.Args[1] == "kernel" {
		if err := Run(context.Background(), os.Args[2], Options{Root: os.Args[3], Bin: os.Args[4]}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// kernel is a kernel in a process of its own, and a client of it.
type kernel struct {
	*wire.Client
	t     *testing.T
	cmd   *exec.Cmd
	cache string // the user's cache directory that it sees
	run   string // the directory for its sockets
	conn  wire.Connection
	iopub chan wire.Message
	shell chan wire.Message
	ctl   chan wire.Message
	stdin chan wire.Message
	ended chan struct{}
}

// patient bounds every wait: far more than anything should take.
const patient = 90 * time.Second

// root is the checkout.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// programs makes a directory of programs: those that set-up built, and scripts
// of the test's own.
func programs(t *testing.T, scripts map[string]string) string {
	t.Helper()
	bin := t.TempDir()
	for _, name := range []string{"gonb", "goimports"} {
		path := filepath.Join(root(t), ".fathom", "bin", name)
		if _, err := os.Stat(path); err != nil {
			t.Fatalf("%v; make test sets it up", err)
		}
		if _, ok := scripts[name]; ok {
			continue
		}
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

// startKernel starts a kernel and waits until it answers.
func startKernel(t *testing.T) *kernel {
	t.Helper()
	return startKernelWith(t, programs(t, nil))
}

// startKernelWith starts a kernel that uses the programs in bin.
func startKernelWith(t *testing.T, bin string) *kernel {
	t.Helper()
	return startKernelUnder(t, bin)
}

// startKernelUnder has another program start the kernel: its command line is
// the parent's last arguments.
func startKernelUnder(t *testing.T, bin string, parent ...string) *kernel {
	t.Helper()
	goCache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	run, err := os.MkdirTemp("/tmp", "fk") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	k := &kernel{t: t, cache: t.TempDir(), run: run, ended: make(chan struct{})}
	k.conn = wire.Connection{Transport: "ipc", IP: filepath.Join(run, "k"), Key: wire.NewID(), Scheme: "hmac-sha256",
		Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	file := filepath.Join(run, "kernel-1.json")
	if err := k.conn.Write(file); err != nil {
		t.Fatal(err)
	}
	command := append(parent, os.Args[0], "kernel", file, root(t), bin)
	k.cmd = exec.Command(command[0], command[1:]...)
	k.cmd.Dir = t.TempDir()
	k.cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+k.cache, "XDG_RUNTIME_DIR="+run, "GOCACHE="+strings.TrimSpace(string(goCache)))
	k.cmd.Stderr = os.Stderr
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = k.cmd.Wait()
		close(k.ended)
	}()
	t.Cleanup(k.stop)
	if k.Client, err = wire.Dial(context.Background(), k.conn); err != nil {
		t.Fatal(err)
	}
	k.iopub, k.shell, k.ctl, k.stdin = pump(k.IOPub), pump(k.Shell), pump(k.Control), pump(k.Stdin)
	k.hear()
	return k
}

// pump makes a channel of a socket's messages.
func pump(s *wire.Socket) chan wire.Message {
	c := make(chan wire.Message, 10000)
	go func() {
		for {
			m, err := s.Recv()
			if err != nil {
				return
			}
			c <- m
		}
	}()
	return c
}

// hear asks until the kernel answers and what it publishes is heard.
func (k *kernel) hear() {
	k.t.Helper()
	for end := time.Now().Add(patient); time.Now().Before(end); {
		id := k.send(k.Client.Shell, "kernel_info_request", object{})
		k.reply(k.shell, id)
		select {
		case <-k.iopub:
			for quiet := false; !quiet; {
				select {
				case <-k.iopub:
				case <-time.After(100 * time.Millisecond):
					quiet = true
				}
			}
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
	k.t.Fatal("nothing is published")
}

func (k *kernel) stop() {
	if k.Client != nil {
		if m, err := k.New("shutdown_request", object{"restart": false}); err == nil {
			_ = k.Client.Control.Send(m) // it may have ended already
		}
	}
	select {
	case <-k.ended:
	case <-time.After(20 * time.Second):
		k.t.Error("the kernel lives 20 s after it was asked to end")
		_ = k.cmd.Process.Kill()
	}
	if k.Client != nil {
		k.Client.Close()
	}
	os.RemoveAll(k.run)
}

// send sends a request and gives its id.
func (k *kernel) send(s *wire.Socket, kind string, content any) string {
	k.t.Helper()
	m, err := k.New(kind, content)
	if err == nil {
		err = s.Send(m)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return m.Header.ID
}

// reply waits for the answer to a request.
func (k *kernel) reply(from chan wire.Message, id string) wire.Message {
	k.t.Helper()
	for timer := time.After(patient); ; {
		select {
		case m := <-from:
			if m.ParentHeader().ID == id {
				return m
			}
		case <-timer:
			k.t.Fatalf("no reply within %v", patient)
		}
	}
}

// result is what a client sees of a cell.
type result struct {
	status string // of the reply
	number int
	ename  string
	evalue string
	seen   []string // what was published, in order, without statuses; text joined
	states []string // statuses and the kinds of messages, in order
}

func (r result) String() string { return strings.Join(r.seen, "|") }

// published takes a message about the cell in; true when it was the last.
func (r *result) published(m wire.Message) bool {
	var c struct {
		State string            `json:"execution_state"`
		Text  string            `json:"text"`
		Data  map[string]any    `json:"data"`
		Meta  map[string]any    `json:"metadata"`
		Trans map[string]string `json:"transient"`
		Name  string            `json:"ename"`
		To    string            `json:"name"`
		Value string            `json:"evalue"`
		Trace []string          `json:"traceback"`
		Count int               `json:"execution_count"`
		Code  string            `json:"code"`
	}
	_ = json.Unmarshal(m.Content, &c)
	switch kind := m.Header.Type; kind {
	case "status":
		r.states = append(r.states, c.State)
		return c.State == "idle"
	case "stream":
		to := map[string]string{"stdout": "text ", "stderr": "stderr "}[c.To]
		if n := len(r.seen); n > 0 && strings.HasPrefix(r.seen[n-1], to) {
			r.seen[n-1] += c.Text
		} else {
			r.seen = append(r.seen, to+c.Text)
		}
		r.states = append(r.states, kind)
	case "error":
		r.seen = append(r.seen, "error "+c.Name+": "+c.Value+"\n"+strings.Join(c.Trace, "\n"))
		r.states = append(r.states, kind)
	case "execute_input":
		r.states = append(r.states, fmt.Sprintf("%s %d", kind, c.Count))
	default:
		r.seen = append(r.seen, fmt.Sprintf("%s %v", kind, c.Data["text/plain"]))
		r.states = append(r.states, kind)
	}
	return false
}

// execute runs a cell to its end.
func (k *kernel) execute(code string) result {
	k.t.Helper()
	return k.finish(k.begin(code))
}

func (k *kernel) begin(code string) string {
	k.t.Helper()
	return k.send(k.Client.Shell, "execute_request", object{"code": code, "silent": false, "store_history": true,
		"user_expressions": object{}, "allow_stdin": false, "stop_on_error": true})
}

// finishQuietly waits for the end of a cell and leaves its reply.
func (k *kernel) finishQuietly(id string) {
	k.t.Helper()
	var r result
	for timer := time.After(patient); ; {
		select {
		case m := <-k.iopub:
			if m.ParentHeader().ID == id && r.published(m) {
				return
			}
		case <-timer:
			k.t.Fatalf("the cell did not end within %v", patient)
		}
	}
}

// finish waits for the end of a cell.
func (k *kernel) finish(id string) result {
	k.t.Helper()
	var r result
	for timer := time.After(patient); ; {
		select {
		case m := <-k.iopub:
			if m.ParentHeader().ID != id || !r.published(m) {
				continue
			}
		case <-timer:
			k.t.Fatalf("the cell did not end within %v; so far: %v, %v", patient, r.states, r)
		}
		break
	}
	m := k.reply(k.shell, id)
	var c struct {
		Status string `json:"status"`
		Number int    `json:"execution_count"`
		Name   string `json:"ename"`
		Value  string `json:"evalue"`
	}
	if err := m.Decode(&c); err != nil {
		k.t.Fatal(err)
	}
	r.status, r.number, r.ename, r.evalue = c.Status, c.Number, c.Name, c.Value
	return r
}

// text waits until a cell has printed something that contains want.
func (k *kernel) text(id, want string) {
	k.t.Helper()
	var all string
	for timer := time.After(patient); !strings.Contains(all, want); {
		select {
		case m := <-k.iopub:
			var c struct{ Text string }
			if m.ParentHeader().ID == id && m.Header.Type == "stream" && m.Decode(&c) == nil {
				all += c.Text
			}
		case <-timer:
			k.t.Fatalf("%q was not printed within %v, only %q", want, patient, all)
		}
	}
}
