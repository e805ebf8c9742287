package setup

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// goTrouble says what can be done when the go command fails.
func goTrouble(err error) *Trouble {
	mend := "the checkout's own sources do not compile: see git status for what was changed"
	// The go command has no code for it; these words are in every message
	// about a module that it could not fetch.
	if text := err.Error(); strings.Contains(text, "dial tcp") || strings.Contains(text, "@v") {
		mend = "if a module could not be fetched, see GOPROXY (go help environment); then run the same command again"
	}
	return &Trouble{What: err.Error(), Mend: mend}
}

// goBuild builds one program into .fathom/bin. VCS stamping is off: it makes
// every commit relink everything, and fails where git distrusts the checkout's
// owner.
func goBuild(ctx context.Context, log *Log, l layout.Layout, dir, name, pkg string) error {
	_, err := log.command(ctx, dir, nil, "go", "build", "-buildvcs=false", "-o", l.Bin(name), pkg)
	if err != nil {
		return goTrouble(err)
	}
	return nil
}

// gonbStep builds the unmodified GoNB at the version that go.mod names.
func gonbStep(l layout.Layout) *Step {
	version := required(l.Path("go.mod"), "github.com/janpfeifer/gonb")
	return &Step{
		Name: "GoNB", Needs: []string{goName, compilerName},
		Does:  "building GoNB " + version,
		Key:   []string{"gonb", version, l.Bin("gonb"), contents(l.Path("go.sum"))},
		Files: []string{l.Bin("gonb")},
		Do: func(ctx context.Context, log *Log) (string, error) {
			return version, goBuild(ctx, log, l, l.Root, "gonb", "github.com/janpfeifer/gonb")
		},
	}
}

// goimportsStep builds the goimports that GoNB calls. It has a module of its
// own: in one module with GoMLX, its golang.org/x/tools would be another.
func goimportsStep(l layout.Layout) *Step {
	dir := l.Path("kernel", "setup", "tools")
	version := required(l.Path("kernel", "setup", "tools", "go.mod"), "golang.org/x/tools")
	return &Step{
		Name: "goimports", Needs: []string{goName},
		Does:  "building goimports " + version,
		Key:   []string{"goimports", version, l.Bin("goimports"), contents(l.Path("kernel", "setup", "tools", "go.sum"))},
		Files: []string{l.Bin("goimports")},
		Do: func(ctx context.Context, log *Log) (string, error) {
			return version, goBuild(ctx, log, l, dir, "goimports", "golang.org/x/tools/cmd/goimports")
		},
	}
}

// fathomStep and engineStep have no key: the go command knows best whether
// the sources changed, and takes half a second to say that they did not.
func fathomStep(l layout.Layout) *Step {
	return &Step{
		Name: fathomName, Needs: []string{goName, compilerName},
		Does: "building the fathom command",
		Do: func(ctx context.Context, log *Log) (string, error) {
			return ".fathom/bin/fathom", goBuild(ctx, log, l, l.Root, "fathom", "./kernel")
		},
	}
}

func engineStep(l layout.Layout) *Step {
	return &Step{
		Name: "engine", Needs: []string{goName, compilerName},
		Does: "building fathom-engine, with GoMLX (a minute the first time)",
		Do: func(ctx context.Context, log *Log) (string, error) {
			return ".fathom/bin/fathom-engine", goBuild(ctx, log, l, l.Root, "fathom-engine", "./nn/engine")
		},
	}
}

// warmStep compiles what cells import, so that the first cell has only itself
// to compile.
func warmStep(l layout.Layout) *Step {
	return &Step{
		Name: "packages", Needs: []string{goName, compilerName},
		Does: "compiling what cells import (half a minute the first time)",
		Do: func(ctx context.Context, log *Log) (string, error) {
			args := []string{"list", "-export", "-f", "{{if .Error}}{{.Error}}{{end}}", "std", "./dsl/..."}
			if _, err := os.Stat(l.Path("kernel", "cell", "live")); err == nil {
				args = append(args, "./kernel/cell/live")
			}
			if _, err := log.command(ctx, l.Root, nil, "go", args...); err != nil {
				return "", goTrouble(err)
			}
			return "compiled", nil
		},
	}
}

// required returns the version at which a go.mod requires a module. The file
// is read by words, since what go.mod allows and this does not (a module named
// in a replace or exclude line first) does not occur in ours.
func required(gomod, module string) string {
	for line := range strings.Lines(contents(gomod)) {
		words := strings.Fields(line)
		for i, word := range words[:max(len(words)-1, 0)] {
			if word == module && strings.HasPrefix(words[i+1], "v") {
				return words[i+1]
			}
		}
	}
	return fmt.Sprintf("(%s is not in %s)", module, gomod)
}

// contents returns the text of a file, or what kept it from being read, which
// is a key of its own.
func contents(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
