package setup

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

const plugin = "not a plugin, but as good as one here"

// wheel makes a wheel of the plugin's name with little in it, and returns its
// file and SHA-256.
func wheel(t *testing.T) (file, digest string) {
	t.Helper()
	const info = "lammps_jax_pjrt_cpu-" + pluginVersion + ".dist-info/"
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, text := range map[string]string{
		pluginInWheel:             plugin,
		info + "METADATA":         "Metadata-Version: 2.1\nName: lammps-jax-pjrt-cpu\nVersion: " + pluginVersion + "\n",
		info + "WHEEL":            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
		info + "RECORD":           "",
		info + "licenses/LICENSE": "a licence",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "lammps_jax_pjrt_cpu-"+pluginVersion+"-py3-none-any.whl")
	if err := os.WriteFile(file, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file, hash(buf.Bytes())
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// checkout is an empty checkout that shares this one's venv.
func checkout(t *testing.T) layout.Layout {
	t.Helper()
	mine, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(mine.Python()); err != nil {
		t.Skip("not run: it needs pip; run make setup first")
	}
	l := layout.Layout{Root: t.TempDir()}
	if err := os.MkdirAll(l.Dot(), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(mine.Venv(), l.Venv()); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPluginByPip(t *testing.T) {
	file, digest := wheel(t)
	l := checkout(t)
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_FIND_LINKS", filepath.Dir(file))
	log := &Log{out: new(bytes.Buffer)}
	name := "lammps-jax-pjrt-cpu==" + pluginVersion + " --hash=sha256:"

	if _, err := downloadPlugin(t.Context(), l, log, name+strings.Repeat("0", 64)+"\n"); err == nil {
		t.Error("a wheel with another hash: want it refused")
	} else if !strings.Contains(err.Error(), digest) {
		t.Errorf("want the hash that was got in the error, got %v", err)
	}
	got, err := downloadPlugin(t.Context(), l, log, name+digest+"\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := unpackPlugin(got, Plugin(l), hash([]byte(plugin))); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(Plugin(l)); err != nil || string(text) != plugin {
		t.Errorf("want the plugin at %s, got %q (%v)", Plugin(l), text, err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(Plugin(l)), "LICENSE")); err != nil {
		t.Errorf("the licence is not beside the plugin: %v", err)
	}
	if !strings.Contains(Plugin(l), "cpu") {
		t.Errorf("go-xla tells a CPU's plugin by \"cpu\" in its path; it is not in %s", Plugin(l))
	}
}

func TestPluginWithAnotherDigestIsNotKept(t *testing.T) {
	file, _ := wheel(t)
	l := layout.Layout{Root: t.TempDir()}
	err := unpackPlugin(file, Plugin(l), strings.Repeat("0", 64))
	if err == nil || !strings.Contains(err.Error(), hash([]byte(plugin))) {
		t.Errorf("want an error with the digest that was got, got %v", err)
	}
	left, err := filepath.Glob(Plugin(l) + "*")
	if err != nil || len(left) != 0 {
		t.Errorf("want nothing left behind, got %v (%v)", left, err)
	}
}

func TestLinkPlugin(t *testing.T) {
	for name, test := range map[string]struct {
		before func(link string) error
		said   string
		ours   bool // the link points to our plugin afterwards
	}{
		"nothing there": {
			func(string) error { return nil }, "plugin.so", true},
		"somebody's link": {
			func(link string) error { return os.Symlink("/dev/null", link) }, "left as it is", false},
		"somebody's file": {
			func(link string) error { return os.WriteFile(link, []byte("theirs"), 0o644) }, "left as it is", false},
		"a link to a file that is gone": {
			func(link string) error { return os.Symlink("/nowhere/plugin.so", link) }, "mended: it pointed to /nowhere/plugin.so", true},
		"a relative link that works": {
			func(link string) error {
				os.WriteFile(filepath.Join(filepath.Dir(link), "theirs.so"), nil, 0o644)
				return os.Symlink("theirs.so", link)
			}, "left as it is", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ours := filepath.Join(dir, "plugin.so")
			link := filepath.Join(dir, "lib", linkName)
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(ours, []byte("ours"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := test.before(link); err != nil {
				t.Fatal(err)
			}
			theirs, _ := os.ReadFile(link)
			for try := range 2 { // the second time changes nothing either
				said, err := linkPlugin(ours, link)
				if err != nil {
					t.Fatal(err)
				}
				if try == 0 && !strings.Contains(said, test.said) {
					t.Errorf("want it to say %q, got %q", test.said, said)
				}
			}
			got, err := os.ReadFile(link)
			want := string(theirs)
			if test.ours {
				want = "ours"
			}
			if err != nil || string(got) != want {
				t.Errorf("want %q behind the link, got %q (%v)", want, got, err)
			}
		})
	}
}

func TestHomeLinkIsWhereGoXLALooks(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	got, err := HomeLink()
	if want := "/home/somebody/.local/lib/go-xla/pjrt_c_api_cpu_v0.114.0_plugin.so"; err != nil || got != want {
		t.Errorf("want %s, got %s (%v)", want, got, err)
	}
}
