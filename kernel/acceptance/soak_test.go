package acceptance

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
	"github.com/seed-380714d4/fathom/kernel/guard"
)

// often is how often a soak test does what it does: in make soak, and in make
// test.
func often(soak, short int) int {
	if os.Getenv("FATHOM_SOAK") != "" {
		return soak
	}
	return short
}

// resident is the memory of a kernel's processes in MB, by their names.
func resident(pid int) map[string]float64 {
	out := map[string]float64{"front": rss(pid)}
	for _, p := range guard.Descendants(pid) {
		if p.Name == "gonb" || p.Name == "fathom-engine" {
			out[p.Name] = max(out[p.Name], rss(p.PID))
		}
	}
	return out
}

func rss(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.ParseFloat(strings.Fields(string(text))[1], 64)
	return math.Round(pages * float64(os.Getpagesize()) / 1e6)
}

// soakCells are what a notebook's user does, over and over; %d is the round.
var soakCells = []struct {
	code   string
	status string
}{
	{"count := %d\nhistory := make([]float64, 10000)", "ok"},
	{"history[%d%%100] = 1; count++\ncount", "ok"},
	{"type item%d struct{ N int }\nfunc (i item%[1]d) double() int { return 2 * i.N }\nitem%[1]d{count}.double()", "ok"},
	{"for i := range 100 { fmt.Println(i, count) } // %d", "ok"},
	{"nowhere%d", "error"},
	{"panic(%d)", "error"},
	{"dsl.Input(%d + 1).Dense(3).Summary()", "ok"},
	{"figure.GradientNorms(dsl.Input(28, 28, 1).Flatten().Dense(10).Tanh().Dense(10).Inspect(dsl.MNIST().Batch(32))) // %d", "ok"},
	{"%%%%\nfmt.Println(%d)", "ok"},
	{"%%rm item%d", "ok"},
}

// TestSoakCells runs hundreds of cells on one kernel. In the second half the
// memory of its processes must not grow any more, nor must cells take longer.
func TestSoakCells(t *testing.T) {
	n := often(500, 20)
	k := start(t, "FATHOM_HISTORY=off")
	took := map[int][]float64{} // by kind of cell
	var middle map[string]float64
	for i := range n {
		c := soakCells[i%len(soakCells)]
		round := i / len(soakCells)
		code := c.code
		if strings.Contains(code, "%") {
			code = fmt.Sprintf(code, round)
		}
		begin := time.Now()
		o, err := k.Run(within(t, 3*time.Minute), code)
		if err != nil {
			t.Fatal(err)
		}
		if o.Status != c.status {
			t.Fatalf("cell %d\n%s\nwant %s, got\n%s", i+1, code, c.status, o)
		}
		took[i%len(soakCells)] = append(took[i%len(soakCells)], time.Since(begin).Seconds())
		if i == n/2 {
			middle = resident(k.PID())
		}
	}
	end := resident(k.PID())
	t.Logf("memory in MB in the middle %v and at the end %v", middle, end)
	if os.Getenv("FATHOM_SOAK") == "" {
		return // a few cells show neither
	}
	for name, before := range middle {
		if grown := end[name] - before; grown > 40 {
			t.Errorf("%s has grown by %.0f MB from %.0f in the second half", name, grown, before)
		}
	}
	for kind, all := range took {
		fifth := len(all) / 5
		first, last := median(all[fifth:2*fifth]), median(all[len(all)-fifth:])
		t.Logf("%.2f s, then %.2f s: %.60q", first, last, soakCells[kind].code)
		if last > 2*first+0.5 {
			t.Errorf("a cell took %.2f s and takes %.2f s now:\n%s", first, last, soakCells[kind].code)
		}
	}
}

func median(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	return sorted[len(sorted)/2]
}

