package acceptance

import (
	"archive/zip"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
)

// proxy makes a module proxy of testdata/modules/PATH@VERSION, as a directory;
// list says which versions it tells of.
func proxy(t *testing.T, list ...string) string {
	t.Helper()
	dir := t.TempDir()
	modules, err := filepath.Glob("testdata/modules/example.com/*@*")
	if err != nil || len(modules) == 0 {
		t.Fatal("no modules in testdata", err)
	}
	for _, m := range modules {
		name, version, _ := strings.Cut(filepath.Base(m), "@")
		at := filepath.Join(dir, "example.com", name, "@v")
		write(t, filepath.Join(at, version+".info"), `{"Version":"`+version+`","Time":"2026-01-02T03:04:05Z"}`)
		write(t, filepath.Join(at, version+".mod"), "module example.com/"+name+"\n\ngo 1.21\n")
		write(t, filepath.Join(at, "list"), strings.Join(list, "\n"))
		zipModule(t, m, "example.com/"+name+"@"+version, filepath.Join(at, version+".zip"))
	}
	return dir
}

func zipModule(t *testing.T, from, prefix, to string) {
	t.Helper()
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	defer z.Close()
	err = filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(from, path)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w, err := z.Create(prefix + "/" + strings.TrimSuffix(filepath.ToSlash(rel), ".txt"))
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startWith starts a kernel whose modules come from a proxy, into a cache of
// its own; what this machine has fetched already is a proxy, too.
func startWith(t *testing.T, proxy string) *client.Kernel {
	t.Helper()
	return startWithIn(t, proxy, t.TempDir())
}

func startWithIn(t *testing.T, proxy, dir string) *client.Kernel {
	t.Helper()
	return startIn(t, dir, "GOMODCACHE="+t.TempDir(), "GOFLAGS=-modcacherw", "GOSUMDB=off",
		"GOPROXY=file://"+proxy+",file://"+moduleCache(t))
}

// moduleCache is where the go command keeps what it has fetched, as a proxy.
func moduleCache(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "cache", "download")
}

func TestModules(t *testing.T) {
	before := ownModule(t)
	k := startWith(t, proxy(t, "v1.0.0", "v1.1.0"))
	for _, c := range []struct{ name, code, want string }{
		{"not there", "import \"example.com/nowhere\"\nnowhere.X()",
			"cell 1, line 1: module example.com/nowhere is missing: nobody offers it]"},
		{"without a version", "%require example.com/greet\n1",
			"example.com/greet is no module with a version"},
		{"an unknown version", "%require example.com/greet@v9.0.0\n1",
			"module example.com/greet v9.0.0 is missing: nobody offers it"},
		{"at a version", "%require example.com/greet@v1.0.0\nimport \"example.com/greet\"\ng := greet.Hello(\"a\")\ng.Text",
			"Hello, a\n"},
		{"its types live on", "g.Text += \"!\"\ng.Twice()", "Hello, a! Hello, a!\n"},
		{"a package below", "import \"example.com/greet/loud\"\nloud.Shout(g)", "HELLO, A!\n"},
		{"another version", "%require example.com/greet@v1.1.0\ngreet.Hello(\"a\").Text", "Good day, a\n"},
		{"GoNB's own cells", "%require example.com/greet@v1.1.0\n%%\nfmt.Println(greet.Hello(\"b\").Text)", "Good day, b\n"},
	} {
		o, err := k.Run(within(t, time.Minute), c.code)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(o.String(), c.want) {
			t.Errorf("%s: %s\n got\n%s\n want %s", c.name, c.code, o, c.want)
		}
	}
	if ownModule(t) != before {
		t.Error("Fathom's own go.mod or go.sum was changed")
	}
}

// TestModuleOfNoVersion: an import alone fetches what the proxy lists, and says
// what to write so that the notebook runs the same next year.
func TestModuleOfNoVersion(t *testing.T) {
	k := startWith(t, proxy(t, "v1.0.0", "v1.1.0"))
	o := run(t, k, "import \"example.com/greet\"\ngreet.Hello(\"a\").Text")
	if s := o.String(); !strings.Contains(s, "%require example.com/greet@v1.1.0\n") || !strings.Contains(s, "Good day, a\n") {
		t.Errorf("got\n%s", s)
	}

	k = startWith(t, filepath.Join(t.TempDir(), "nothing"))
	o, err := k.Run(within(t, time.Minute), "x := 1\nimport \"example.com/greet/loud\"\nloud.Shout(x)")
	if err != nil {
		t.Fatal(err)
	}
	if s := o.String(); !strings.Contains(s, "cell 1, line 2: module example.com/greet is missing: ") ||
		!strings.Contains(s, "→ a first line %require example.com/greet@vX.Y.Z") {
		t.Errorf("got\n%s", s)
	}
	innocent(t, o.String())
}

// TestModuleIsKept: what an import was given is what it is given again, though
// there are newer versions, unless a line asks for another or its content is no
// longer what it was.
func TestModuleIsKept(t *testing.T) {
	dir := t.TempDir()
	lock := filepath.Join(dir, "fathom.modules")
	const code = "import \"example.com/greet\"\ngreet.Hello(\"a\").Text"
	o := run(t, startWithIn(t, proxy(t, "v1.0.0"), dir), code)
	if s := o.String(); !strings.Contains(s, "%require example.com/greet@v1.0.0\n") || !strings.Contains(s, "fathom.modules") || !strings.Contains(s, "Hello, a\n") {
		t.Fatalf("got\n%s", s)
	}
	k := startWithIn(t, proxy(t, "v1.0.0", "v1.1.0"), dir)
	if s := run(t, k, code).String(); strings.Contains(s, "Fetched") || !strings.Contains(s, "Hello, a\n") {
		t.Errorf("next year: got\n%s", s)
	}
	if s := run(t, k, "%require example.com/greet@v1.1.0\n"+code).String(); !strings.Contains(s, "Good day, a\n") {
		t.Errorf("another version: got\n%s", s)
	}
	text := readText(lock)
	if i := strings.Index(text, "h1:"); i > 0 {
		write(t, lock, text[:i]+"h1:AAAA\n")
	} else {
		t.Errorf("no checksum is kept:\n%s", text)
	}
	o, err := startWithIn(t, proxy(t, "v1.0.0"), dir).Run(within(t, time.Minute), code)
	if err != nil || !strings.Contains(o.String(), "the checksums differ") {
		t.Errorf("another content: %v, got\n%s", err, o)
	}
}

// ownModule is what Fathom's own go.mod and go.sum hold.
func ownModule(t *testing.T) string {
	t.Helper()
	var all string
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(root(t).Root, name))
		if err != nil {
			t.Fatal(err)
		}
		all += string(b)
	}
	return all
}
