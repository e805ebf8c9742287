package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
	"github.com/seed-380714d4/fathom/kernel/guard"
)

// confine puts a kernel, with all that it starts, into a control group that may
// hold so many bytes more than it does, as a container's or a machine's memory
// is bounded. Only root may, and only where the group's memory is controlled.
func confine(t *testing.T, k *client.Kernel, more int64) {
	t.Helper()
	group, bound := memoryGroup(t)
	pids := []int{k.PID()}
	held := rss(k.PID())
	for _, p := range guard.Descendants(k.PID()) {
		pids, held = append(pids, p.PID), held+rss(p.PID)
	}
	if err := os.WriteFile(filepath.Join(group, bound), fmt.Appendf(nil, "%d", int64(held*1e6)+more), 0); err != nil {
		t.Skip("the group's memory cannot be bounded: ", err)
	}
	for _, pid := range pids {
		if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0); err != nil {
			t.Skip("the kernel cannot be put into a control group: ", err)
		}
	}
	t.Cleanup(func() {
		k.Kill()
		for end := time.Now().Add(5 * time.Second); os.Remove(group) != nil && time.Now().Before(end); {
			time.Sleep(50 * time.Millisecond)
		}
	})
}

// memoryGroup makes a control group, by either version of them.
func memoryGroup(t *testing.T) (dir, bound string) {
	t.Helper()
	if guard.OutOfMemoryKills() == 0 && !strings.Contains(readText("/proc/vmstat"), "oom_kill ") {
		t.Skip("this system does not count whom it kills for want of memory")
	}
	for _, c := range []struct{ root, bound string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"}, {"/sys/fs/cgroup", "memory.max"},
	} {
		dir := filepath.Join(c.root, fmt.Sprint("fathom-test-", os.Getpid()))
		if os.Mkdir(dir, 0o755) != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, c.bound)); err == nil {
			return dir, c.bound
		}
		os.Remove(dir)
	}
	t.Skip("no control group of memory can be made here; root can, where they are mounted")
	return "", ""
}

func readText(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

// TestOutOfMemoryKills has the system kill a cell, then an engine, for want of
// memory: each is told at the user's line, and the kernel goes on. Before an
// engine's memory is free again the system may want the cell's, too.
func TestOutOfMemoryKills(t *testing.T) {
	k := start(t)
	run(t, k, "kept := 1\nfigure.GradientNorms(dsl.Input(28, 28, 1).Flatten().Dense(10).Inspect(dsl.MNIST().Batch(32)))")
	confine(t, k, 1<<30)
	for _, c := range []struct{ name, code, ename, where, hint string }{
		{"a cell", "var hoard [][]byte\nfor {\n\thoard = append(hoard, bytes.Repeat([]byte{1}, 16<<20))\n\ttime.Sleep(15 * time.Millisecond)\n}",
			"OutOfMemory", "line ", "work on less at once"},
		{"an engine", "m := dsl.Input(28, 28, 1).Flatten().Dense(20000).Dense(20000).Dense(10)\n" +
			"m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1)).BatchSize(10).Epochs(1).Seed(1)",
			"", "line 2: ", "memory ran out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := guard.OutOfMemoryKills()
			o, err := k.Run(within(t, 3*time.Minute), c.code)
			if err != nil {
				t.Fatal(err)
			}
			if guard.OutOfMemoryKills() == before {
				t.Errorf("nobody was killed for want of memory; the cell showed\n%s", o)
			}
			if o.Status != "error" || c.ename != "" && o.Name != c.ename || !strings.Contains(o.Value, c.where) || !strings.Contains(o.String(), c.hint) {
				t.Errorf("want %s, %q, %q, got %s: %s\n%s", c.ename, c.where, c.hint, o.Name, o.Value, o)
			}
			innocent(t, o.String())
			if o := run(t, k, "kept"); o.Outputs[0].Data["text/plain"] != "1" {
				t.Errorf("the cell after: got\n%s", o)
			}
		})
	}
}

// TestMemoryRefused bounds what a cell may ask for: the Go runtime gives up, and
// says where.
func TestMemoryRefused(t *testing.T) {
	k := start(t)
	o, err := k.Run(within(t, time.Minute), "most := syscall.Rlimit{Cur: 3 << 30, Max: 3 << 30}\nsyscall.Setrlimit(syscall.RLIMIT_AS, &most)\n"+
		"var hoard [][]byte\nfor {\n\thoard = append(hoard, make([]byte, 256<<20))\n}")
	if err != nil {
		t.Fatal(err)
	}
	if s := o.String(); o.Name != "fatal error" || !strings.Contains(o.Value, "line 5: ") || !strings.Contains(s, "work on less at once") {
		t.Errorf("got %s: %s\n%s", o.Name, o.Value, s)
	}
	innocent(t, o.String())
	run(t, k, "1 + 1")
}

// TestInterruptAtOnce interrupts a cell that has just begun: it says where it
// was all the same.
func TestInterruptAtOnce(t *testing.T) {
	k := start(t)
	run(t, k, "1")
	ctx := within(t, time.Minute)
	done := make(chan client.Outcome, 1)
	go func() {
		o, _ := k.Run(ctx, "n := 0\nfor {\n\tn++\n}")
		done <- o
	}()
	for end := time.Now().Add(30 * time.Second); ; {
		found := false
		for _, p := range guard.Descendants(k.PID()) {
			found = found || strings.HasPrefix(p.Name, "gonb_")
		}
		if found {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the cell's program does not start")
		}
	}
	time.Sleep(30 * time.Millisecond)
	if err := k.Interrupt(ctx); err != nil {
		t.Fatal(err)
	}
	if o := <-done; o.Name != "Interrupted" || !strings.Contains(o.Value, "line ") {
		t.Errorf("got %s: %s", o.Name, o.Value)
	}
}
