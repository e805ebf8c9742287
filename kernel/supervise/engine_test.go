package supervise

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/kernel/guard"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Arg {
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// listen builds the test's engine and supervises it.
func listen(t *testing.T, args ...string) (*Engine, context.CancelFunc) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "engine")
	if out, err := exec.Command("go", "build", "-o", binary, "./testdata/engine").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return supervise(t, binary, args...)
}

func supervise(t *testing.T, binary string, args ...string) (*Engine, context.CancelFunc) {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	e, err := Listen(ctx, Options{
		Binary: binary, Args: args, Guard: []string{os.Args[0], guard.Arg},
		Socket: filepath.Join(dir, "e"), Env: os.Environ(), Grace: 2 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		<-e.Done()
		os.RemoveAll(dir)
	})
	return e, cancel
}

// call connects and gives the engine's process id.
func call(t *testing.T, e *Engine) (net.Conn, int) {
	t.Helper()
	c, err := net.Dial("unix", e.opts.Socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatalf("no answer: %v; log: %s", err, e.Log())
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return c, pid
}

func dead(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); syscall.Kill(pid, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("engine %d lives 5 s after it was to end", pid)
		}
	}
}

func TestEngineStartsWhenCalledAndStaysTheSame(t *testing.T) {
	e, stop := listen(t)
	if log := e.Log(); log != "" {
		t.Errorf("started before anybody called: %s", log)
	}
	_, first := call(t, e)
	_, second := call(t, e)
	if first != second {
		t.Errorf("two callers met two engines: %d, %d", first, second)
	}
	stop()
	<-e.Done()
	dead(t, first)
	if _, err := os.Stat(e.opts.Socket); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestEngineKilledIsReplaced(t *testing.T) {
	e, _ := listen(t)
	c, first := call(t, e)
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("who was talking to it: want the end of the connection, got %v", err)
	}
	_, second := call(t, e)
	if second == first {
		t.Errorf("the killed engine %d answered", first)
	}
}

func TestEngineCrashes(t *testing.T) {
	e, _ := listen(t)
	for range 2 {
		c, pid := call(t, e)
		if _, err := c.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		dead(t, pid)
	}
	call(t, e)
}

// refusal reads the frame with which the supervisor answers for an engine.
func refusal(t *testing.T, e *Engine) session.Error {
	t.Helper()
	c, err := net.Dial("unix", e.opts.Socket)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := c.Write([]byte("H\x00\x00\x00\x02{}")); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 5)
	if _, err := io.ReadFull(c, head); err != nil || head[0] != 'E' {
		t.Fatalf("head: got %q, %v", head, err)
	}
	body := make([]byte, binary.BigEndian.Uint32(head[1:]))
	if _, err := io.ReadFull(c, body); err != nil {
		t.Fatal(err)
	}
	var out session.Error
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEngineThatCannotStart(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T) *Engine
		want []string
	}{
		{"dies at once", func(t *testing.T) *Engine { e, _ := listen(t, "die"); return e }, []string{"exit status 3", "no plugin here", "doctor"}},
		{"not there", func(t *testing.T) *Engine { e, _ := supervise(t, "/does/not/exist"); return e }, []string{"make lab"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := c.make(t)
			for range 2 { // and it goes on answering
				got := refusal(t, e)
				if got.Code != "engine" {
					t.Errorf("code: got %q", got.Code)
				}
				for _, want := range c.want {
					if !strings.Contains(got.Message, want) {
						t.Errorf("message: want it to say %q, got %s", want, got.Message)
					}
				}
			}
		})
	}
}

func TestSocketPathTooLong(t *testing.T) {
	_, err := Listen(context.Background(), Options{Socket: "/" + strings.Repeat("a", 110)})
	if err == nil || !strings.Contains(err.Error(), "103") {
		t.Errorf("want an error that names the limit, got %v", err)
	}
}
