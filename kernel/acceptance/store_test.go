package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

const storedCell = `result, err := dsl.Input(28, 28, 1).Flatten().Dense(16).Dense(10).Train(dsl.MNIST().Take(2000)).Steps(%d).Result(context.Background())
fmt.Println(result.Digest, err, result.Note)`

// A store that cannot be written to, and one in which something rotted: the
// cell has its result, and is told in a sentence.
func TestStoreInTrouble(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	stuck := start(t, "FATHOM_STORE="+filepath.Join(file, "runs")) // whom permissions do not stop, this does
	want := run(t, stuck, fmt.Sprintf(storedCell, 50)).Outputs[0].Text
	if !strings.Contains(want, "<nil>") || !strings.Contains(want, "the result is right") {
		t.Errorf("a store that cannot be made: got %s", want)
	}

	store := t.TempDir()
	k := start(t, "FATHOM_STORE="+store)
	first := run(t, k, fmt.Sprintf(storedCell, 50)).Outputs[0].Text
	if first[:64] != want[:64] || !strings.HasSuffix(first, "<nil> \n") {
		t.Errorf("where it can be kept: want %.64s without a word, got %s", want, first)
	}
	rot(t, store)
	again := run(t, start(t, "FATHOM_STORE="+store), fmt.Sprintf(storedCell, 50)).Outputs[0].Text
	if again[:64] != want[:64] || !strings.Contains(again, "checksum") || !strings.Contains(again, "it was trained again") {
		t.Errorf("where its entry rotted: want %.64s and a note, got %s", want, again)
	}
	innocent(t, strings.ReplaceAll(again+want, store, ""))
}

// rot changes a bit of each run's weights.
func rot(t *testing.T, store string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(store, "*", "*", "*.safetensors"))
	if len(files) == 0 {
		t.Fatal("there are no weights to spoil")
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err == nil {
			content[len(content)-1] ^= 1
			err = os.WriteFile(f, content, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Two kernels that ask for one run at once: one trains it, the other watches,
// and both have it.
func TestTwoKernelsOneRun(t *testing.T) {
	store := t.TempDir()
	cached := regexp.MustCompile(`(?m)^([0-9a-f]{64}) (true|false) <nil>$`)
	var said [2]string
	var both sync.WaitGroup
	for i := range said {
		k := start(t, "FATHOM_STORE="+store)
		run(t, k, "dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST().Take(100)).Steps(1)")
		both.Go(func() {
			o, err := k.Run(within(t, 3*time.Minute), strings.Replace(strings.Replace(storedCell, "err, result.Note", "result.Cached, err", 1), "%d", "6000", 1))
			if err != nil {
				t.Error(err)
			}
			said[i] = o.String()
		})
	}
	both.Wait()
	a, b := cached.FindStringSubmatch(said[0]), cached.FindStringSubmatch(said[1])
	if a == nil || b == nil || a[1] != b[1] || a[2] == b[2] {
		t.Errorf("want one run, trained once, got %s and %s", said[0], said[1])
	}
}
