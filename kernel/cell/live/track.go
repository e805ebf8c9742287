package live

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// tracked is a variable whose value the next cells get.
type tracked struct {
	name string
	ptr  any   // to the variable
	line int   // that declares it; 0 for one of an earlier cell
	from *file // that it was read from
}

// file is one of earlier cells, with the variables of one graph.
type file struct {
	name    string
	members []*tracked // those that this cell has
	whole   bool       // the file holds no others
	hash    uint64
}

var (
	variables []*tracked
	files     = map[string]*file{}
)

// Load says that an earlier cell's variable is in a file, with others if they
// share memory. When the cell's last of them has been named, all are filled.
func Load(name string, ptr any, from string, of int) {
	f := files[from]
	if f == nil {
		f = &file{name: from}
		files[from] = f
	}
	v := &tracked{name: name, ptr: ptr, from: f}
	f.members = append(f.members, v)
	variables = append(variables, v)
	if len(f.members) < of {
		return
	}
	if err := f.read(); err != nil {
		failWith(stream.Report{Name: "VariableError", Value: fmt.Sprintf("%s cannot be had from its cell: %v", f.names(), plain(err)),
			Hint: "run the cell that makes it again", Cell: hello.Cell})
	}
	began = time.Now()
}

func (f *file) names() string {
	var names []string
	for _, v := range f.members {
		names = append(names, v.name)
	}
	return strings.Join(names, ", ")
}

func (f *file) read() error {
	b, done, err := contents(filepath.Join(hello.Vars, f.name))
	if err != nil {
		return err
	}
	defer done()
	var roots []root
	for _, v := range f.members {
		roots = append(roots, v.root())
	}
	f.whole, err = decode(b, roots)
	f.hash = graph{pieces: [][]byte{b}}.hash()
	return err
}

func (v *tracked) root() root { return root{v.name, reflect.ValueOf(v.ptr).Elem()} }

// plain takes the path out of an error about a file.
func plain(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Track says that a variable was declared, in a line of this cell. From here on
// it is this variable that the name means.
func Track(name string, line int, ptr any) {
	for i, v := range variables {
		if v.name == name {
			variables[i] = &tracked{name: name, ptr: ptr, line: line}
			return
		}
	}
	variables = append(variables, &tracked{name: name, ptr: ptr, line: line})
}

// Remove deletes files of values that no cell can name any more.
func Remove(files ...string) {
	for _, f := range files {
		os.Remove(filepath.Join(hello.Vars, filepath.Base(f)))
	}
}

// End keeps the variables after the last line of the cell: all, or none and
// the cell has failed.
func End() {
	if timed() {
		send(stream.Vars, []stream.Var{})
		return
	}
	for _, v := range variables {
		if err := held(v.ptr); err != nil {
			fail(err, v.line)
		}
	}
	if hello.Vars == "" {
		return
	}
	said, err := keep(variables)
	if err != nil {
		failWith(stream.Report{Name: "VariableError", Value: fmt.Sprintf("values cannot be kept for later cells: %v", plain(err)),
			Hint: "see whether the disk is full", Cell: hello.Cell})
	}
	send(stream.Vars, glances(said))
}

// keep writes what has changed: first all to temporary files, then these get
// their names.
func keep(variables []*tracked) (said []stream.Var, err error) {
	sort.Slice(variables, func(i, j int) bool { return variables[i].name < variables[j].name })
	var written [][2]string // temporary name, name
	defer func() {
		for _, w := range written { // of a rename that failed
			os.Remove(w[0])
		}
	}()
	graphs, refused := graphsOf(variables)
	for _, g := range graphs {
		if g.unchanged() {
			continue
		}
		tmp, err := g.write()
		if err != nil {
			return nil, err
		}
		tellLeft(g.left)
		// A name that no cell had before: what an earlier cell left stays whole
		// until the front knows of the new value.
		name := fmt.Sprintf("%s.%d.%x.value", g.members[0].name, hello.Cell, started)
		written = append(written, [2]string{tmp, filepath.Join(hello.Vars, name)})
		for _, v := range g.members {
			t := strings.ReplaceAll(v.root().value.Type().String(), "main.", "")
			said = append(said, stream.Var{Name: v.name, Type: t, File: name})
		}
	}
	for len(written) > 0 {
		if err := os.Rename(written[0][0], written[0][1]); err != nil {
			return nil, err
		}
		written = written[1:]
	}
	return append(said, refused...), nil
}

// kept is a graph with its variables.
type kept struct {
	graph
	members []*tracked
}

// graphsOf divides variables into graphs. One that cannot be carried after all
// is left out, and said.
func graphsOf(variables []*tracked) (graphs []kept, refused []stream.Var) {
	variables = append([]*tracked(nil), variables...)
	for {
		graphs, blame, err := encodeAll(variables)
		if err == nil {
			return graphs, refused
		}
		v := variables[blame]
		refused = append(refused, stream.Var{Name: v.name, Refused: fmt.Sprintf("%s cannot live on after cell %d: %v", v.name, hello.Cell, err)})
		variables = append(variables[:blame], variables[blame+1:]...)
	}
}

func encodeAll(variables []*tracked) (graphs []kept, blame int, err error) {
	roots := make([]root, len(variables))
	for i, v := range variables {
		roots[i] = v.root()
	}
	s, blame, err := scanRoots(roots)
	if err != nil {
		return nil, blame, err
	}
	groups := map[int][]int{}
	for i := range variables {
		groups[s.of(i)] = append(groups[s.of(i)], i)
	}
	for i := range variables {
		group := groups[s.of(i)]
		if group[0] != i {
			continue
		}
		g, blame, err := encode(s, group)
		if err != nil {
			return nil, blame, err
		}
		k := kept{graph: g}
		for _, r := range group {
			k.members = append(k.members, variables[r])
		}
		graphs = append(graphs, k)
	}
	return graphs, 0, nil
}

// unchanged tells whether the graph is what was read from a file.
func (k kept) unchanged() bool {
	f := k.members[0].from
	if f == nil || !f.whole || len(f.members) != len(k.members) {
		return false
	}
	for _, v := range k.members {
		if v.from != f {
			return false
		}
	}
	return k.hash() == f.hash
}

// write puts the graph into a temporary file.
func (k kept) write() (tmp string, err error) {
	f, err := os.CreateTemp(hello.Vars, "tmp-*")
	if err != nil {
		return "", err
	}
	err = k.writeTo(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), err
}

// held gives the error that a value holds, if it is one of those that do.
func held(ptr any) (err error) {
	v := reflect.ValueOf(ptr).Elem()
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface {
		return nil
	}
	for _, x := range []any{v.Interface(), ptr} {
		if h, ok := x.(interface{ Err() error }); ok {
			return h.Err()
		}
	}
	return nil
}
