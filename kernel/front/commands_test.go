package front

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	for _, c := range []struct{ text, names, rest string }{
		{"x := 1", "", "x := 1"},
		{"%vars", "%vars", "     "},
		{"%time x()", "%time(x())", "      x()"},
		{"%timeit\nx()\n", "%timeit", "       \nx()\n"},
		{"// a note\n\n%cd /tmp\n%env A=1 2\nx", "%cd(/tmp) %env(A=1 2)", "// a note\n\n        \n          \nx"},
		{"x := `\n%vars\n`", "", "x := `\n%vars\n`"},
		{"%%\n%vars", "", "%%\n%vars"},
		{"%varsity", "", "%varsity"},
		{" %vars", "", " %vars"},
	} {
		found, rest := commands(c.text)
		var names []string
		for _, f := range found {
			name := f.name
			if f.args != "" {
				name += "(" + f.args + ")"
			}
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != c.names || rest != c.rest {
			t.Errorf("%q: want %s and %q, got %s and %q", c.text, c.names, c.rest, got, rest)
		}
	}
}

func TestQuestion(t *testing.T) {
	for text, want := range map[string]string{
		"fmt.Println?": "fmt.Println", "?x": "x", "x??": "x+", "x": "", "f(\"?\")": "", "!ls ?": "", "x?\ny": "", "// why?": "", "??": "",
	} {
		name, source, ok := question(text)
		if source {
			name += "+"
		}
		if !ok {
			name = ""
		}
		if name != want {
			t.Errorf("%q: want %q, got %q", text, want, name)
		}
	}
}

func TestMistyped(t *testing.T) {
	for text, want := range map[string]string{
		"%tmieit x": "%timeit", "%rest": "%reset", "%ls": "", "%%": "", "%quite_other": "", "!ls": "", "x := `\n%vrs\n`": "",
	} {
		if _, near := mistyped(text); near != want {
			t.Errorf("%q: want %q, got %q", text, want, near)
		}
	}
}

