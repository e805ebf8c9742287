package acceptance

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
)

// leftOut are the notebooks among GoNB's examples that are not run, and the
// cells of others whose outputs cannot be the same, and why.
var leftOut = map[string]string{
	"google_colab_demo.ipynb": "it installs GoNB from the network",
	"wasm_demo.ipynb":         "a browser must run it",
	"tutorial.ipynb":          "it plots with a dozen modules from the network, and asks a browser",
	"tests/comms.ipynb":       "a browser must answer",
	"tests/dom.ipynb":         "a browser must answer",
	"tests/wasm.ipynb":        "a browser must run it",
	"tests/widgets.ipynb":     "a browser must answer",
	"tests/input_boxes.ipynb": "somebody must type",
	"tests/gonbui.ipynb":      "it builds gonbui from a checkout of GoNB, with modules from the network",

	"tests/gowork.ipynb#8":  "the module's replacements: Fathom's own is one",
	"tests/gowork.ipynb#10": "the directories that GoNB tracks: Fathom's are among them",
	"tests/gowork.ipynb#11": "the module's replacements: Fathom's own is one",
	"tests/gowork.ipynb#12": "the directories that GoNB tracks: Fathom's are among them",
}

type jupyterNotebook struct {
	Cells []struct {
		Kind    string          `json:"cell_type"`
		Source  lines           `json:"source"`
		Outputs []jupyterOutput `json:"outputs"`
	} `json:"cells"`
}

type jupyterOutput struct {
	Kind string           `json:"output_type"`
	Text lines            `json:"text"`
	Name string           `json:"ename"`
	Data map[string]lines `json:"data"`
}

// lines are text that a notebook may keep as a list of lines.
type lines string

func (l *lines) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	var s string
	err := json.Unmarshal(b, &s)
	*l = lines(s)
	return err
}

// TestGoNBNotebooks runs GoNB's own example notebooks: each cell must give what
// GoNB gave, but for paths, times and numbers of cells.
func TestGoNBNotebooks(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	if err != nil {
		t.Fatal(err)
	}
	examples := filepath.Join(strings.TrimSpace(string(out)), "examples")
	var all []string
	for _, pattern := range []string{"*.ipynb", "tests/*.ipynb"} {
		found, _ := filepath.Glob(filepath.Join(examples, pattern))
		all = append(all, found...)
	}
	if len(all) < 15 {
		t.Fatalf("want GoNB's examples in %s, got %d", examples, len(all))
	}
	for _, path := range all {
		name, _ := filepath.Rel(examples, path)
		t.Run(name, func(t *testing.T) {
			if why := leftOut[filepath.ToSlash(name)]; why != "" {
				t.Skip("left out: " + why)
			}
			runGoNBNotebook(t, filepath.ToSlash(name), path)
		})
	}
}

func runGoNBNotebook(t *testing.T, name, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb jupyterNotebook
	if err := json.Unmarshal(b, &nb); err != nil {
		t.Fatal(err)
	}
	have := moduleCache(t)
	checkout := filepath.Join(t.TempDir(), "Projects/gonb")
	dir := filepath.Join(checkout, "examples", filepath.Dir(name))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	k := startIn(t, dir, "GOPROXY=file://"+withVersions(t, have)+",file://"+have, "GOSUMDB=off",
		"GOCOVERDIR="+t.TempDir(), "TEST_DIR="+t.TempDir()+"/", "GONB_GIT_ROOT="+checkout, "JPY_PARENT_PID="+jupyterIn(t, checkout))
	for i, c := range nb.Cells {
		if c.Kind != "code" {
			continue
		}
		o, err := k.Run(within(t, time.Minute), string(c.Source))
		if err != nil {
			t.Fatal(err)
		}
		if leftOut[fmt.Sprintf("%s#%d", name, i)] != "" {
			continue
		}
		if got, want := outcomeText(o), committed(c.Outputs); got != want {
			got, want = apart(got, want)
			t.Errorf("cell %d:\n%s\n gives, from where it differs\n%s\n GoNB gave\n%s", i, c.Source, got, want)
		}
	}
}

// jupyterIn gives the process whose directory GoNB takes for Jupyter's own.
func jupyterIn(t *testing.T, dir string) (pid string) {
	t.Helper()
	cmd := exec.Command("sleep", "600")
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return strconv.Itoa(cmd.Process.Pid)
}