// TestSoakTwoKernels uses two kernels at once, with the same names for other
// things.
func TestSoakTwoKernels(t *testing.T) {
	kernels := []*client.Kernel{start(t, "FATHOM_HISTORY=off"), start(t, "FATHOM_HISTORY=off")}
	rounds := often(50, 2)
	done := make(chan error, len(kernels))
	ctx := within(t, time.Hour)
	for who, k := range kernels {
		go func() {
			done <- func() error {
				for i := range rounds {
					for _, c := range []struct{ code, want string }{
						{fmt.Sprintf("who, round := %d, %d\nwho*1000 + round", who, i), fmt.Sprint(who*1000 + i)},
						{"type T struct{ A int }\nfunc f() int { return who }\nT{f()}.A", fmt.Sprint(who)},
						{"round++\nround", fmt.Sprint(i + 1)},
						{"r, err := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST().Take(200)).Optimizer(dsl.SGD(0.1)).BatchSize(50).Epochs(1).Seed(int64(round)).Result(context.Background())\nfmt.Println(err, r.Steps)", "<nil> 4"},
					} {
						o, err := k.Run(ctx, c.code)
						if err != nil {
							return err
						}
						if o.Status != "ok" || !strings.Contains(o.String(), c.want) {
							return fmt.Errorf("kernel %d, round %d\n%s\nwant %s, got\n%s", who, i, c.code, c.want, o)
						}
					}
				}
				return nil
			}()
		}()
	}
	for range kernels {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestSoakStartsAndKills ends kernels in every way, some of them at work.
// Within five seconds nothing is left of them.
func TestSoakStartsAndKills(t *testing.T) {
	goCache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	run, err := os.MkdirTemp("/tmp", "fs") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(run)
	cache := t.TempDir()
	ends := map[string]func(k *client.Kernel){
		"killed":     func(k *client.Kernel) { _ = syscall.Kill(k.PID(), syscall.SIGKILL) },
		"terminated": func(k *client.Kernel) { _ = syscall.Kill(k.PID(), syscall.SIGTERM) },
		"shut down":  func(k *client.Kernel) { _ = k.Shutdown(within(t, time.Minute)) },
	}
	names := []string{"killed", "terminated", "shut down"}
	for i := range often(50, 3) {
		k := start(t, "XDG_CACHE_HOME="+cache, "XDG_RUNTIME_DIR="+run, "GOCACHE="+strings.TrimSpace(string(goCache)), "FATHOM_STORE=off")
		name := names[i%len(names)]
		switch i % 4 {
		case 1: // with an engine, at work
			begun(t, k, "fmt.Println(\"begun\")\ndsl.Input(28, 28, 1).Flatten().Dense(256).Tanh().Dense(10).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.01)).BatchSize(128).Epochs(1000).Seed(1)")
		case 2: // with a program, at work
			begun(t, k, "fmt.Println(\"begun\")\nfor {}")
		case 3: // at once
		default:
			if o, err := k.Run(within(t, time.Minute), "x := 1\nx"); err != nil || o.Status != "ok" {
				t.Fatalf("%v %v", o, err)
			}
		}
		below := guard.Descendants(k.PID())
		ends[name](k)
		gone(t, fmt.Sprintf("%s, %d", name, i), below, filepath.Join(run, "fathom-*"), filepath.Join(cache, "fathom", "sessions", "s*"))
	}
}

// begun starts a cell and waits until it has printed.
func begun(t *testing.T, k *client.Kernel, code string) {
	t.Helper()
	ctx := within(t, 2*time.Minute)
	go func() { _, _ = k.Run(ctx, code) }() // it does not end well
	pid := k.PID()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, p := range guard.Descendants(pid) {
			if strings.HasPrefix(p.Name, "gonb_") {
				return
			}
		}
	}
	t.Fatal("the cell's program does not start")
}

// gone waits until no process runs and nothing matches the patterns.
func gone(t *testing.T, what string, below []guard.Relative, patterns ...string) {
	t.Helper()
	var processes []guard.Relative
	var files []string
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		processes, files = nil, nil
		for _, p := range below {
			if syscall.Kill(p.PID, 0) == nil {
				processes = append(processes, p)
			}
		}
		for _, pattern := range patterns {
			found, _ := filepath.Glob(pattern)
			files = append(files, found...)
		}
		if len(processes)+len(files) == 0 {
			return
		}
	}
	t.Errorf("%s: after 5 s there are processes %+v and files %v", what, processes, files)
}
