package setup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Log is where a step says that it is still at it.
type Log struct {
	out io.Writer
}

// Say prints a line under the step's own.
func (l *Log) Say(format string, args ...any) {
	fmt.Fprintf(l.out, "            "+format+"\n", args...)
}

// pulse is how often a long command says that it still runs.
const pulse = 10 * time.Second

// command runs a program in dir, and prints every ten seconds how long it has
// been and the last line that it wrote. Its output is shown in full only when
// it fails: a set-up that prints a thousand lines hides the one that matters.
// The returned text is what it printed on standard output.
func (l *Log) command(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	// An interrupt is for the child too, which removes its temporary files.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
	var stdout bytes.Buffer
	var all tail
	cmd.Stdout = io.MultiWriter(&stdout, &all)
	cmd.Stderr = &all
	stop := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { l.watch(&all, stop) })
	err := cmd.Run()
	close(stop)
	watching.Wait()
	if err != nil {
		return stdout.String(), fmt.Errorf("%s: %w; it said\n%s", short(name, args), err, all.last(12))
	}
	return stdout.String(), nil
}

// watch prints a sign of life until stop is closed.
func (l *Log) watch(all *tail, stop chan struct{}) {
	began := time.Now()
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			l.Say("%3.0f s  %s", time.Since(began).Seconds(), cut(all.last(1), 90))
		}
	}
}

// tail collects output and keeps the end of it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write keeps at most the last 64 KiB.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 64<<10; over > 0 {
		t.text = append([]byte(nil), t.text[over:]...)
	}
	return len(p), nil
}

// short names a command without all its flags.
func short(name string, args []string) string {
	words := []string{filepath.Base(name)}
	for _, arg := range args {
		if len(words) < 4 && (arg == "-m" || !strings.HasPrefix(arg, "-")) {
			words = append(words, arg)
		}
	}
	return strings.Join(words, " ")
}

// cut shortens a line to n characters.
func cut(line string, n int) string {
	if r := []rune(line); len(r) > n {
		return string(r[:n]) + "…"
	}
	return line
}

// last returns the last n lines, shortened to what a terminal shows.
func (t *tail) last(n int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	for i, line := range lines {
		lines[i] = cut(line, 200)
	}
	return strings.Join(lines, "\n")
}
