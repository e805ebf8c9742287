package gonb

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Arg {
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// start starts the real GoNB of the checkout.
func start(t *testing.T) *Child {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(root, ".fathom", "bin")
	if _, err := os.Stat(filepath.Join(bin, "gonb")); err != nil {
		t.Fatalf("%v; make test sets it up", err)
	}
	sockets, err := os.MkdirTemp("", "g") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	temp := filepath.Join(sockets, "tmp")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := Start(ctx, Options{
		Binary: filepath.Join(bin, "gonb"), Guard: []string{os.Args[0], guard.Arg}, Bin: bin,
		Work: root, Sockets: sockets, Temp: temp, Name: "kernel-0.json",
	})
	if err != nil {
		os.RemoveAll(sockets)
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Stop(context.Background())
		if _, err := os.Stat(sockets); !os.IsNotExist(err) {
			t.Errorf("the directory of sockets is still there: %v", err)
		}
	})
	return c
}

// run executes code and gives the reply's status and all text that came.
func run(t *testing.T, c *Child, code string) (status, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var mu sync.Mutex
	var b strings.Builder
	reply, err := c.Do(ctx, "execute_request", map[string]any{
		"code": code, "silent": false, "store_history": true, "allow_stdin": false,
	}, func(m wire.Message) {
		mu.Lock()
		defer mu.Unlock()
		var s struct{ Text, Evalue string }
		if json.Unmarshal(m.Content, &s) == nil {
			b.WriteString(s.Text + s.Evalue)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var r struct{ Status string }
	if err := reply.Decode(&r); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	return r.Status, b.String()
}

func TestChildRunsCellsAndFilesBesideThem(t *testing.T) {
	c := start(t)
	if status, text := run(t, c, "%noautoget\n%%\nfmt.Println(\"hello\")"); status != "ok" || text != "hello\n" {
		t.Errorf("a cell of GoNB's own: got %s, %q", status, text)
	}
	file := filepath.Join(c.Dir(), "beside.go")
	if err := os.WriteFile(file, []byte("package main\n\nfunc beside() { println(\"besides\") }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, text := run(t, c, "%%\nbeside()"); status != "ok" || text != "besides\n" {
		t.Errorf("a file beside main.go: got %s, %q", status, text)
	}
	if status, text := run(t, c, "%%\nnowhere()"); status != "error" || !strings.Contains(text, "go build") {
		t.Errorf("a cell that does not compile: got %s, %q", status, text)
	}
}

func TestInterrupt(t *testing.T) {
	c := start(t)
	forever := "%noautoget\n%%\nfmt.Println(\"on\")\nfor { time.Sleep(time.Second) }"
	deaf := "%noautoget\n%%\nsignal.Ignore(os.Interrupt)\nfmt.Println(\"on\")\nfor { time.Sleep(time.Second) }"
	for _, cell := range []struct{ name, code string }{{"a program", forever}, {"a program that ignores it", deaf}} {
		t.Run(cell.name, func(t *testing.T) {
			on, done := make(chan struct{}, 8), make(chan string, 1)
			go func() {
				ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
				defer cancel()
				reply, err := c.Do(ctx, "execute_request", map[string]any{
					"code": cell.code, "silent": true, "store_history": false, "allow_stdin": false,
				}, func(m wire.Message) {
					if m.Header.Type == "stream" {
						on <- struct{}{}
					}
				})
				if err != nil {
					done <- err.Error()
					return
				}
				done <- string(reply.Content)
			}()
			select {
			case <-on:
			case end := <-done:
				t.Fatalf("ended before it was interrupted: %s", end)
			}
			if err := c.Interrupt(); err != nil {
				t.Fatal(err)
			}
			select {
			case end := <-done:
				if !strings.Contains(end, `"error"`) {
					t.Errorf("reply: want an error, got %s", end)
				}
			case <-time.After(15 * time.Second):
				t.Fatal("it goes on 15 s after the interrupt")
			}
		})
	}
}

func TestChildKilled(t *testing.T) {
	c := start(t)
	for _, p := range guard.Descendants(c.proc.Guard()) {
		if p.Name == "gonb" {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
	}
	select {
	case <-c.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("GoNB's death was not noticed within 10 s")
	}
	_, err := c.Do(context.Background(), "execute_request", map[string]any{"code": ""}, nil)
	if !errors.Is(err, ErrDied) {
		t.Errorf("a request to the dead: want ErrDied, got %v", err)
	}
}
