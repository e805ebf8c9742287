package unix

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// listen serves each connection with serve, in a goroutine of its own.
func listen(t *testing.T, serve func(n int, conn net.Conn)) Driver {
	t.Helper()
	dir, err := os.MkdirTemp("", "u") // t.TempDir can be longer than a socket's path may be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); serve(n, conn) }()
		}
	}()
	return Driver{Path: path}
}

// hear reads a whole request and gives its body.
func hear(conn net.Conn) (body []byte) {
	for range 3 {
		_, body, _ = ReadFrame(conn, MaxBody)
	}
	return body
}

func TestRequest(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) {
		var said []string
		for range 3 {
			kind, payload, err := ReadFrame(conn, MaxBody)
			if err != nil {
				return
			}
			said = append(said, string(kind)+string(payload))
		}
		WriteFrame(conn, ProgressFrame, []byte("one"))
		WriteFrame(conn, ProgressFrame, []byte("two"))
		WriteFrame(conn, ReplyFrame, []byte(strings.Join(said, " ")))
	})
	var news []string
	reply, err := d.Do(t.Context(), "train", []byte("body"), func(b []byte) { news = append(news, string(b)) })
	if err != nil {
		t.Fatal(err)
	}
	if want := `H{"protocol":1} Q{"op":"train"} Bbody`; string(reply) != want {
		t.Errorf("want %s, got %s", want, reply)
	}
	if strings.Join(news, " ") != "one two" {
		t.Errorf("progress: got %v", news)
	}
	if _, err := d.Do(t.Context(), "train", nil, nil); err != nil {
		t.Errorf("without progress: %v", err)
	}
}

// Large bodies cross whole, in both directions.
func TestLargeRequests(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) { WriteFrame(conn, ReplyFrame, hear(conn)) })
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<19)
	reply, err := d.Do(t.Context(), "echo", body, nil)
	if err != nil || !bytes.Equal(reply, body) {
		t.Fatalf("want the %d bytes back, got %d, %v", len(body), len(reply), err)
	}
}

func TestManyRequestsAtOnce(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) { WriteFrame(conn, ReplyFrame, hear(conn)) })
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			body := bytes.Repeat([]byte{byte(i)}, 1000)
			if reply, err := d.Do(t.Context(), "echo", body, nil); err != nil || !bytes.Equal(reply, body) {
				t.Errorf("%d: got %d bytes, %v", i, len(reply), err)
			}
		})
	}
	wg.Wait()
}

func TestErrorFromTheEngine(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) {
		hear(conn)
		WriteFrame(conn, ErrorFrame, []byte(`{"code":"dsl","message":"dsl: no","detail":{"line":3}}`))
	})
	_, err := d.Do(t.Context(), "train", nil, nil)
	var e *session.Error
	if !errors.As(err, &e) || e.Code != "dsl" || e.Message != "dsl: no" || string(e.Detail) != `{"line":3}` {
		t.Errorf("got %#v", err)
	}
}

// A refusal is heard even if it came before the request was sent.
func TestRefusedEarly(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) {
		WriteFrame(conn, ErrorFrame, []byte(`{"code":"engine","message":"engine: too much"}`))
	})
	_, err := d.Do(t.Context(), "train", make([]byte, 8<<20), nil)
	if err == nil || err.Error() != "engine: too much" {
		t.Errorf("got %v", err)
	}
}

func TestEngineDies(t *testing.T) {
	for name, die := range map[string]func(conn net.Conn){
		"at once":            func(conn net.Conn) {},
		"within the request": func(conn net.Conn) { ReadFrame(conn, MaxBody) },
		"at work":            func(conn net.Conn) { hear(conn); WriteFrame(conn, ProgressFrame, []byte("news")) },
		"within an answer":   func(conn net.Conn) { hear(conn); conn.Write([]byte("R\x00\x00\x00\x10half")) },
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			d := listen(t, func(n int, conn net.Conn) {
				asked.Add(1)
				if n < 2 {
					die(conn)
					return
				}
				WriteFrame(conn, ReplyFrame, hear(conn))
			})
			reply, err := d.Do(t.Context(), "train", []byte("body"), nil)
			if err != nil || string(reply) != "body" || asked.Load() != 3 {
				t.Errorf("want the answer of the third engine, got %q, %v from number %d", reply, err, asked.Load())
			}
		})
	}
	t.Run("always", func(t *testing.T) {
		var asked atomic.Int32
		d := listen(t, func(_ int, conn net.Conn) { asked.Add(1); hear(conn) })
		_, err := d.Do(t.Context(), "train", nil, nil)
		wantEngineError(t, err, "ended 3 times while it was to train", "fathom doctor")
		if asked.Load() != 3 {
			t.Errorf("want 3 requests, got %d", asked.Load())
		}
	})
}

