package server

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// serve starts a server and gives the driver that reaches it and what ends it.
func serve(t *testing.T, s *Server) (unix.Driver, context.CancelFunc) {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // t.TempDir can be longer than a socket's path may be
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	if s.Log == nil {
		s.Log = log.New(t.Output(), "", 0)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
		os.RemoveAll(dir)
	})
	return unix.Driver{Path: path}, cancel
}

// typed is an error that crosses as itself.
type typed struct{ Line int }

func (e *typed) Error() string       { return fmt.Sprint("typed: line ", e.Line) }
func (e *typed) SessionCode() string { return "typed" }

func TestServer(t *testing.T) {
	var logged strings.Builder
	d, _ := serve(t, &Server{Log: log.New(&logged, "", 0), Do: func(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
		switch op {
		case "echo":
			progress([]byte("1"))
			progress([]byte("2"))
			return body, nil
		case "fail":
			return nil, fmt.Errorf("around: %w", &typed{7})
		case "panic":
			var m map[string]int
			m["x"]++
		}
		return nil, errors.New("no such op")
	}})
	var news []string
	reply, err := d.Do(t.Context(), "echo", []byte("hello"), func(b []byte) { news = append(news, string(b)) })
	if err != nil || string(reply) != "hello" || fmt.Sprint(news) != "[1 2]" {
		t.Errorf("echo: got %q, %v, %v", reply, news, err)
	}
	_, err = d.Do(t.Context(), "fail", nil, nil)
	var e *session.Error
	if !errors.As(err, &e) || e.Code != "typed" || string(e.Detail) != `{"Line":7}` {
		t.Errorf("fail: got %#v", err)
	}
	_, err = d.Do(t.Context(), "panic", nil, nil)
	if !errors.As(err, &e) || e.Code != "engine" || !strings.Contains(e.Message, "nil map") || strings.Contains(e.Message, ".go") {
		t.Errorf("panic: got %v", err)
	}
	if !strings.Contains(logged.String(), "server_test.go") {
		t.Errorf("the stack of a panic was not logged: %s", logged.String())
	}
	if _, err := d.Do(t.Context(), "echo", nil, nil); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	called := atomic.Int32{}
	s := &Server{Build: "abc", Do: func(context.Context, string, []byte, func([]byte)) ([]byte, error) {
		called.Add(1)
		return nil, nil
	}}
	d, _ := serve(t, s)
	frame := func(kind byte, payload string) string {
		return string(kind) + string(binary.BigEndian.AppendUint32(nil, uint32(len(payload)))) + payload
	}
	for name, c := range map[string]struct{ send, want string }{
		"old protocol":    {frame('H', `{"protocol":0}`), "protocol; want 1, got 0; run make lab again"},
		"new protocol":    {frame('H', `{"protocol":2}`), "protocol; want 1, got 2"},
		"other build":     {frame('H', `{"protocol":1,"build":"xyz"}`), "build; want abc, got xyz"},
		"no hello":        {frame('Q', `{"op":"train"}`), "want 'H', got 'Q'"},
		"no JSON":         {frame('H', `{`), "frame 'H'"},
		"a web browser":   {"GET / HTTP/1.1\r\n\r\n", "want at most 65536 bytes"},
		"a giant hello":   {"H\xff\xff\xff\xff", "want at most 65536 bytes, got 4294967295"},
		"a giant request": {frame('H', `{"protocol":1}`) + "Q\x10\x00\x00\x00", "want at most 65536 bytes"},
		"a giant body":    {frame('H', `{"protocol":1}`) + frame('Q', `{"op":"x"}`) + "B\xff\xff\xff\xff", "want at most 1073741824 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("unix", d.Path)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			io.WriteString(conn, c.send)
			kind, payload, err := unix.ReadFrame(conn, unix.MaxBody)
			var e session.Error
			if err != nil || kind != unix.ErrorFrame || json.Unmarshal(payload, &e) != nil {
				t.Fatalf("want an error frame, got %q %s, %v", kind, payload, err)
			}
			if e.Code != "engine" || !strings.Contains(e.Message, c.want) {
				t.Errorf("want %q, got %s: %s", c.want, e.Code, e.Message)
			}
			if _, _, err := unix.ReadFrame(conn, unix.MaxBody); err == nil {
				t.Error("want the connection's end after the error")
			}
		})
	}
	d.Build = "xyz"
	if _, err := d.Do(t.Context(), "x", nil, nil); err == nil || !strings.Contains(err.Error(), "build") {
		t.Errorf("the driver's own build: got %v", err)
	}
	if n := called.Load(); n != 0 {
		t.Errorf("a refused request was done %d times", n)
	}
	d.Build = "abc"
	if _, err := d.Do(t.Context(), "x", nil, nil); err != nil {
		t.Errorf("the same build: %v", err)
	}
}

// blocking is a Do that says when it began and how it ended.
type blocking struct {
	begun chan func([]byte)
	ended chan error
	more  chan struct{}
}

func newBlocking() *blocking {
	return &blocking{make(chan func([]byte), 10), make(chan error, 10), make(chan struct{})}
}

func (b *blocking) do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	b.begun <- progress
	select {
	case <-ctx.Done():
		b.ended <- ctx.Err()
		return nil, ctx.Err()
	case <-b.more:
		b.ended <- nil
		return []byte("done"), nil
	}
}

