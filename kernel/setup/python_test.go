package setup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake writes an interpreter that answers the probe with one line.
func fake(t *testing.T, dir, name, answer string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+answer+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFindPythonSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	broken := fake(t, dir, "broken", "exit 127")
	old := fake(t, dir, "old", `printf '/x/python3\t3.9.2\told\t\n'`)
	bare := fake(t, dir, "bare", `printf '/x/python3\t3.12.4\tok\tensurepip\n'`)
	good := fake(t, dir, "good", `printf '/x/python3\t3.13.1\tok\t\n'`)
	for name, test := range map[string]struct {
		list []string
		want []string // in the error; none: an interpreter is found
	}{
		"none":                      {nil, []string{"no Python on PATH", "apt-get install python3 python3-venv"}},
		"broken":                    {[]string{broken}, []string{"does not run", broken}},
		"old":                       {[]string{old}, []string{"3.9.2", "too old", "3.11"}},
		"no ensurepip":              {[]string{bare}, []string{"no module ensurepip", "apt-get install python3.12-venv"}},
		"the nearest of three":      {[]string{old, bare, broken}, []string{"no module ensurepip"}},
		"a good one after bad ones": {[]string{broken, old, bare, good}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := findPython(t.Context(), test.list)
			if test.want == nil {
				if err != nil || p.path != "/x/python3" || p.version != "3.13.1" {
					t.Errorf("want the good one, got %+v, %v", p, err)
				}
				return
			}
			var trouble *Trouble
			if !errors.As(err, &trouble) || trouble.Mend == "" {
				t.Fatalf("want a Trouble with a cure, got %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("want %q in %q", want, err)
				}
			}
		})
	}
}

func TestCandidates(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	first := fake(t, a, "python3", "")
	second := fake(t, b, "python3", "")
	third := fake(t, a, "python3.12", "")
	if err := os.WriteFile(filepath.Join(a, "python3.11"), nil, 0o644); err != nil { // not executable
		t.Fatal(err)
	}
	path := a + string(os.PathListSeparator) + b
	got := strings.Join(candidates("", path), " ")
	if want := strings.Join([]string{first, second, third}, " "); got != want {
		t.Errorf("on PATH: want %s, got %s", want, got)
	}
	if got := candidates("/my/python", path); len(got) != 1 || got[0] != "/my/python" {
		t.Errorf("a chosen Python is the only candidate; got %v", got)
	}
}

// The probe itself runs on this machine's Python, which ran set-up.
func TestProbeOnThisMachine(t *testing.T) {
	version, err := Python(t.Context())
	if err != nil {
		t.Skip("not run: ", err)
	}
	if !strings.HasPrefix(version, "3.") || !strings.Contains(version, " at /") {
		t.Errorf("want a version and a path, got %q", version)
	}
}
