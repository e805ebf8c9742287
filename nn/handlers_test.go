package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// TestWeights fetches a finished run's weights by its key and looks at them
// again: a network inspected with them has the loss that the run ended with.
func TestWeights(t *testing.T) {
	run := small().Train(spiral(20)).BatchSize(20).Steps(3)
	r, err := run.Result(context.Background())
	must(t, err)
	body, err := session.Do(context.Background(), "weights", fmt.Appendf(nil, `{"key":%q}`, r.Key), nil)
	must(t, err)
	if digest(body) != r.Digest {
		t.Errorf("digest of the weights: want %s, got %s", r.Digest, digest(body))
	}
	header, _, err := readHeader(body)
	must(t, err)
	for name, shape := range map[string]string{"1.dense.weights": "[2 16]", "1.dense.biases": "[16]", "3.dense.weights": "[16 2]", "3.dense.biases": "[2]"} {
		if got := fmt.Sprint(header[name].Shape); got != shape {
			t.Errorf("%s: want shape %s, got %s", name, shape, got)
		}
	}
	look, err := run.Inspect(spiral(20).Batch(20)).Result(context.Background())
	must(t, err)
	if got := look.Seeds[0].Loss; !near(float64(got), float64(r.Test.Loss), 1e-6) {
		t.Errorf("loss of the trained network: want %v, got %v", r.Test.Loss, got)
	}
	_, err = session.Do(context.Background(), "weights", []byte(`{"key":"none"}`), nil)
	if err == nil || !strings.Contains(err.Error(), "ask for the training's Result first") {
		t.Errorf("weights of no run: want an error that mends it, got %v", err)
	}
}

// TestSideBySide trains with several seeds at once, through one compiled step,
// and one after the other: the bits are the same.
func TestSideBySide(t *testing.T) {
	run := deepTanh(2).Train(dsl.MNIST().Take(500)).BatchSize(64).Epochs(2)
	const seeds = 4
	r := fresh(t, usual(t))
	var together [seeds]string
	var wg sync.WaitGroup
	for i := range seeds {
		wg.Go(func() {
			f, err := r.train(context.Background(), run.Seed(int64(i)).Request(), func(dsl.Progress) {})
			if err != nil {
				t.Error(err)
				return
			}
			together[i] = f.Reply.Digest
		})
	}
	wg.Wait()
	r.runs = NewMemory() // forgets the runs, keeps what is compiled
	for i := range seeds {
		if alone := trained(t, r, run.Seed(int64(i)).Request()).Reply.Digest; alone != together[i] {
			t.Errorf("seed %d: want digest %s, got %s side by side", i, alone, together[i])
		}
	}
}

// TestOneAsksTheOtherWaits: two who want one run train it once.
func TestOneAsksTheOtherWaits(t *testing.T) {
	req := deepTanh(2).Train(dsl.MNIST().Take(500)).BatchSize(50).Epochs(3).Request()
	r := fresh(t, usual(t))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, err := r.train(context.Background(), req, func(dsl.Progress) {}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := r.stats.trainings.Load(); n != 1 {
		t.Errorf("trainings: want 1, got %d", n)
	}
}

// TestWithoutPlugin asks a process whose home has no plugin what it computes
// on: it must say so, with what it costs, and must not try to fetch one.
func TestWithoutPlugin(t *testing.T) {
	if os.Getenv("NN_TEST_INFO") != "" {
		reply, err := session.Do(context.Background(), "info", nil, nil)
		must(t, err)
		fmt.Printf("INFO %s\n", reply)
		return
	}
	empty := t.TempDir()
	for _, c := range []struct{ name, env, backend, note string }{
		{"no plugin", "PJRT_PLUGIN_LIBRARY_PATH=" + empty, "go", "No XLA plugin was found"},
		{"asked for", "GOMLX_BACKEND=go", "go", "GOMLX_BACKEND asks"},
		{"a plugin that is not there", "GOMLX_BACKEND=xla:" + empty + "/cpu.so", "", "unset GOMLX_BACKEND"},
	} {
		t.Run(c.name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestWithoutPlugin$")
			child.Env = append(os.Environ(), "NN_TEST_INFO=1", "HOME="+empty, c.env)
			out, _ := child.CombinedOutput() // it fails where no backend is right
			if !strings.Contains(string(out), c.note) {
				t.Errorf("want %q, got:\n%s", c.note, out)
			}
			if c.backend == "" {
				return
			}
			_, after, _ := strings.Cut(string(out), "INFO ")
			line, _, _ := strings.Cut(after, "\n")
			var info dsl.Info
			must(t, json.Unmarshal([]byte(line), &info))
			if info.Backend != c.backend {
				t.Errorf("backend: want %s, got %+v", c.backend, info)
			}
		})
	}
}
