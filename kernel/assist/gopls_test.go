package assist

import (
	"encoding/json"
	"go/types"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/cell"
)

type question struct{ Name, Text string }

// answers of gopls to questions, as testdata/gopls.py recorded them.
type goplsAnswers struct {
	Complete map[string]struct {
		MS     float64
		Answer []string
	}
	Inspect map[string]struct {
		MS     float64
		Answer string
	}
}

func readJSON(t testing.TB, path string, to any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, to)
	}
	if err != nil {
		t.Fatal(path, err)
	}
}

// notWanted are answers of gopls that are wrong in a notebook.
var notWanted = map[string][]string{
	"in a comment":                  {"main"},
	"a function of an earlier cell": {"scan"},               // of another's internals
	"an argument":                   {"headless"},           // of Fathom's own
	"a variable of a loop":          {"iterator", "iterm2"}, // of modules that lie about
}

// deliberately tells what of gopls's answers this package leaves out: deep ones,
// such as here.X for X; where a name begins with what is typed, those that only
// have its letters somewhere, since Tab fills in what all answers have in
// common; and where nothing is typed, what the language itself declares.
func deliberately(text, answer string, ours []string) bool {
	before, _, _ := strings.Cut(text, "|")
	typed := before[wordStart(before, len(before)):]
	begins := func(s string) bool { return strings.HasPrefix(strings.ToLower(s), strings.ToLower(typed)) }
	return strings.Contains(answer, ".") || !begins(answer) && slices.ContainsFunc(ours, begins) ||
		typed == "" && (types.Universe.Lookup(answer) != nil || answer == "main")
}

// TestAsGopls: what gopls answers about the same notebook, this package answers,
// too, and sooner.
func TestAsGopls(t *testing.T) {
	var q struct{ Complete, Inspect []question }
	readJSON(t, "testdata/questions.json", &q)
	var gopls goplsAnswers
	readJSON(t, "testdata/gopls.json", &gopls)
	v, a := questioned(t)
	var took []time.Duration
	for _, c := range q.Complete {
		t.Run(c.Name, func(t *testing.T) {
			text, cursor := at(c.Text)
			start := time.Now()
			got := Complete(v, text, cursor)
			took = append(took, time.Since(start))
			var names []string
			for _, m := range got.Matches {
				names = append(names, path.Base(strings.TrimSuffix(m.Text, ": ")))
			}
			var missing []string
			for _, want := range gopls.Complete[c.Name].Answer {
				if !deliberately(c.Text, want, names) && !slices.Contains(names, want) && !slices.Contains(notWanted[c.Name], want) {
					missing = append(missing, want)
				}
			}
			if len(missing) > 0 {
				t.Errorf("%s: gopls finds %q besides %q", c.Text, missing, names[:min(len(names), 20)])
			}
		})
	}
	for _, c := range q.Inspect {
		t.Run(c.Name, func(t *testing.T) {
			text, cursor := at(c.Text)
			start := time.Now()
			d, ok := a.Inspect(v, text, cursor, false)
			took = append(took, time.Since(start))
			want := gopls.Inspect[c.Name].Answer
			if !ok && want != "" {
				t.Fatalf("%s: gopls says\n%s", c.Text, want)
			}
			for _, part := range essence(want) {
				if !strings.Contains(plainWords(d.Text()), part) {
					t.Errorf("%s: gopls says %q, which is not in\n%s\n%s", c.Text, part, d.Text(), want)
				}
			}
		})
	}
	slices.Sort(took)
	t.Logf("median %v, most %v of %d", took[len(took)/2], took[len(took)-1], len(took))
}

// essence is what an answer of gopls says: how the thing is declared, from its
// name on, and how its documentation begins.
func essence(answer string) []string {
	var parts []string
	head, doc, found := strings.Cut(answer, "\n---\n")
	if found {
		head = strings.TrimPrefix(head, "```go\n")
	} else if rest, ok := strings.CutPrefix(answer, "```go\n"); ok {
		head = rest
	} else { // the signature of a call
		head, doc, _ = strings.Cut(answer, "\n")
	}
	head, _, _ = strings.Cut(strings.TrimSpace(head), "\n")
	head, note, _ := strings.Cut(strings.TrimSuffix(head, "```"), " // ")
	if m := declaredAs.FindStringSubmatch(head); m != nil {
		parts = append(parts, plainWords(m[1]))
	}
	if strings.HasPrefix(note, "func") { // head is as it was instantiated
		parts = parts[:0]
	} else if strings.HasPrefix(head, "const ") && note != "" { // the note is shorter
		parts = []string{plainWords(note)}
	}
	words := strings.Fields(plainWords(unescape.Replace(doc)))
	if len(words) > 0 && words[0] == "func" {
		words = nil // what has no documentation has its methods there
	}
	return append(parts, strings.Join(words[:min(7, len(words))], " "))
}

// declaredAs finds what a declaration says from its name on; what a constant is
// worth is enough of it.
var declaredAs = regexp.MustCompile(`^(?:func (?:\([^)]*\) )?(?:\w+\.)?|const .* = |(?:var|field|type) (?:\w+\.)?|package )?(.{1,60})`)

var unescape = strings.NewReplacer(`\[`, "[", `\*`, "*", `\_`, "_", `\\`, `\`, "```go", "", "`", "")

func plainWords(s string) string { return strings.Join(strings.Fields(s), " ") }

// questioned is the notebook of testdata/questions.json.
func questioned(t testing.TB) (*cell.View, Asker) {
	t.Helper()
	var q struct {
		Earlier []struct {
			Text string
			Vars map[string]string
		}
	}
	readJSON(t, "testdata/questions.json", &q)
	nb, loader := bare(t)
	for i, e := range q.Earlier {
		p, trouble := nb.Compile(i+1, e.Text)
		if trouble != nil {
			t.Fatal(trouble.Report())
		}
		var vars []stream.Var
		for name := range e.Vars {
			vars = append(vars, stream.Var{Name: name, File: name})
		}
		nb.Ran(p, vars, false)
	}
	return nb.View(), Asker{Position: loader.Position}
}