// Deaths between which work that is kept went on are not counted.
func TestEngineDiesButComesFurther(t *testing.T) {
	var asked atomic.Int32
	further := func(marks ...string) Driver {
		asked.Store(0)
		return listen(t, func(n int, conn net.Conn) {
			asked.Add(1)
			body := hear(conn)
			if n == len(marks) {
				WriteFrame(conn, ReplyFrame, body)
				return
			}
			WriteFrame(conn, ProgressFrame, []byte(marks[n]))
		})
	}
	reply, err := further(`{"kept":1}`, `{}`, `{"kept":2}`, `none`, `{"kept":2}`, `{"kept":7}`, `{"kept":8}`).Do(t.Context(), "train", []byte("body"), nil)
	if err != nil || string(reply) != "body" || asked.Load() != 8 {
		t.Errorf("want the answer of the eighth, got %q, %v from number %d", reply, err, asked.Load())
	}
	_, err = further(`{"kept":5}`, `{"kept":5}`, `{"kept":4}`, `{}`, `{}`, `{}`).Do(t.Context(), "train", []byte("body"), nil)
	wantEngineError(t, err, "ended 3 times")
	if asked.Load() != 4 {
		t.Errorf("at the same place again and again: want 4 requests, the first of which came further, got %d", asked.Load())
	}
}

func wantEngineError(t *testing.T, err error, parts ...string) {
	t.Helper()
	var e *session.Error
	if !errors.As(err, &e) || e.Code != "engine" {
		t.Fatalf("want a session.Error with code engine, got %v", err)
	}
	for _, p := range parts {
		if !strings.Contains(e.Message, p) {
			t.Errorf("want %q in %q", p, e.Message)
		}
	}
	if strings.Contains(e.Message, os.TempDir()) {
		t.Errorf("a generated path in %q", e.Message)
	}
}

func TestNoEngine(t *testing.T) {
	d := Driver{Path: filepath.Join(t.TempDir(), "none")}
	_, err := d.Do(t.Context(), "train", nil, nil)
	wantEngineError(t, err, "there is none to train", "restart the kernel")
	d.Path = strings.Repeat("x", 300)
	_, err = d.Do(t.Context(), "train", nil, nil)
	wantEngineError(t, err)
}

func TestAnswerOutOfProtocol(t *testing.T) {
	d := listen(t, func(_ int, conn net.Conn) { hear(conn); WriteFrame(conn, 'Z', nil) })
	_, err := d.Do(t.Context(), "train", nil, nil)
	wantEngineError(t, err, "frame 'Z'")
	d = listen(t, func(_ int, conn net.Conn) { hear(conn); conn.Write([]byte("R\xff\xff\xff\xff")) })
	_, err = d.Do(t.Context(), "train", nil, nil)
	wantEngineError(t, err, "cannot be read")
}

func TestCancel(t *testing.T) {
	ended := make(chan struct{})
	d := listen(t, func(_ int, conn net.Conn) {
		hear(conn)
		WriteFrame(conn, ProgressFrame, nil)
		conn.Read(make([]byte, 1)) // until the client goes
		close(ended)
	})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := d.Do(ctx, "train", nil, func([]byte) { cancel() })
	if err != context.Canceled {
		t.Errorf("want context.Canceled, got %v", err)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the engine was not told")
	}
	if _, err := d.Do(ctx, "train", nil, nil); err != context.Canceled {
		t.Errorf("already cancelled: want context.Canceled, got %v", err)
	}
}

// Nobody accepts and the listener's queue is full: waiting can be given up.
func TestCancelWhileConnecting(t *testing.T) {
	dir, err := os.MkdirTemp("", "u")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for range 5000 { // more than any queue's length
		s, err := dial(ctx, path)
		if err != nil {
			break
		}
		defer s.close()
	}
	wg.Go(func() {
		if _, err := (Driver{Path: path}).Do(ctx, "train", nil, nil); err != context.DeadlineExceeded {
			t.Errorf("want the deadline, got %v", err)
		}
	})
	wg.Wait()
}