// TestCommandsInCells runs the commands on a kernel, one after another.
func TestCommandsInCells(t *testing.T) {
	k := startKernel(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "here.txt"), []byte("found"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, code, status, want string }{
		{"nothing yet", "%vars", "ok", `^text no variables\n$`},
		{"no names yet", "%who", "ok", `^text no variables and no declarations\n$`},
		{"something", "xs := []int{1, 2, 3}\nname := \"Ada\"\ntype pair struct{ a, b int }\nfunc double(n int) int { return 2 * n }", "ok", `^$`},
		{"a list", "%vars", "ok", `^display_data name +type +size +cell  value\nname +string +\d+ B +3  "Ada"\nxs +\[\]int +\d+ B +3  \[1 2 3\]$`},
		{"names", "%who", "ok", `^text variables  name xs\nfunctions  double\ntypes      pair\n$`},
		{"a command and code", "%who\nlen(xs)", "ok", `^text variables(.|\n)*\|execute_result 3$`},
		{"time of a line", "%time double(4)", "ok", `^execute_result 8\|text took [\d.]+ (ns|µs|ms)\n$`},
		{"time of a cell", "%time\ntime.Sleep(30 * time.Millisecond)\ny := 1", "ok", `^text took [3-9]\d(\.\d)? ms\n$`},
		{"what is timed is kept", "y", "ok", `^execute_result 1$`},
		{"time again and again", "%timeit time.Sleep(20 * time.Millisecond)", "ok", `^text 2\d(\.\d)? ms ± [\d.]+ (ns|µs|ms) a run \(mean ± standard deviation of 7 rounds of \d+\)\n$`},
		{"of a value", "%timeit double(21)", "ok", `^text [\d.]+ (ns|µs) ± `},
		{"what is timed again and again is not kept", "%timeit y++", "ok", `^text `},
		{"as it was", "y", "ok", `^execute_result 1$`},
		{"a mistake in what is timed", "%time nowhere", "error", `nowhere`},
		{"a directory", "%cd " + dir, "ok", `^text Changed directory to "` + regexp.QuoteMeta(dir) + `"\n$`},
		{"holds in plain cells", "b, err := os.ReadFile(\"here.txt\")\nstring(b)", "ok", `^execute_result found$`},
		{"and in GoNB's", "!cat here.txt", "ok", `^text found$`},
		{"and is told", "%cd", "ok", `^text Current directory: "` + regexp.QuoteMeta(dir) + `"\n$`},
		{"no directory", "%cd nowhere", "error", `there is no directory`},
		{"a variable", "%env FATHOM_TEST=a b", "ok", `^text Set: FATHOM_TEST="a b"\n$`},
		{"holds", "os.Getenv(\"FATHOM_TEST\")", "ok", `^execute_result a b$`},
		{"is told", "%env FATHOM_TEST", "ok", `^text FATHOM_TEST=a b\n$`},
		{"is not set", "%env FATHOM_NOT", "ok", `^text FATHOM_NOT is not set\n$`},
		{"the other form", "%env FATHOM_TEST c", "ok", `^text Set: FATHOM_TEST="c"\n$`},
		{"forget one", "%rm xs double", "ok", `^text . removed var xs\n. removed func double\n$`},
		{"it is gone", "xs", "error", `xs`},
		{"forget what is not there", "%rm xs", "ok", `^stderr . key "xs" not found in any definition, not removed\n$`},
		{"forget nothing", "%rm", "error", `UsageError`},
		{"nearly a command", "%timit y", "error", `did you mean %timeit\?`},
		{"reset", "%reset", "ok", ``},
		{"all is gone", "%who", "ok", `^text no variables and no declarations\n$`},
		{"and can be made anew", "name := 3\nname", "ok", `^execute_result 3$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := k.execute(c.code)
			if r.status != c.status || !regexp.MustCompile(c.want).MatchString(r.String()) {
				t.Errorf("want %s %s, got %s %q", c.status, c.want, r.status, r.String())
			}
		})
	}
}

func TestUserExpressions(t *testing.T) {
	k := startKernel(t)
	k.execute("x := 20")
	id := k.send(k.Client.Shell, "execute_request", object{"code": "x++", "user_expressions": object{
		"sum": "x * 2", "wrong": "nowhere + 1", "none": "_ = x", "fails": "1 / (x - 21)", "magic": "!ls",
	}})
	k.finishQuietly(id)
	var c struct {
		Expressions map[string]struct {
			Status    string            `json:"status"`
			Data      map[string]string `json:"data"`
			Name      string            `json:"ename"`
			Traceback []string          `json:"traceback"`
		} `json:"user_expressions"`
		Payload []any `json:"payload"`
	}
	m := k.reply(k.shell, id)
	if err := json.Unmarshal(m.Content, &c); err != nil {
		t.Fatal(err)
	}
	if e := c.Expressions["sum"]; e.Status != "ok" || e.Data["text/plain"] != "42" {
		t.Errorf("a value: got %+v", e)
	}
	for _, name := range []string{"wrong", "none", "fails", "magic"} {
		if e := c.Expressions[name]; e.Status != "error" || e.Name == "" || len(e.Traceback) == 0 {
			t.Errorf("%s: want an error, got %+v", name, e)
		}
	}
}

func TestPage(t *testing.T) {
	k := startKernel(t)
	for text, want := range map[string]string{"fmt.Println?": "func fmt.Println", "?dsl.Input": "func dsl.Input", "strings.Repeat??": "panic("} {
		id := k.begin(text)
		k.finishQuietly(id)
		if m := k.reply(k.shell, id); !strings.Contains(string(m.Content), want) || !strings.Contains(string(m.Content), `"source":"page"`) {
			t.Errorf("%s: want a page with %s, got %s", text, want, m.Content)
		}
	}
	if r := k.execute("nowhere?"); r.status != "error" {
		t.Errorf("what is not there: want an error, got %s", r.status)
	}
}

func TestHistoryIsKept(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("FATHOM_HISTORY", "")
	file := &historyFile{filepath.Join(cache, "history.jsonl")}
	var first, second, third history
	first.open(file)
	first.add(1, "a := 1\na")
	first.result(1, "1")
	second.open(file) // beside the first
	second.add(1, "b := 2")
	first.add(2, "c := 3")
	if f, err := os.OpenFile(file.path, os.O_APPEND|os.O_WRONLY, 0); err == nil {
		_, _ = f.WriteString("{\"session\":1,\"numb") // a kernel that was killed while it wrote
		f.Close()
	}
	third.open(file)
	third.add(1, "d := 4")
	got := third.find(historyRequest{Type: "tail", N: 10})
	want := []entry{{1, 1, "a := 1\na", "1"}, {2, 1, "b := 2", ""}, {1, 2, "c := 3", ""}, {3, 1, "d := 4", ""}}
	if len(got) != len(want) {
		t.Fatalf("want %v, got %v", want, got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entry %d: want %v, got %v", i, want[i], got[i])
		}
	}
	if got := third.find(historyRequest{Type: "range", Session: -1}); len(got) != 1 || got[0].code != "b := 2" {
		t.Errorf("the session before: got %v", got)
	}
	if info, err := os.Stat(file.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v, %v", info.Mode(), err)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	file := &historyFile{filepath.Join(t.TempDir(), "history.jsonl")}
	var h history
	h.open(file)
	for i := range 3000 {
		h.add(i+1, strings.Repeat("x", 4000))
	}
	var next history
	next.open(file)
	if info, err := os.Stat(file.path); err != nil || info.Size() > fullHistory+1000 {
		t.Errorf("the file grows: %d bytes, %v", info.Size(), err)
	}
	if n := len(next.entries); n != mostHistory {
		t.Errorf("want %d entries, got %d", mostHistory, n)
	}
}
