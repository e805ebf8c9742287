package wire

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// connected gives a kernel and a client of it, over sockets in a directory of
// their own.
func connected(t *testing.T, kernelKey, clientKey string) (*Kernel, *Client) {
	t.Helper()
	dir, err := os.MkdirTemp("", "wire") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	c := Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), Key: kernelKey, Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	k, err := Listen(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.Key = clientKey
	client, err := Dial(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		k.Close()
		os.RemoveAll(dir)
	})
	return k, client
}

func TestSocketsCarryRequestsAndAnswers(t *testing.T) {
	k, client := connected(t, "key", "key")
	request, err := client.New("kernel_info_request", struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Shell.Send(request); err != nil {
		t.Fatal(err)
	}
	got, err := k.Shell.Recv()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := New("kernel_info_reply", &got, map[string]string{"status": "ok"})
	if err != nil {
		t.Fatal(err)
	}
	// The answer goes by another socket than the question came: one identity.
	if err := k.Control.Send(answer); err != nil {
		t.Fatal(err)
	}
	back, err := client.Control.Recv()
	if err != nil || back.ParentHeader().ID != request.Header.ID {
		t.Fatalf("answer: got %+v, %v", back, err)
	}
}

func TestWrongSignatureIsDroppedAndCounted(t *testing.T) {
	k, client := connected(t, "key", "another key")
	request, err := client.New("execute_request", map[string]string{"code": "1"})
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan Message, 1)
	go func() {
		if m, err := k.Shell.Recv(); err == nil {
			got <- m
		}
	}()
	if err := client.Shell.Send(request); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); k.Dropped() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the message was neither counted nor came through")
		}
	}
	select {
	case m := <-got:
		t.Fatalf("came through: %+v", m)
	default:
	}
	client.Shell.key = []byte("key")
	if err := client.Shell.Send(request); err != nil {
		t.Fatal(err)
	}
	select {
	case <-got:
	case <-time.After(5 * time.Second):
		t.Fatal("the rightly signed message after it did not come through")
	}
}

// TestSocketsAreClosedToOthers: who may not sign could still listen.
func TestSocketsAreClosedToOthers(t *testing.T) {
	dir, err := os.MkdirTemp("", "w") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	conn := Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), Key: NewID(), Scheme: "hmac-sha256",
		Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	k, err := Listen(context.Background(), conn)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	files, err := filepath.Glob(filepath.Join(dir, "k-*"))
	if err != nil || len(files) != 5 {
		t.Fatalf("want five sockets, got %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", f, info.Mode(), err)
		}
	}
}
