package setup

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

func TestEverythingIsPinned(t *testing.T) {
	exact := regexp.MustCompile(`^[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*$`)
	for line := range strings.Lines(requirements) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") && !exact.MatchString(line) {
			t.Errorf("requirements.txt: want name==version, got %q", line)
		}
	}
	for _, name := range []string{"jupyterlab", "nbclient", "nbconvert", "jupyter_client"} {
		if pinned(name) == "" {
			t.Errorf("requirements.txt does not name %s", name)
		}
	}
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Pins(l) {
		if !regexp.MustCompile(`^(v|of jaxlib )?\d+\.\d+\.\d+$`).MatchString(p.Version) {
			t.Errorf("%s: want an exact version, got %q", p.Name, p.Version)
		}
	}
	if !regexp.MustCompile(`^\S+==` + regexp.QuoteMeta(pluginVersion) + ` --hash=sha256:[0-9a-f]{64}\s*$`).MatchString(pluginRequirement) {
		t.Errorf("the plugin is not pinned by version %s and hash: %q", pluginVersion, pluginRequirement)
	}
}

func TestRequired(t *testing.T) {
	gomod := filepath.Join(t.TempDir(), "go.mod")
	text := "module m\n\nrequire example.com/a v1.2.3\n\nrequire (\n\texample.com/b v0.1.0 // indirect\n)\n\ntool example.com/c\n"
	if err := os.WriteFile(gomod, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for module, want := range map[string]string{"example.com/a": "v1.2.3", "example.com/b": "v0.1.0"} {
		if got := required(gomod, module); got != want {
			t.Errorf("%s: want %s, got %s", module, want, got)
		}
	}
	if got := required(gomod, "example.com/c"); !strings.Contains(got, "not in") {
		t.Errorf("a tool line holds no version; got %s", got)
	}
}

func TestKernelspec(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kernels", "fathom")
	if err := writeKernelspec(dir, "/a/checkout/.fathom/bin/fathom"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	argv, _ := json.Marshal(spec["argv"])
	if want := `["/a/checkout/.fathom/bin/fathom","kernel","{connection_file}"]`; string(argv) != want {
		t.Errorf("argv: want %s, got %s", want, argv)
	}
	for key, want := range map[string]string{"display_name": "Go (Fathom)", "language": "go", "interrupt_mode": "message"} {
		if spec[key] != want {
			t.Errorf("%s: want %q, got %v", key, want, spec[key])
		}
	}
	for file, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || picture.Width != size || picture.Height != size {
			t.Errorf("%s: want a PNG of %d×%d, got %+v (%v)", file, size, size, picture, err)
		}
	}
}

func TestTwoSetupsDoNotOverlap(t *testing.T) {
	l := layout.Layout{Root: t.TempDir()}
	if err := os.MkdirAll(l.Dot(), 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(l, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan string, 1)
	got := make(chan error)
	go func() {
		second, err := lock(l, said(waits))
		if err == nil {
			second()
		}
		got <- err
	}()
	select {
	case <-got:
		t.Fatal("a second set-up went on while the first was at work")
	case text := <-waits:
		if !strings.Contains(text, "waiting") {
			t.Errorf("want it to say that it waits, got %q", text)
		}
	}
	unlock()
	if err := <-got; err != nil {
		t.Errorf("the second set-up did not get the lock in the end: %v", err)
	}
}

// said is a writer that passes on what is written to it.
type said chan string

func (s said) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}
