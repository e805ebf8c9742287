package imports

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"strings"
	"sync"
)

//go:embed std.txt
var stdTable string

// Std lists the import paths of the standard library.
func Std() []string { return strings.Fields(stdTable) }

// common are loaded at the start, so that no cell waits for them. The rest of
// what they import comes along.
var common = []string{
	"bufio", "bytes", "cmp", "context", "encoding/csv", "encoding/json", "errors", "fmt", "image", "image/color",
	"image/png", "io", "log", "maps", "math", "math/cmplx", "math/rand", "math/rand/v2", "os", "os/exec",
	"path/filepath", "regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "text/tabwriter", "time",
	"unicode", "unicode/utf8",
}

// fathom are the packages of the module that cells use without an import.
var fathom = []string{"dsl", "dsl/figure", "dsl/show", "dsl/claims", "dsl/session", "kernel/cell/live"}

// Loader imports packages by their export data. It is safe for concurrent use;
// what is asked while Start is at work waits for it.
type Loader struct {
	root   string // of the module
	module string
	cache  string // the file that keeps the last answer
	once   sync.Once

	mu     sync.Mutex
	export map[string]string // path → file
	first  map[string]string // what was there after the start
	cached string            // the key of what the cache file holds
	failed map[string]error  // paths that the go command does not know
	gc     types.ImporterFrom
	fset   *token.FileSet // of positions in what was imported
	mods   modules
}

// New makes a loader for the packages that the module at root can import.
func New(root, module string) *Loader {
	l := &Loader{root: root, module: module, cache: cacheFile(), export: map[string]string{}, failed: map[string]error{}, fset: token.NewFileSet()}
	l.gc = importer.ForCompiler(l.fset, "gc", l.open).(types.ImporterFrom)
	return l
}

// Start loads what cells commonly use. It may be called ahead, beside other
// work; Import calls it otherwise.
func (l *Loader) Start() error {
	var err error
	l.once.Do(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		err = l.load()
	})
	return err
}

func (l *Loader) load() error {
	paths := append([]string(nil), common...)
	for _, rel := range fathom {
		paths = append(paths, l.module+"/"+rel)
	}
	l.cached = l.key(paths)
	known := l.readCache(l.cached)
	if !known {
		if err := l.list(paths); err != nil {
			return err
		}
	}
	l.first = maps.Clone(l.export)
	if !known {
		l.writeCache()
	}
	return nil
}

// Position tells where the source of something imported lies.
func (l *Loader) Position(pos token.Pos) token.Position { return l.fset.Position(pos) }

// Import gives the package of a path.
func (l *Loader) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	startErr := l.Start()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.export[path] == "" {
		if err := l.failed[path]; err != nil {
			return nil, err
		}
		if err := l.list([]string{path}); (err != nil || l.export[path] == "") && !l.fromWorkspace(path) {
			err = fmt.Errorf("imports: %s: cannot be imported; want a package of the standard library or of a module that go.mod requires: %w", path, firstError(startErr, err))
			if !Remote(path) { // a module may come to be required
				l.failed[path] = err
			}
			return nil, err
		}
		if startErr == nil && !Remote(path) {
			l.writeCache() // the next kernel has it at once
		}
	}
	return l.gc.ImportFrom(path, l.root, 0)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("it has no Go files for this machine")
}

// open gives the export data of a path that list has seen.
func (l *Loader) open(path string) (io.ReadCloser, error) {
	file := l.export[path]
	if file == "" {
		return nil, fmt.Errorf("imports: %s: no export data", path)
	}
	return os.Open(file)
}

// list asks the go command for the export data of paths and all that they
// import.
func (l *Loader) list(paths []string) error {
	cmd := exec.CommandContext(context.Background(), "go", listArgs(paths...)...)
	cmd.Dir = l.root
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	maps.Copy(l.export, exported(out.String()))
	if err != nil && out.Len() == 0 {
		return fmt.Errorf("imports: go list: %w: %s", err, lastLine(said.String()))
	}
	return nil
}

func listArgs(paths ...string) []string {
	return append([]string{"list", "-export", "-deps", "-e", "-f", "{{.ImportPath}}={{.Export}}"}, paths...)
}

// exported reads what the go command lists: the files of export data.
func exported(out string) map[string]string {
	files := map[string]string{}
	for _, line := range strings.Split(out, "\n") {
		if path, file, ok := strings.Cut(line, "="); ok && file != "" {
			files[path] = file
		}
	}
	return files
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
