package cell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
)

const module = "github.com/seed-380714d4/fathom"

// moduleRoot is where this test runs, three folders up.
func moduleRoot(t testing.TB) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

var loader = sync.OnceValue(func() *imports.Loader {
	root, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return imports.New(root, module)
})

func newNotebook(t testing.TB) *Notebook {
	t.Helper()
	if err := loader().Start(); err != nil {
		t.Fatal(err)
	}
	return New(Env{Import: loader().Import, Std: imports.Std(), Module: module})
}

// lab runs cells as the front and GoNB do: the files beside a main.go that
// calls the stub, built by the go command in a workspace with this module, run
// with a front's socket to talk to.
type lab struct {
	t    *testing.T
	nb   *Notebook
	dir  string
	vars string
	n    int

	started func(*os.Process) // called when a cell's program has started
}

func newLab(t *testing.T) *lab {
	l := &lab{t: t, nb: newNotebook(t), dir: t.TempDir(), vars: t.TempDir()}
	l.write("go.mod", "module notebook\n\ngo 1.26\n")
	l.write("main.go", "package main\n\nfunc main() { fathomCell() }\n")
	l.write("go.work", fmt.Sprintf("go 1.26.8\n\nuse (\n\t.\n\t%s\n)\n", moduleRoot(t)))
	return l
}

func (l *lab) write(name, text string) {
	l.t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// ran is what came of a cell: text and displays in order.
type ran struct {
	program *Program
	text    string // text with displays' plain forms in « »
	failure *stream.Report
	exit    Exit
	report  *Report // what the user is told
}

// run compiles, builds and runs the next cell.
func (l *lab) run(text string) ran {
	l.t.Helper()
	l.n++
	p, trouble := l.nb.Compile(l.n, text)
	if trouble != nil {
		r := trouble.Report()
		return ran{report: &r}
	}
	if p.PassThrough {
		l.t.Fatalf("cell %d passes through:\n%s", l.n, text)
	}
	old, _ := filepath.Glob(filepath.Join(l.dir, "fathom_*.go"))
	for _, f := range old {
		os.Remove(f)
	}
	for name, b := range p.Files {
		l.write(name, string(b))
	}
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", "cell", ".")
	build.Dir = l.dir
	build.Env = append(os.Environ(), "GOWORK="+filepath.Join(l.dir, "go.work"), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		l.t.Fatalf("cell %d compiled, but go build says:\n%s\n%s", l.n, out, show(p))
	}
	return l.start(p, text)
}

func (l *lab) start(p *Program, text string) ran {
	l.t.Helper()
	socket := filepath.Join(l.vars, "front")
	os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		l.t.Fatal(err)
	}
	defer listener.Close()
	cmd := exec.Command(filepath.Join(l.dir, "cell"))
	cmd.Env = append(os.Environ(), "FATHOM_FRONT="+socket)
	var direct bytes.Buffer
	cmd.Stdout, cmd.Stderr = &direct, &direct
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	patience := time.AfterFunc(20*time.Second, func() { listener.Close(); cmd.Process.Kill() })
	defer patience.Stop()
	if l.started != nil {
		l.started(cmd.Process)
	}
	conn, err := listener.Accept()
	if err != nil {
		l.t.Fatal(err)
	}
	defer conn.Close()
	hello, _ := json.Marshal(stream.Hello{Mark: "mark", Cell: l.n, Vars: l.vars})
	conn.Write(append(hello, '\n'))
	out, _ := io.ReadAll(conn)
	var exit *exec.ExitError
	r := ran{program: p}
	if err := cmd.Wait(); errors.As(err, &exit) {
		r.exit.Code = exit.ExitCode()
	}
	if direct.Len() > 0 {
		l.t.Errorf("cell %d wrote past the front: %s", l.n, direct.String())
	}
	vars := r.read(l.t, out)
	l.nb.Ran(p, vars, r.exit.Code != 0)
	switch {
	case r.failure != nil:
		said := l.nb.FromFailure(*r.failure)
		r.report = &said
	case r.exit.Code != 0:
		said := l.nb.Explain(l.n, text, out, r.exit)
		r.report = &said
	}
	return r
}

// read takes a stream apart.
func (r *ran) read(t *testing.T, out []byte) []stream.Var {
	t.Helper()
	var vars []stream.Var
	head := []byte("\x1b]fathom;mark;")
	for {
		i := bytes.Index(out, head)
		if i < 0 {
			r.text += string(out)
			return vars
		}
		r.text += string(out[:i])
		out = out[i+len(head):]
		end := bytes.IndexByte(out, '\a')
		var n int
		kind, length, _ := strings.Cut(string(out[:end]), ";")
		fmt.Sscan(length, &n)
		payload := out[end+1 : end+1+n]
		out = out[end+1+n:]
		switch stream.Kind(kind) {
		case stream.Where: // it has been at work for a while
		case stream.Notice:
			r.text += string(payload) + "\n"
		case stream.Vars:
			if err := json.Unmarshal(payload, &vars); err != nil {
				t.Fatal(err)
			}
		case stream.Failure:
			r.failure = &stream.Report{}
			if err := json.Unmarshal(payload, r.failure); err != nil {
				t.Fatal(err)
			}
		default:
			var d stream.Data
			if err := json.Unmarshal(payload, &d); err != nil {
				t.Fatal(err)
			}
			r.text += fmt.Sprintf("«%v»", d.MIME["text/plain"])
		}
	}
}

func itoa(n int) string { return fmt.Sprint(n) }

func show(p *Program) string {
	var b strings.Builder
	for _, name := range sortedKeys(p.Files) {
		fmt.Fprintf(&b, "-- %s --\n%s\n", name, p.Files[name])
	}
	return b.String()
}
