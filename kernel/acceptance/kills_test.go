package acceptance

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// restless is a cell that trains for a second or two and stores a run now and
// then, so that a kill at any moment meets one or the other. %d is the round.
const restless = `runs := dsl.Sweep([]int{100, 200, 400, 3000}, net.Steps).FromSeeds(%d).Runs()
fmt.Println("begins")
for _, run := range runs {
	result, err := run.Result(context.Background())
	fmt.Println(result.Digest, result.Cached, err)
}`

// rested makes the network, and an engine that has compiled it: its seed is
// nobody else's, %d.
const rested = `net := dsl.Input(28, 28, 1).Flatten().Dense(32).Tanh().Dense(10).Train(dsl.MNIST().Take(4096)).
	Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(32)
net.Steps(1).Seed(-%d).Result(context.Background())`

// Kernels killed at random moments of trainings and of runs being stored:
// tomorrow's kernel has what was finished, goes on with what was not, and ends
// with the same bits.
func TestSoakKernelKilled(t *testing.T) {
	kills := often(100, 10)
	store := filepath.Join(t.TempDir(), "runs")
	var told []string // what cells said of finished runs
	rounds := 1
	for killed := range kills {
		text, over := killedKernel(t, store, killed+1, rounds)
		told = append(told, ended.FindAllString(text, -1)...)
		if over || killed%3 == 2 { // new runs to store, and not one that is for ever cut short
			rounds++
		}
	}
	k, calm := start(t, "FATHOM_STORE="+store), start(t)
	run(t, k, fmt.Sprintf(rested, 0))
	run(t, calm, fmt.Sprintf(rested, 0))
	var after strings.Builder
	for i := range rounds {
		got, want := run(t, k, fmt.Sprintf(restless, i+1)).Outputs[0].Text, run(t, calm, fmt.Sprintf(restless, i+1)).Outputs[0].Text
		if bits(got) != bits(want) || strings.Count(want, " <nil>") != 4 {
			t.Errorf("round %d: want\n%s, got\n%s", i+1, want, got)
		}
		after.WriteString(got)
	}
	for _, line := range told {
		if known := line[:64] + " true <nil>"; !strings.Contains(after.String(), known) {
			t.Errorf("a finished run is lost: %s", line)
		}
	}
	t.Logf("%d kernels killed during %d rounds of 4 runs; they had told of %d; %d were there afterwards",
		kills, rounds, len(told), strings.Count(after.String(), " true "))
	whole(t, store)
}

// ended is what restless says of a run.
var ended = regexp.MustCompile(`[0-9a-f]{64} (true|false) <nil>`)

// killedKernel runs restless in a kernel that it kills, and gives what that
// said; over tells that it had come to its end.
func killedKernel(t *testing.T, store string, number, round int) (said string, over bool) {
	k := start(t, "FATHOM_STORE="+store, "FATHOM_HISTORY=off")
	run(t, k, fmt.Sprintf(rested, number))
	began := false
	o, err := k.Follow(within(t, 3*time.Minute), fmt.Sprintf(restless, round), func(p wire.Message) {
		if !began && strings.Contains(string(p.Content), "begins") {
			began = true
			time.AfterFunc(time.Duration(rand.IntN(1500))*time.Millisecond, func() { syscall.Kill(k.PID(), syscall.SIGKILL) })
		}
	})
	<-k.Done()
	return o.String(), err == nil || strings.Count(o.String(), " <nil>") == 4
}

// bits is what the runs of restless came to, wherever they came from.
func bits(text string) string {
	return strings.NewReplacer(" true ", " ", " false ", " ").Replace(text)
}

// whole fails where anything in a store is damaged, or was.
func whole(t *testing.T, store string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(store, "damaged")); err == nil {
		t.Error("something was damaged")
	}
	cmd := exec.Command(root(t).Bin("fathom"), "runs")
	cmd.Env = append(os.Environ(), "FATHOM_STORE="+store)
	if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "damaged") {
		t.Errorf("fathom runs: %v\n%s", err, out)
	}
}