// apart cuts what two texts begin with alike, and what is far behind.
func apart(a, b string) (string, string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	return strings.Join(x[:min(5, len(x))], "\n"), strings.Join(y[:min(5, len(y))], "\n")
}

// withVersions is a module proxy that offers what this machine has fetched of
// some modules, as their newest versions: GoNB asks for those.
func withVersions(t *testing.T, have string) string {
	t.Helper()
	dir := t.TempDir()
	for _, m := range []string{"github.com/janpfeifer/gonb", "golang.org/x/exp", "github.com/pkg/errors", "github.com/stretchr/testify"} {
		files, _ := filepath.Glob(filepath.Join(have, m, "@v", "v*"))
		var versions []string
		for _, f := range files {
			if version, ok := strings.CutSuffix(filepath.Base(f), ".zip"); ok {
				versions = append(versions, version)
			}
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, m, "@v", filepath.Base(f)), string(b))
		}
		if len(versions) > 0 {
			write(t, filepath.Join(dir, m, "@v", "list"), strings.Join(versions, "\n"))
		}
	}
	return dir
}

// outcomeText and committed write outputs alike: all text in order, what is
// shown by its types.
func outcomeText(o client.Outcome) string {
	var s string
	for _, out := range o.Outputs {
		switch out.Kind {
		case "stream":
			s += out.Text
		case "error":
			s += "<error>"
		default:
			for _, mime := range []string{"text/html", "text/markdown", "text/plain", "image/png", "image/svg+xml"} {
				if v, ok := out.Data[mime].(string); ok {
					s += "<" + mime + " " + v + ">"
					break
				}
			}
		}
	}
	return normal(s)
}

func committed(outputs []jupyterOutput) string {
	var s string
	for _, out := range outputs {
		switch out.Kind {
		case "stream":
			s += string(out.Text)
		case "error":
			s += "<error>"
		default:
			for _, mime := range []string{"text/html", "text/markdown", "text/plain", "image/png", "image/svg+xml"} {
				if v, ok := out.Data[mime]; ok {
					s += "<" + mime + " " + string(v) + ">"
					break
				}
			}
		}
	}
	return normal(s)
}

var changing = []struct {
	what *regexp.Regexp
	is   string
}{
	{regexp.MustCompile(`(?s)<style>.*?</style>`), "STYLE"},
	{regexp.MustCompile(`/[^\s"'<>]*Projects/gonb`), "CHECKOUT"},
	{regexp.MustCompile(`/[^\s"'<>]*gonb_[0-9a-f]+`), "DIR"},
	{regexp.MustCompile(`/[^\s"'<>]*/src/runtime/`), "GOROOT/src/runtime/"},
	{regexp.MustCompile(`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d`), "NOW"},
	{regexp.MustCompile(`gonb_tests_gowork_\w{8}`), "WORK"},
	{regexp.MustCompile(`/\S*/\.?gonb_test_coverage\.\w+|GOCOVERDIR=/\S+`), "COVERAGE"},
	{regexp.MustCompile(`(?m)^go \d\S*$`), "go VERSION"},
	{regexp.MustCompile(`\b\d+\.\d+s\b`), "TIME"},
	{regexp.MustCompile(`gonb_[0-9a-f]+`), "gonb_ID"},
	{regexp.MustCompile(`_~\d+`), "_~N"},
	{regexp.MustCompile(`(?m)^cpu: .*`), "cpu: CPU"},
	{regexp.MustCompile(`(Benchmark\w+)-\d+ .*ns/op|(Benchmark\w+)-\d+\s.*ns/op`), "$1$2 TIME"},
	{regexp.MustCompile(`"[^"]*/poetry.txt"`), "FILE"},
	{regexp.MustCompile(`(?m)^Fetched .*\n%require .*\n`), ""},
	{regexp.MustCompile(`Cell ?\[\d+\]`), "Cell [N]"},
	{regexp.MustCompile(`\b\d+(\.\d+)?(ns|µs|ms|s)\b`), "TIME"},
	{regexp.MustCompile(`0x[0-9a-f]+`), "ADDRESS"},
	{regexp.MustCompile(`[ \t]+\n`), "\n"},
}

func normal(s string) string {
	for _, c := range changing {
		s = c.what.ReplaceAllString(s, c.is)
	}
	return strings.TrimSpace(s)
}
