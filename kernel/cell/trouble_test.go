package cell

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestTrouble compares the whole of what the user is told with golden files:
// testdata/NAME.txt holds the cells, the last of which is wrong, after it what
// is said. `go test ./kernel/cell -run Trouble -update` writes what is said.
func TestTrouble(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) < 20 {
		t.Fatalf("only %d golden files", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(b), saysMark)
			got := says(t, input)
			if *update {
				if err := os.WriteFile(file, []byte(input+saysMark+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

const (
	saysMark = "==== says ====\n"
	nextMark = "==== next cell ====\n"
)

func says(t *testing.T, input string) string {
	nb := newNotebook(t)
	cells := strings.Split(input, nextMark)
	for i, text := range cells {
		p, trouble := nb.Compile(i+1, strings.TrimSuffix(text, "\n"))
		if i+1 < len(cells) {
			if trouble != nil {
				t.Fatalf("cell %d: %v", i+1, trouble)
			}
			nb.Ran(p, varsOf(p), false)
			continue
		}
		if trouble == nil {
			return "nothing\n"
		}
		r := trouble.Report()
		all := r.Name + ": " + r.Value + "\n\n" + strings.Join(r.Traceback, "\n") + "\n"
		for _, secret := range []string{"fathom_", "fathomBody", "fathomCell", "fathomlive", "main.", ".go:", "github.com/seed"} {
			if strings.Contains(all, secret) {
				t.Errorf("shows %q:\n%s", secret, all)
			}
		}
		return strings.NewReplacer("\x1b[31m", "", "\x1b[0m", "").Replace(all)
	}
	return ""
}
