package front

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interruptBy is how a client interrupts.
var interruptBy = map[string]func(*kernel){
	"message": func(k *kernel) {
		k.reply(k.ctl, k.send(k.Client.Control, "interrupt_request", object{}))
	},
	"signal": func(k *kernel) { _ = k.cmd.Process.Signal(syscall.SIGINT) },
}

func TestInterrupt(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct {
		name, code string
		slow       bool
	}{
		{"a loop", "fmt.Println(\"on\")\nfor n := 0; ; n++ {\n}", false},
		{"a sleep", "fmt.Println(\"on\")\ntime.Sleep(time.Hour)", false},
		{"a program that takes no notice", "signal.Ignore(os.Interrupt)\nfmt.Println(\"on\")\ntime.Sleep(time.Hour)", true},
		{"GoNB's own", "%%\nfmt.Println(\"on\")\ntime.Sleep(time.Hour)", false},
		{"shell", "!echo on; sleep 3600", false},
		{"shell that leaves one behind", "!sleep 3600 & echo on", true},
	} {
		for by, interrupt := range interruptBy {
			if c.slow && by == "signal" {
				continue // how it came makes no difference any more
			}
			t.Run(c.name+" by "+by, func(t *testing.T) {
				id := k.begin(c.code)
				k.text(id, "on")
				interrupt(k)
				r := k.finish(id)
				if !strings.HasPrefix(c.code, "!") && r.status != "error" {
					t.Errorf("want an error, got %s", r.status)
				}
				if !strings.HasPrefix(c.code, "!") && !strings.HasPrefix(c.code, "%") && r.ename != "Interrupted" {
					t.Errorf("ename: want Interrupted, got %s: %s", r.ename, r.evalue)
				}
			})
		}
	}
	if r := k.execute(`fmt.Println("goes on")`); r.String() != "text goes on\n" {
		t.Errorf("the cell after: %s %v", r.status, r.seen)
	}
	interruptBy["message"](k) // with nothing running it does nothing
	if r := k.execute(`fmt.Println("still")`); r.String() != "text still\n" {
		t.Errorf("the cell after an idle interrupt: %s %v", r.status, r.seen)
	}
}

// slowGo is a go command whose builds take an hour.
func slowGo(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("case \"$1\" in build) touch \"$TMPDIR/building\"; sleep 3600;; esac\nexec %s \"$@\"\n", path)
}

func TestInterruptOfABuild(t *testing.T) {
	k := startKernelWith(t, programs(t, map[string]string{"go": slowGo(t)}))
	for _, code := range []string{`fmt.Println("never")`, "%%\nfmt.Println(\"never\")"} {
		id := k.begin(code)
		for end := time.Now().Add(patient); ; time.Sleep(10 * time.Millisecond) {
			found, _ := filepath.Glob(filepath.Join(k.cache, "fathom", "sessions", "*", "t*", "building"))
			if len(found) > 0 {
				os.Remove(found[0])
				break
			}
			if time.Now().After(end) {
				t.Fatal("go build was not started")
			}
		}
		interruptBy["message"](k)
		if r := k.finish(id); r.status != "error" || strings.Contains(r.String(), "text never") {
			t.Errorf("%q: want an error, got %s %v", code, r.status, r.seen)
		}
	}
}

// TestWithoutGoNB shows that what needs no GoNB does not wait for it: a cell
// that does not compile is answered, one that does can be interrupted.
func TestWithoutGoNB(t *testing.T) {
	k := startKernelWith(t, programs(t, map[string]string{"gonb": "exec sleep 3600\n"}))
	if r := k.execute("nowhere"); r.status != "error" || !strings.Contains(r.evalue, "nowhere") {
		t.Errorf("want the mistake, got %s %s", r.status, r.evalue)
	}
	id := k.begin(`fmt.Println(1)`)
	time.Sleep(100 * time.Millisecond)
	interruptBy["message"](k)
	if r := k.finish(id); r.ename != "Interrupted" {
		t.Errorf("want Interrupted, got %s: %s", r.ename, r.evalue)
	}
}

func TestGoNBCannotStart(t *testing.T) {
	k := startKernelWith(t, programs(t, map[string]string{"gonb": "echo no such luck >&2; exit 1\n"}))
	for range 2 {
		r := k.execute(`fmt.Println(1)`)
		if r.status != "error" || !strings.Contains(r.evalue, "no such luck") {
			t.Errorf("want GoNB's last words, got %s %s: %s", r.status, r.ename, r.evalue)
		}
	}
}
