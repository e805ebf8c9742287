package acceptance

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

const digestCell = `result, err := run.Result(context.Background())
fmt.Println(result.Digest, err)`

const trainingCell = `net := dsl.Input(28, 28, 1).Flatten().Repeat(8, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10)
run := net.Train(dsl.MNIST().Take(20_000)).Optimizer(dsl.Adam(1e-3)).BatchSize(64).Epochs(2).Seed(7)
run`

var digest = regexp.MustCompile(`^[0-9a-f]{64} <nil>\n$`)

// The engine is killed while it trains: the cell goes on, and ends with the
// weights that it would have had.
func TestEngineKilled(t *testing.T) {
	undisturbed := start(t)
	run(t, undisturbed, trainingCell)
	want := run(t, undisturbed, digestCell).Outputs[0].Text
	if !digest.MatchString(want) {
		t.Fatalf("want a digest, got %q", want)
	}

	k := start(t)
	killed := make(chan bool, 1)
	o, err := k.Follow(within(t, 3*time.Minute), trainingCell, func(p wire.Message) {
		// The display counts steps as soon as the training is under way.
		if strings.Contains(string(p.Content), "steps/s") && len(killed) == 0 {
			killed <- kill(t, k.PID(), "fathom-engine")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(killed) == 0 || !<-killed {
		t.Fatalf("no engine was killed while it trained; the cell showed\n%s", o)
	}
	if o.Status != "ok" {
		t.Fatalf("the cell whose engine was killed ended with\n%s", o)
	}
	if got := run(t, k, digestCell).Outputs[0].Text; got != want {
		t.Errorf("weights after a kill: want %s, got %s", want, got)
	}
}

// kill ends the process named program among the descendants of pid, with
// SIGKILL, and tells whether it found one.
func kill(t *testing.T, pid int, program string) bool {
	found := false
	for _, p := range descendants(t, pid) {
		if strings.HasSuffix(p.command, program) {
			found = syscall.Kill(p.pid, syscall.SIGKILL) == nil || found
		}
	}
	return found
}

type process struct {
	pid     int
	command string
}

// descendants lists the processes below pid.
func descendants(t *testing.T, pid int) []process {
	out, err := exec.Command("ps", "-eo", "pid=,ppid=,args=").Output()
	if err != nil {
		t.Fatal(err)
	}
	children := map[int][]process{}
	for _, line := range strings.Split(string(out), "\n") {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		id, _ := strconv.Atoi(f[0])
		parent, _ := strconv.Atoi(f[1])
		children[parent] = append(children[parent], process{id, f[2]})
	}
	var all []process
	for queue := []int{pid}; len(queue) > 0; queue = queue[1:] {
		all = append(all, children[queue[0]]...)
		for _, c := range children[queue[0]] {
			queue = append(queue, c.pid)
		}
	}
	return all
}

// Tomorrow's kernel has what today's trained.
func TestNextKernelKnows(t *testing.T) {
	store := t.TempDir()
	today := start(t, "FATHOM_STORE="+store)
	run(t, today, trainingCell)
	first := run(t, today, digestCell).Outputs[0].Text
	if err := today.Shutdown(within(t, 10*time.Second)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(store)
	if err != nil || len(entries) == 0 {
		t.Fatalf("want a run in the store, got %v, %v", entries, err)
	}
	tomorrow := start(t, "FATHOM_STORE="+store)
	o := run(t, tomorrow, trainingCell)
	if !strings.Contains(o.String(), "store") {
		t.Errorf("want the result from the store, got\n%s", o)
	}
	if second := run(t, tomorrow, digestCell).Outputs[0].Text; second != first {
		t.Errorf("want %s, got %s", first, second)
	}
}
