package live

import (
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// tracked is a variable whose value the next cells get.
type tracked struct {
	name string
	ptr  any // to the variable
	line int // that declares it; 0 for one of an earlier cell
	file string
	hash uint64 // of the bytes in file
}

var (
	variables []*tracked
	seed      = maphash.MakeSeed()
)

// Load fills an earlier cell's variable, before the first line of the cell.
func Load(name, file string, ptr any) {
	b, err := os.ReadFile(filepath.Join(hello.Vars, file))
	if err == nil {
		err = decodeFile(b, reflect.ValueOf(ptr).Elem())
	}
	if err != nil {
		failWith(stream.Report{Name: "VariableError", Value: fmt.Sprintf("%s cannot be had from its cell: %v", name, plain(err)),
			Hint: "run the cell that makes it again", Cell: hello.Cell})
	}
	variables = append(variables, &tracked{name: name, ptr: ptr, file: file, hash: maphash.Bytes(seed, b)})
}

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
	for _, v := range variables {
		if err := held(v.ptr); err != nil {
			line := v.line
			fail(err, line)
		}
	}
	if hello.Vars == "" {
		return
	}
	var out []stream.Var
	var written [][2]string // temporary name, name
	for _, v := range variables {
		said, tmp, err := v.write()
		if err != nil {
			for _, w := range written {
				os.Remove(w[0])
			}
			failWith(stream.Report{Name: "VariableError", Value: fmt.Sprintf("%s cannot be kept for later cells: %v", v.name, plain(err)), Cell: hello.Cell, Line: v.line})
		}
		if said.Name == "" {
			continue // as it was
		}
		out = append(out, said)
		if tmp != "" {
			written = append(written, [2]string{tmp, filepath.Join(hello.Vars, said.File)})
		}
	}
	for _, w := range written {
		if err := os.Rename(w[0], w[1]); err != nil {
			failWith(stream.Report{Name: "VariableError", Value: fmt.Sprintf("values cannot be kept for later cells: %v", plain(err)), Cell: hello.Cell})
		}
	}
	send(stream.Vars, out)
}

// write puts the value into a temporary file, unless it is what was loaded.
func (v *tracked) write() (said stream.Var, tmp string, err error) {
	value := reflect.ValueOf(v.ptr).Elem()
	b, err := encodeFile(value)
	if err != nil {
		return stream.Var{Name: v.name, Refused: fmt.Sprintf("%s cannot live on after cell %d: %v", v.name, hello.Cell, err)}, "", nil
	}
	if v.file != "" && maphash.Bytes(seed, b) == v.hash {
		return stream.Var{}, "", nil
	}
	f, err := os.CreateTemp(hello.Vars, "tmp-*")
	if err != nil {
		return stream.Var{}, "", err
	}
	_, err = f.Write(b)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return stream.Var{}, "", err
	}
	// A name that no cell had before: what an earlier cell left stays whole
	// until the front knows of the new value.
	file := fmt.Sprintf("%s.%d.%x.value", v.name, hello.Cell, started)
	return stream.Var{Name: v.name, Type: strings.ReplaceAll(value.Type().String(), "main.", ""), File: file}, f.Name(), nil
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
