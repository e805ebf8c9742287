package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// In a fresh clone with an empty home directory, `make lab` and then
// `make test` do, and no other command is needed. Everything is fetched and
// compiled anew, which takes many minutes, so the test runs in `make soak`.
func TestSoakFreshClone(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("not run: it takes many minutes; make soak runs it")
	}
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	top := t.TempDir()
	home, clone := filepath.Join(top, "home"), filepath.Join(top, "fathom")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	// Go makes its module cache read-only, which TempDir cannot remove.
	t.Cleanup(func() { exec.Command("chmod", "-R", "u+w", home).Run() })
	if out, err := exec.Command("git", "clone", "-q", l.Root, clone).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	env := freshEnvironment(home)

	began := time.Now()
	openAndCloseLab(t, clone, env)
	t.Logf("make lab: open after, and closed at, %.0f s", time.Since(began).Seconds())

	began = time.Now()
	cmd := exec.Command("make", "test")
	cmd.Dir, cmd.Env = clone, env
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr // progress, while it runs
	if err := cmd.Run(); err != nil {
		t.Errorf("make test: %v; see its output above", err)
	}
	t.Logf("make test: %.0f s", time.Since(began).Seconds())
}

// freshEnvironment is this one with another home, and without what would lead
// to this one's caches or make soak tests of the clone's tests.
func freshEnvironment(home string) []string {
	var env []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "HOME", "GOPATH", "GOCACHE", "GOMODCACHE", "GOENV", "FATHOM_SOAK", layout.RootEnv, "FATHOM_STORE",
			"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "MAKEFLAGS", "MAKELEVEL":
			continue
		}
		env = append(env, v)
	}
	return append(env, "HOME="+home)
}

// openAndCloseLab runs make lab until JupyterLab serves, and ends it. (Package
// lab tests Ctrl-C, for which it takes a terminal.)
func openAndCloseLab(t *testing.T, clone string, env []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "make", "lab", "ARGS=--no-browser")
	cmd.Dir, cmd.Env = clone, env
	// A process group of its own, which is ended as a whole.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	reader, writer := io.Pipe()
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	serving := make(chan bool, 1)
	go func() {
		for scan := bufio.NewScanner(reader); scan.Scan(); {
			os.Stderr.WriteString(scan.Text() + "\n")
			if strings.Contains(scan.Text(), "/lab?token=") {
				select {
				case serving <- true:
				default:
				}
			}
		}
		io.Copy(io.Discard, reader)
	}()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait(); writer.Close() }()
	select {
	case err := <-ended:
		t.Fatalf("make lab ended before it served: %v; see its output above", err)
	case <-serving:
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended: // make itself reports the signal as an error
	case <-time.After(time.Minute):
		t.Errorf("make lab did not end within a minute of SIGTERM")
		cancel()
		<-ended
	}
}
