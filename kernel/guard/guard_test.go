package guard

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test binary a guard, or a front that starts one, as the
// fathom command is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Arg {
		os.Exit(Main(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == "front" {
		front(os.Args[2])
	}
	os.Exit(m.Run())
}

// family is a program with a child in a session of its own whose parent is
// gone: what gopls, or a daemon that a cell starts, looks like. It ignores
// polite signals and writes every member's pid to a file.
const family = `trap "" TERM INT
(setsid sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 1; done' &)
(sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 1; done') &
echo $$ >>pids
while :; do sleep 1; done`

func command(dir, script string) Command {
	return Command{
		Guard: []string{os.Args[0], Arg}, Path: "/bin/sh", Args: []string{"-c", script},
		Dir: dir, Remove: []string{dir},
	}
}

// front starts a family under a guard and waits to be killed.
func front(dir string) {
	if _, err := Start(command(dir, family)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {}
}

// members waits until a family of three has written its pids.
func members(t *testing.T, dir string) []int {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		data, _ := os.ReadFile(filepath.Join(dir, "pids"))
		fields := strings.Fields(string(data))
		if len(fields) < 3 {
			continue
		}
		var pids []int
		for _, f := range fields {
			pid, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
		return pids
	}
	t.Fatal("the family did not start within 10 s")
	return nil
}

// gone waits until none of the processes runs and the directory is removed.
func gone(t *testing.T, pids []int, dir string) {
	t.Helper()
	var left []int
	var err error
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		left = nil
		for _, pid := range pids {
			if syscall.Kill(pid, 0) == nil {
				left = append(left, pid)
			}
		}
		if _, err = os.Stat(dir); len(left) == 0 && os.IsNotExist(err) {
			return
		}
	}
	t.Fatalf("after 5 s: processes left %v, directory: %v", left, err)
}

func TestFrontKilledTakesAllAlong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "front", dir)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pids := members(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	gone(t, pids, dir)
}

func TestStopTakesAllAlong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := Start(command(dir, family))
	if err != nil {
		t.Fatal(err)
	}
	pids := members(t, dir)
	if err := p.Stop(); err == nil {
		t.Error("a killed program ended without an error")
	}
	gone(t, pids, dir)
}

func TestProgramEndsByItself(t *testing.T) {
	for _, c := range []struct{ name, script, err, output string }{
		{"well", "echo hello", "", "hello\n"},
		{"badly", "exit 3", "exit status 3", ""},
		{"killed", "kill -9 $$", "exit status 137", ""},
		{"leaving a child", "sleep 600 & echo left", "", "left\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "d")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			cmd := command(dir, c.script)
			cmd.Output = &out
			p, err := Start(cmd)
			if err != nil {
				t.Fatal(err)
			}
			select {
			case <-p.Done():
			case <-time.After(10 * time.Second):
				t.Fatal("not done after 10 s")
			}
			if got := fmt.Sprint(p.Err()); got != c.err && !(c.err == "" && p.Err() == nil) {
				t.Errorf("end: want %q, got %q", c.err, got)
			}
			if out.String() != c.output {
				t.Errorf("output: want %q, got %q", c.output, out.String())
			}
			gone(t, nil, dir)
		})
	}
}

func TestInheritedDirectoryStaysUntilTheFrontEnds(t *testing.T) {
	dir := t.TempDir()
	own, inherited := filepath.Join(dir, "own"), filepath.Join(dir, "inherited")
	for _, c := range []struct {
		name, script string
		left         bool
	}{{"the program ends", "exit 0", true}, {"the front ends", "sleep 600", false}} {
		t.Run(c.name, func(t *testing.T) {
			for _, d := range []string{own, inherited} {
				if err := os.MkdirAll(d, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			cmd := command(own, c.script)
			cmd.Inherit = []string{inherited}
			p, err := Start(cmd)
			if err != nil {
				t.Fatal(err)
			}
			if !c.left {
				_ = p.Stop()
			}
			<-p.Done()
			gone(t, nil, own)
			if _, err := os.Stat(inherited); (err == nil) != c.left {
				t.Errorf("inherited directory: want it there: %v; got %v", c.left, err)
			}
		})
	}
}

func TestFilesAndGrace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// The program writes to descriptor 3, waits for the end of its input, and
	// uses its grace to say so.
	cmd := command(dir, "trap '' TERM; echo ready >&3; cat; sleep 0.2; echo bye >&3")
	cmd.Files, cmd.Grace = []*os.File{w}, 20*time.Second
	p, err := Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	ready := make([]byte, 6)
	if _, err := io.ReadFull(r, ready); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("end: %v", err)
	}
	rest, err := io.ReadAll(r)
	if err != nil || string(rest) != "bye\n" {
		t.Errorf("descriptor 3: want %q, got %q, %v", "bye\n", rest, err)
	}
}

func TestStartRefusesNothing(t *testing.T) {
	if _, err := Start(Command{}); err == nil {
		t.Error("an empty command was started")
	}
	p, err := Start(Command{Guard: []string{os.Args[0], Arg}, Path: "/does/not/exist"})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Err(); err == nil || err.Error() != "exit status 127" {
		t.Errorf("end: want exit status 127, got %v", err)
	}
}
