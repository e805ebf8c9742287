package gonb

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

func TestStrip(t *testing.T) {
	for _, c := range []struct{ name, flags, want string }{
		{"none", "", "'-ldflags=-s -w'"},
		{"others", "-buildvcs=false -mod=mod", "-buildvcs=false -mod=mod '-ldflags=-s -w'"},
		{"linker flags", "-ldflags=-X=main.v=1 -v", "'-ldflags=-X=main.v=1 -s -w' -v"},
		{"quoted linker flags", `'-ldflags=-X=a.b=c -X=d.e=f'`, `'-ldflags=-X=a.b=c -X=d.e=f -s -w'`},
		{"a quote inside", `"-ldflags=-X=a.b='c'"`, `"-ldflags=-X=a.b='c' -s -w"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strip(c.flags)
			if got != c.want {
				t.Errorf("want %s, got %s", c.want, got)
			}
			cmd := exec.Command("go", "list", "fmt")
			cmd.Env = append(os.Environ(), "GOFLAGS="+got)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("the go command refuses it: %v: %s", err, out)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("PATH", "/usr/bin")
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("FATHOM_FRONT", "another kernel's")
	env := environment(Options{Bin: "/b", Temp: "/t", Env: []string{"FATHOM_FRONT=/s"}})
	for _, want := range []string{"PATH=/b:/usr/bin", "TMPDIR=/t", "FATHOM_FRONT=/s", "GOFLAGS=-mod=mod '-ldflags=-s -w'"} {
		if !slices.Contains(env, want) {
			t.Errorf("want %s in the environment, got %q", want, env)
		}
	}
}
