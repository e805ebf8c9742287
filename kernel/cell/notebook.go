package cell

import (
	"go/types"
	"slices"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// Env is what a notebook knows of the world outside its cells. It must be
// ready before the first Compile.
type Env struct {
	// Import gives the package of a path, as types.Importer does.
	Import func(path string) (*types.Package, error)
	// Require makes the packages of a module importable at a version, and Fetch
	// finds the module of a package that nothing requires: fresh if at its newest
	// version, kept if that will be the same next time. Both may be nil.
	Require func(module, version string) error
	Fetch   func(path string) (module, version string, fresh, kept bool, err error)
	// Std lists the import paths of the standard library.
	Std []string
	// Module is Fathom's own module path.
	Module string
}

// Notebook is what earlier cells left: declarations, variables and the text
// that positions point into. It is not safe for concurrent use.
type Notebook struct {
	env      Env
	packages *packages
	imports  []imported // written by the user; the latest wins
	decls    []*decl
	inits    []*decl // of the latest plain cell that had any: what GoNB's own cells start with
	vars     map[string]*variable
	gone     map[string]string // names that earlier cells had, and why they are no more
	sources  map[int]*source
	held     map[string]bool // what GoNB may have in its main.go, by its keys
	stale    []string        // files of values that nothing names any more
	required []requirement   // modules that cells asked for
}

// New starts an empty notebook.
func New(env Env) *Notebook {
	return &Notebook{env: env, packages: newPackages(env), vars: map[string]*variable{},
		gone: map[string]string{}, sources: map[int]*source{}, held: map[string]bool{}}
}

// Program is what is to be run for a cell.
type Program struct {
	// PassThrough cells are GoNB's own: magics, shell, %%, func main.
	PassThrough bool
	// Text is what GoNB is sent.
	Text string
	// Files are all of Fathom's files that must lie beside GoNB's main.go;
	// others that were put there for earlier cells must not.
	Files map[string][]byte

	cell    int
	imports []imported
	decls   []*decl
	vars    []*variable       // that the cell makes or changes
	gone    map[string]string // that it makes, but nobody can carry
	dropped map[string]string // that its redefinitions take away
	removed []string          // that GoNB is told to forget
	stale   int               // how many of the notebook's stale files it removes
}

// Compile makes a program of a cell. It changes nothing that a later cell
// could see but the texts that positions point into; Ran does.
func (nb *Notebook) Compile(number int, text string) (*Program, *Trouble) {
	src := newSource(number, text)
	nb.sources[number] = src
	if trouble := nb.require(src); trouble != nil {
		return nil, trouble
	}
	if passesThrough(src.text) {
		return nb.passThrough(number, src.text), nil
	}
	c := &compiler{nb: nb, src: src, without: map[string]string{}}
	for _, step := range []func() *Trouble{
		c.split, c.parse, c.resolve, c.check, c.plan, c.verify,
	} {
		if trouble := step(); trouble != nil {
			return nil, trouble
		}
	}
	return c.program(), nil
}

// passThrough sends the cell to GoNB beside the declarations so far, without
// those that stand on variables: nothing loads them there.
func (nb *Notebook) passThrough(number int, text string) *Program {
	foreign := nb.foreignDecls(number, text)
	in := nb.closureWithout(nil, true, func(key string) bool {
		return slices.ContainsFunc(foreign, func(d *decl) bool { return d.has(key) || d.recv != "" && d.key() == key })
	})
	files := map[string][]byte{}
	inits, names := nb.initsBeside(foreign)
	nb.emitDecls(files, append(own(in.decls), inits...))
	emitStart(files, append(names, startsOf(in.decls)...))
	return &Program{PassThrough: true, Text: text, Files: files, cell: number, decls: foreign}
}

// Ran tells what became of a program: vars are what its Vars frame said. A
// program that failed leaves its declarations but no values, and takes no
// value away; a cell of GoNB's own has failed only if it was not built.
func (nb *Notebook) Ran(p *Program, vars []stream.Var, failed bool) {
	for _, key := range p.removed {
		delete(nb.held, key)
	}
	if p.PassThrough {
		nb.hold(p.decls)
		if failed { // GoNB did not build it, and keeps nothing
			return
		}
	}
	nb.stale = nb.stale[min(p.stale, len(nb.stale)):]
	for _, im := range p.imports {
		nb.remember(im)
	}
	for _, d := range p.decls {
		if failed && d.replaces(p.dropped) {
			continue
		}
		nb.declare(d)
	}
	if failed {
		return
	}
	for name, why := range p.dropped {
		nb.forget(name, why)
	}
	for name, why := range p.gone {
		nb.undeclare(name)
		nb.forget(name, why)
	}
	reported := map[string]stream.Var{}
	for _, v := range vars {
		reported[v.Name] = v
	}
	for _, v := range p.vars {
		nb.keep(v, reported)
	}
}

// remember keeps an import that the user wrote. The name means the package from
// now on.
func (nb *Notebook) remember(im imported) {
	nb.imports = append(slices.DeleteFunc(nb.imports, func(old imported) bool { return old == im }), im)
	if im.name != "." && im.name != "_" {
		nb.undeclare(im.name)
		nb.forget(im.name, "")
	}
}

// keep records a variable's new value, if the program said that it left one.
func (nb *Notebook) keep(v *variable, reported map[string]stream.Var) {
	r, ok := reported[v.name]
	switch {
	case !ok: // unchanged, or its line was never reached
		return
	case r.Refused != "":
		nb.undeclare(v.name)
		nb.forget(v.name, r.Refused)
		return
	}
	old := nb.vars[v.name]
	nb.undeclare(v.name)
	delete(nb.gone, v.name)
	v.file = r.File
	nb.vars[v.name] = v
	nb.release(old)
}

// release has the file of a variable that is gone removed, unless others share
// it.
func (nb *Notebook) release(old *variable) {
	if old == nil {
		return
	}
	for _, v := range nb.vars {
		if v.file == old.file {
			return
		}
	}
	nb.stale = append(nb.stale, old.file)
}

// forget takes a variable away; why is said when a later cell names it.
func (nb *Notebook) forget(name, why string) {
	old := nb.vars[name]
	delete(nb.vars, name)
	nb.release(old)
	if why == "" {
		delete(nb.gone, name)
		return
	}
	nb.gone[name] = why
}
