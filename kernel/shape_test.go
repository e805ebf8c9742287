package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// What a newcomer finds at the top, and nothing else.
var topLevel = []string{
	".ci", ".gitignore", "CHANGELOG.md", "HOW_IT_WORKS.md", "LICENSE", "Makefile", "README.md",
	"dsl", "go.mod", "go.sum", "kernel", "nn", "notebooks",
}

// The most that a file of code and a function may have, in lines. The aims are
// 300 and 40; the test leaves room for the exception.
const (
	longestFile     = 400
	longestFunction = 80
)

// tracked lists the files of the checkout that git knows.
func tracked(t *testing.T) (root string, files []string) {
	t.Helper()
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("git", "-c", "safe.directory="+l.Root, "-C", l.Root, "ls-files", "-z").Output()
	if err != nil {
		t.Skip("not run: git does not list this checkout: ", err)
	}
	for name := range bytes.SplitSeq(bytes.TrimRight(out, "\x00"), []byte{0}) {
		if _, err := os.Stat(filepath.Join(l.Root, string(name))); err == nil {
			files = append(files, string(name))
		}
	}
	return l.Root, files
}

func TestTopLevel(t *testing.T) {
	_, files := tracked(t)
	var got []string
	for _, file := range files {
		first, _, _ := strings.Cut(file, "/")
		if !slices.Contains(got, first) {
			got = append(got, first)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, topLevel) {
		t.Errorf("top level: want\n%q, got\n%q", topLevel, got)
	}
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	root, files := tracked(t)
	fset := token.NewFileSet()
	for _, name := range files {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if lines := fset.File(file.FileStart).LineCount(); lines > longestFile {
			t.Errorf("%s has %d lines; at %d a file has more than one job", name, lines, longestFile)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if lines := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1; lines > longestFunction {
				t.Errorf("%s: %s has %d lines; want %d at most", name, f.Name.Name, lines, longestFunction)
			}
		}
	}
}

// Every package says its one idea, and no name is a drawer for leftovers.
func TestPackagesSayTheirIdea(t *testing.T) {
	for _, p := range list(t, "./...") {
		if p.Doc == "" && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
		for _, drawer := range []string{"util", "utils", "common", "helper", "helpers", "misc"} {
			if strings.HasSuffix(p.ImportPath, "/"+drawer) {
				t.Errorf("%s: name it for what it does", p.ImportPath)
			}
		}
	}
}

// Code goes by the path of its module and by nobody's machine: no file names
// the directories or the module proxy of the machine that it was written on.
func TestNothingNamesAMachine(t *testing.T) {
	root, files := tracked(t)
	fsys := os.DirFS(root)
	machine := ofThisMachine(t, root)
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, never := range machine {
			if i := bytes.Index(text, []byte(never)); i >= 0 {
				line := 1 + bytes.Count(text[:i], []byte("\n"))
				t.Errorf("%s:%d names %s", name, line, never)
			}
		}
	}
}

// ofThisMachine lists what no file may name, as it is where the test runs.
func ofThisMachine(t *testing.T, root string) []string {
	t.Helper()
	out := []string{root + "/"}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		out = append(out, home+"/")
	}
	proxies, err := exec.Command("go", "env", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.FieldsFunc(string(proxies), func(r rune) bool { return strings.ContainsRune(",|\n", r) }) {
		if u, err := url.Parse(p); err == nil && u.Host != "" {
			out = append(out, u.Host)
		}
	}
	return out
}
