package acceptance

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
)

// behaviour is one thing that a notebook's user counts on: cells that run one
// after another, each with what is seen below it. What it declares is there
// for no other row; one kernel runs many rows.
type behaviour struct {
	name  string
	cells []string // code, what is seen, code, what is seen, …
}

func TestCells(t *testing.T) {
	for _, table := range []struct {
		name string
		rows []behaviour
	}{{"values", values}, {"declarations", declarations}, {"language", language}, {"texts", texts}} {
		t.Run(table.name, func(t *testing.T) {
			t.Parallel()
			k := start(t)
			for _, row := range table.rows {
				t.Run(row.name, func(t *testing.T) { row.run(t, k) })
			}
		})
	}
	if n := len(values) + len(declarations) + len(language) + len(texts); n < 80 {
		t.Errorf("want a table of at least 80 behaviours, got %d", n)
	}
}

func (b behaviour) run(t *testing.T, k *client.Kernel) {
	for i := 0; i+1 < len(b.cells); i += 2 {
		o, err := k.Run(within(t, time.Minute), b.cells[i])
		if err != nil {
			t.Fatal(err)
		}
		if b.cells[i+1] == "*" {
			continue // it is GoNB that says what is wrong
		}
		if got := shown(o); got != b.cells[i+1] {
			t.Errorf("%s\n shows\n%s\n want\n%s", b.cells[i], got, b.cells[i+1])
		}
		innocent(t, o.String())
	}
}

var numbered = regexp.MustCompile(`\bcell \d+`)

// shown is what a reader of the notebook sees below a cell, without the numbers
// of cells.
func shown(o client.Outcome) string {
	var parts []string
	for _, out := range o.Outputs {
		switch text, _ := out.Data["text/plain"].(string); out.Kind {
		case "stream":
			parts = append(parts, numbered.ReplaceAllString(strings.TrimSuffix(out.Text, "\n"), "cell #"))
		case "error":
			value := numbered.ReplaceAllString(o.Value, "cell #")
			value = strings.TrimPrefix(value, "cell #, ")
			parts = append(parts, o.Name+": "+value)
		default:
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}
