package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// A server starts, knows the kernel by its name, and Ctrl-C ends it.
func TestLabStartsAndStops(t *testing.T) {
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.Venv("bin", "jupyter-lab")); err != nil {
		t.Skip("not run: it needs JupyterLab; run make setup first")
	}
	const token = "t"
	port := freePort(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "--no-browser", "--IdentityProvider.token="+token,
		"--ServerApp.port="+fmt.Sprint(port), "--ServerApp.port_retries=0")
	keyboard, screen := terminal(t)
	var log bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, &log, &log
	// A session of its own, whose terminal is standard input.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	cmd.Env = append(os.Environ(), asLab+"=1", "HOME="+t.TempDir(), layout.RootEnv+"="+l.Root)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	specs := waitFor(t, ctx, ended, &log, fmt.Sprintf("http://127.0.0.1:%d/api/kernelspecs?token=%s", port, token))
	var answer struct {
		Default string                     `json:"default"`
		Specs   map[string]json.RawMessage `json:"kernelspecs"`
	}
	if err := json.Unmarshal(specs, &answer); err != nil {
		t.Fatalf("%v in %s", err, specs)
	}
	if answer.Default != "fathom" || !bytes.Contains(answer.Specs["fathom"], []byte(l.Bin("fathom"))) {
		t.Errorf("want this checkout's kernel as the default, got %s", specs)
	}

	if _, err := keyboard.Write([]byte{3}); err != nil { // Ctrl-C
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("after one Ctrl-C: want a clean end, got %v\n%s", err, log.String())
	}
}

// waitFor gets url as soon as the server answers.
func waitFor(t *testing.T, ctx context.Context, ended chan error, log *bytes.Buffer, url string) []byte {
	t.Helper()
	for {
		select {
		case err := <-ended:
			t.Fatalf("JupyterLab ended before it answered: %v\n%s", err, log.String())
		case <-ctx.Done():
			t.Fatal("JupyterLab did not answer in two minutes")
		case <-time.After(100 * time.Millisecond):
		}
		resp, err := http.Get(url)
		if err != nil {
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			return body
		}
	}
}

// freePort returns a port that was free a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}
