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
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// asLab makes the test program become JupyterLab, as `fathom lab` does.
const asLab = "FATHOM_TEST_AS_LAB"

func TestMain(m *testing.M) {
	if os.Getenv(asLab) == "" {
		os.Exit(m.Run())
	}
	l, err := layout.Find()
	if err == nil {
		err = Exec(l, os.Args[1:])
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestArgs(t *testing.T) {
	l := layout.Layout{Root: "/a/checkout"}
	got := strings.Join(Args(l, true, "--no-browser --port=1", []string{"--port=2"}), " ")
	for _, want := range []string{"--ServerApp.root_dir=/a/checkout/notebooks", "default_kernel_name=fathom", "--allow-root"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %s in %s", want, got)
		}
	}
	if !strings.HasSuffix(got, "--no-browser --port=1 --port=2") {
		t.Errorf("want the command line's arguments last, got %s", got)
	}
	for _, mine := range []string{"--ServerApp.root_dir=/mine", "--notebook-dir=/mine"} {
		got := strings.Join(Args(l, false, mine, []string{"--allow-root"}), " ")
		if strings.Contains(got, "/a/checkout") || !strings.Contains(got, mine) {
			t.Errorf("Jupyter refuses a setting made twice: want only %s, got %s", mine, got)
		}
	}
	if got := strings.Join(Args(l, false, "", nil), " "); strings.Contains(got, "--allow-root") {
		t.Errorf("--allow-root is for root only, got %s", got)
	}
}

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
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
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

	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("after one interrupt: want a clean end, got %v\n%s", err, log.String())
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
