package setup

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// installed is a checkout with a program, and a user's Jupyter that is empty.
func installed(t *testing.T) (layout.Layout, string) {
	t.Helper()
	l := layout.Layout{Root: t.TempDir()}
	if err := os.MkdirAll(l.Dot("bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.Bin("fathom"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", data)
	return l, filepath.Join(data, "kernels", "fathom")
}

func TestInstall(t *testing.T) {
	l, want := installed(t)
	for range 2 { // a second time, over our own
		dir, err := Install(l)
		if err != nil || dir != want {
			t.Fatalf("want %s, got %s, %v", want, dir, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(want, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec kernelspec
	if err := json.Unmarshal(text, &spec); err != nil || spec.Argv[0] != l.Bin("fathom") {
		t.Errorf("kernel.json: got %s, %v", text, err)
	}
	if dir, err := Uninstall(); err != nil || dir != want {
		t.Errorf("uninstall: got %s, %v", dir, err)
	}
	if _, err := os.Stat(want); !os.IsNotExist(err) {
		t.Errorf("after uninstall: want nothing, got %v", err)
	}
	if _, err := Uninstall(); err == nil || !strings.Contains(err.Error(), "there is no kernel") {
		t.Errorf("uninstall of nothing: got %v", err)
	}
}

// TestInstallIsSeen asks the real Jupyter which kernels there are.
func TestInstallIsSeen(t *testing.T) {
	l, want := installed(t)
	t.Setenv("JUPYTER_PREFER_ENV_PATH", "0") // the venv has a kernel of that name, too
	if _, err := Install(l); err != nil {
		t.Fatal(err)
	}
	here, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(here.Python(), "-c", "from jupyter_client.kernelspec import KernelSpecManager as M; print(M().find_kernel_specs()['fathom'])").Output()
	if err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("want %s, got %s, %v", want, out, err)
	}
}

func TestInstallLeavesOthersAlone(t *testing.T) {
	for name, text := range map[string]string{
		"another kernel": `{"argv": ["/usr/bin/other", "kernel", "{connection_file}"], "display_name": "Other"}`,
		"no kernelspec":  "notes",
		"no command":     `{"argv": []}`,
	} {
		t.Run(name, func(t *testing.T) {
			l, dir := installed(t)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "kernel.json")
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := Install(l); err == nil || !strings.Contains(err.Error(), "move it away") {
				t.Errorf("install: want a refusal, got %v", err)
			}
			if _, err := Uninstall(); err == nil {
				t.Error("uninstall: want a refusal")
			}
			if got, _ := os.ReadFile(file); string(got) != text {
				t.Errorf("it was changed to %s", got)
			}
		})
	}
}

func TestInstallWithoutAProgram(t *testing.T) {
	l, _ := installed(t)
	os.Remove(l.Bin("fathom"))
	if _, err := Install(l); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("want to be told of make setup, got %v", err)
	}
}

func TestPlacesOfKernelspecs(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", "")
	t.Setenv("HOME", "/home/ada")
	t.Setenv("XDG_DATA_HOME", "/data")
	if dir, err := userKernelspec(); err != nil || !strings.HasSuffix(dir, filepath.Join("kernels", "fathom")) || !strings.HasPrefix(dir, "/") {
		t.Errorf("got %s, %v", dir, err)
	}
}