func within[T any](t *testing.T, what string, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(20 * time.Second):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

func TestClosingCancels(t *testing.T) {
	for name, same := range map[string]func(string, []byte) string{
		"alone": nil, "shared": func(string, []byte) string { return "name" },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBlocking()
			d, _ := serve(t, &Server{Do: b.do, Same: same})
			ctx, cancel := context.WithCancel(t.Context())
			go d.Do(ctx, "train", nil, nil)
			within(t, "the request", b.begun)
			cancel()
			if err := within(t, "the cancelling", b.ended); err != context.Canceled {
				t.Errorf("want context.Canceled, got %v", err)
			}
		})
	}
}

func TestTheSameIsDoneOnce(t *testing.T) {
	b := newBlocking()
	d, _ := serve(t, &Server{Do: b.do, Same: func(_ string, body []byte) string { return string(body) }})
	type answer struct {
		reply []byte
		err   error
	}
	ask := func(ctx context.Context) (answers chan answer, news chan string) {
		answers, news = make(chan answer, 1), make(chan string, 10)
		go func() {
			reply, err := d.Do(ctx, "train", []byte("x"), func(b []byte) { news <- string(b) })
			answers <- answer{reply, err}
		}()
		return answers, news
	}
	ctx, cancel := context.WithCancel(t.Context())
	firstAnswer, firstNews := ask(ctx)
	progress := within(t, "the request", b.begun)
	progress([]byte("10 %"))
	within(t, "news for the first", firstNews)
	secondAnswer, secondNews := ask(t.Context())
	if n := within(t, "the latest news for the second", secondNews); n != "10 %" {
		t.Errorf("want the latest news, got %s", n)
	}
	progress([]byte("20 %"))
	if a, b := within(t, "news", firstNews), within(t, "news", secondNews); a != "20 %" || b != "20 %" {
		t.Errorf("want news for both, got %s and %s", a, b)
	}
	cancel() // the first no longer wants it; the second does
	if a := within(t, "the first's end", firstAnswer); a.err != context.Canceled {
		t.Errorf("first: got %v", a.err)
	}
	select {
	case err := <-b.ended:
		t.Fatalf("the work ended although somebody watches: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	close(b.more)
	if a := within(t, "the second's answer", secondAnswer); a.err != nil || string(a.reply) != "done" {
		t.Errorf("second: got %q, %v", a.reply, a.err)
	}
	if len(b.begun) != 0 {
		t.Error("it was done twice")
	}
	thirdAnswer, _ := ask(t.Context()) // nothing is under way any more
	within(t, "a new beginning", b.begun)
	within(t, "the third's answer", thirdAnswer)
}

// A server that ends says nothing: its clients ask the next one.
func TestEndingServerLeavesTheRequestToTheNext(t *testing.T) {
	b := newBlocking()
	d, end := serve(t, &Server{Do: b.do})
	answer := make(chan error, 1)
	go func() {
		reply, err := d.Do(t.Context(), "train", nil, nil)
		if err == nil && string(reply) != "second" {
			err = fmt.Errorf("got %q", reply)
		}
		answer <- err
	}()
	within(t, "the request", b.begun)
	end()
	within(t, "the cancelling", b.ended)
	l, err := net.Listen("unix", d.Path)
	for ; err != nil; l, err = net.Listen("unix", d.Path) { // until the first has given up its name
		time.Sleep(time.Millisecond)
	}
	next := &Server{Log: log.New(t.Output(), "", 0), Do: func(context.Context, string, []byte, func([]byte)) ([]byte, error) {
		return []byte("second"), nil
	}}
	go next.Serve(t.Context(), l)
	if err := within(t, "the answer", answer); err != nil {
		t.Error(err)
	}
}

// A client that does not read does not hold up the work; it misses old news,
// never the reply.
func TestSlowClient(t *testing.T) {
	const pieces = 2000
	worked := make(chan struct{})
	d, _ := serve(t, &Server{Do: func(_ context.Context, _ string, _ []byte, progress func([]byte)) ([]byte, error) {
		for i := range pieces {
			progress([]byte(fmt.Sprintf("%2000d", i)))
		}
		close(worked)
		return []byte("done"), nil
	}})
	var seen []string
	reply, err := d.Do(t.Context(), "train", nil, func(b []byte) {
		<-worked
		seen = append(seen, strings.TrimSpace(string(b)))
	})
	if err != nil || string(reply) != "done" {
		t.Fatalf("got %q, %v", reply, err)
	}
	if len(seen) >= pieces || seen[len(seen)-1] != fmt.Sprint(pieces-1) {
		t.Errorf("want some news and the last of it, got %d ending with %s", len(seen), seen[len(seen)-1])
	}
}

func TestManyClients(t *testing.T) {
	d, _ := serve(t, &Server{Do: func(_ context.Context, _ string, body []byte, _ func([]byte)) ([]byte, error) { return body, nil },
		Same: func(_ string, body []byte) string { return string(body[:1]) }})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			body := fmt.Sprint(i % 10)
			if reply, err := d.Do(t.Context(), "echo", []byte(body), nil); err != nil || string(reply) != body {
				t.Errorf("%d: got %q, %v", i, reply, err)
			}
		})
	}
	wg.Wait()
}

// BenchmarkRequest is what the socket costs: a request that takes no time.
func BenchmarkRequest(b *testing.B) {
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d := unix.Driver{Path: filepath.Join(dir, "s")}
	l, err := net.Listen("unix", d.Path)
	if err != nil {
		b.Fatal(err)
	}
	s := &Server{Log: log.Default(), Do: func(_ context.Context, _ string, body []byte, _ func([]byte)) ([]byte, error) { return body, nil }}
	go s.Serve(b.Context(), l)
	for b.Loop() {
		if _, err := d.Do(b.Context(), "echo", []byte("body"), nil); err != nil {
			b.Fatal(err)
		}
	}
}
