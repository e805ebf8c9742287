package front

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
)

// withEngine adds the supervisor's small engine to the programs.
func withEngine(t *testing.T) string {
	t.Helper()
	bin := programs(t, nil)
	out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "fathom-engine"), "../supervise/testdata/engine").CombinedOutput()
	if err != nil {
		t.Fatalf("build the engine: %v: %s", err, out)
	}
	return bin
}

// busyKernel is a kernel with everything under it alive: GoNB, a running cell,
// a process in a session of its own, and an engine.
func busyKernel(t *testing.T) (k *kernel, below []guard.Relative) {
	t.Helper()
	k = startKernelWith(t, withEngine(t))
	id := k.begin("!setsid sleep 3600 >/dev/null 2>&1 & sleep 0.1; echo left one")
	k.text(id, "left one")
	k.finish(id)
	id = k.begin(`c, err := net.Dial("unix", os.Getenv("FATHOM_ENGINE"))
fmt.Println("dialed", err)
line, err := bufio.NewReader(c).ReadString('\n')
fmt.Println("engine", strings.TrimSpace(line), err)
time.Sleep(time.Hour)`)
	k.text(id, "engine ")
	below = guard.Descendants(k.cmd.Process.Pid)
	names := map[string]bool{}
	for _, p := range below {
		names[p.Name] = true
	}
	if !names["gonb"] || !names["fathom-engine"] || !names["sleep"] || len(below) < 6 {
		t.Fatalf("not everything is alive: %+v", below)
	}
	return k, below
}

// nothingLeft waits until none of the processes runs and no directory is left.
func nothingLeft(t *testing.T, k *kernel, below []guard.Relative) {
	t.Helper()
	var left []guard.Relative
	var dirs []string
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		left = nil
		for _, p := range below {
			if syscall.Kill(p.PID, 0) == nil {
				left = append(left, p)
			}
		}
		dirs, _ = filepath.Glob(filepath.Join(k.cache, "fathom", "sessions", "*"))
		more, _ := filepath.Glob(filepath.Join(k.run, "fathom-*"))
		if dirs = append(dirs, more...); len(left) == 0 && len(dirs) == 0 {
			return
		}
	}
	t.Errorf("after 5 s: processes %+v, directories %v", left, dirs)
}

func TestNothingOutlivesTheFront(t *testing.T) {
	for name, end := range map[string]func(k *kernel){
		"killed":     func(k *kernel) { _ = k.cmd.Process.Kill() },
		"terminated": func(k *kernel) { _ = k.cmd.Process.Signal(syscall.SIGTERM) },
		"hung up":    func(k *kernel) { _ = k.cmd.Process.Signal(syscall.SIGHUP) },
		"shut down": func(k *kernel) {
			k.reply(k.ctl, k.send(k.Client.Control, "shutdown_request", object{"restart": false}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			k, below := busyKernel(t)
			end(k)
			nothingLeft(t, k, below)
			select {
			case <-k.ended:
			case <-time.After(10 * time.Second):
				t.Error("the front itself lives on")
			}
		})
	}
}

// TestJupyterKilled shows that the kernel ends with the Jupyter that started it.
func TestJupyterKilled(t *testing.T) {
	k := startKernelUnder(t, programs(t, nil), "sh", "-c", `JPY_PARENT_PID=$$ "$@" & wait`, "jupyter")
	below := guard.Descendants(k.cmd.Process.Pid)
	_ = k.cmd.Process.Kill()
	nothingLeft(t, k, below)
}

// TestGoNBKilled shows that the kernel survives GoNB, and so do the values and
// declarations of plain cells.
func TestGoNBKilled(t *testing.T) {
	k := startKernel(t)
	k.execute("x := 41\nfunc next(n int) int { return n + 1 }")
	kill := func() {
		for _, p := range guard.Descendants(k.cmd.Process.Pid) {
			if p.Name == "gonb" {
				_ = syscall.Kill(p.PID, syscall.SIGKILL)
			}
		}
	}
	id := k.begin("fmt.Println(\"on\")\ntime.Sleep(time.Hour)")
	k.text(id, "on")
	kill()
	if r := k.finish(id); r.status != "error" || !strings.Contains(r.evalue, "GoNB has died") {
		t.Errorf("the cell that ran: want to be told, got %s %s", r.status, r.evalue)
	}
	if r := k.execute("fmt.Println(next(x))"); r.String() != "text 42\n" {
		t.Errorf("the cell after: got %s %v", r.status, r.seen)
	}
	kill()
	if r := k.execute("fmt.Println(next(1))"); r.String() != "text 2\n" {
		t.Errorf("a cell sent to the dead: got %s %v", r.status, r.seen)
	}
	kill()
	time.Sleep(time.Second) // until its death is known
	if r := k.execute("%%\nfmt.Println(next(1))"); r.String() != "text 2\n" {
		t.Errorf("a cell of GoNB's own after: got %s %v", r.status, r.seen)
	}
}

// TestAutoget shows that GoNB fetches modules for the cells that the user has
// it fetch them for, whatever plain cells came between.
func TestAutoget(t *testing.T) {
	goPath, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	k := startKernelWith(t, programs(t, map[string]string{
		"go": "echo \"$1\" >>" + log + "\nexec " + goPath + " \"$@\"\n",
	}))
	for _, c := range []struct {
		code string
		gets bool
	}{
		{"%%\nfmt.Println(1)", true},
		{"fmt.Println(1)", false},
		{"%%\nfmt.Println(2)", true},
		{"%noautoget\n%%\nfmt.Println(3)", false},
		{"fmt.Println(1)", false},
		{"%%\nfmt.Println(4)", false},
		{"%autoget", false},
		{"fmt.Println(1)", false},
		{"%%\nfmt.Println(5)", true},
	} {
		_ = os.Remove(log)
		if r := k.execute(c.code); r.status != "ok" {
			t.Fatalf("%q: %s %v", c.code, r.status, r.seen)
		}
		data, _ := os.ReadFile(log)
		if got := strings.Contains(string(data), "get"); got != c.gets {
			t.Errorf("%q: fetches: want %v, got %v (%q)", c.code, c.gets, got, data)
		}
	}
}
