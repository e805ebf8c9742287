package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// Env is the environment variable that moves the store of Default: a
// directory, or "off" for a store that keeps nothing.
const Env = "FATHOM_STORE"

// Store is a directory of finished runs. It may be used by many goroutines,
// and its directory by many processes, at once.
type Store struct {
	dir   string // "" keeps nothing
	limit int64  // bytes that it may take; 0 for no limit
	taken taken
}

// Default opens the store that FATHOM_STORE names, or else the one in the
// user's cache directory, and bounds it as FATHOM_STORE_SIZE says.
func Default() (*Store, error) {
	limit, err := sizeOf(os.Getenv(SizeEnv))
	if err != nil {
		return nil, err
	}
	s, err := openDefault()
	if err == nil {
		s.limit = limit
	}
	return s, err
}

func openDefault() (*Store, error) {
	switch dir := os.Getenv(Env); dir {
	case "off":
		return Open("")
	case "":
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, &Error{Where: "open", What: "no cache directory: " + err.Error(),
				Mend: "set HOME, or " + Env + " to a directory, or to off"}
		}
		return Open(filepath.Join(cache, "fathom", "runs"))
	default:
		return Open(dir)
	}
}

// Open uses dir as a store; "" is a store that keeps nothing. The directory is
// made when the first run is put into it, and grows to DefaultSize. What dead
// processes left half written there is removed now.
func Open(dir string) (*Store, error) {
	if dir == "" {
		return &Store{}, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, &Error{Where: "open " + dir, What: err.Error()}
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, &Error{Where: "open " + dir, What: "it is a file; want a directory",
			Mend: "set " + Env + " to a directory, or to off"}
	}
	s := &Store{dir: dir, limit: DefaultSize}
	s.sweep()
	return s, nil
}

// Dir is where the runs lie; "" if the store keeps nothing.
func (s *Store) Dir() string { return s.dir }

// ErrAbsent is what Get returns, by errors.Is, when there is no such run.
var ErrAbsent = errors.New("store: no such run")

// Error says what went wrong with the store itself, and how to mend it. The
// runs that were being computed are not affected.
type Error struct {
	Where, What, Mend string
	Err               error // the cause, if it was one of the system's
}

func (e *Error) Error() string {
	text := "store: " + e.Where + ": " + e.What
	if e.Mend != "" {
		text += "; " + e.Mend
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// keyForm is what a key must look like: it becomes a path.
var keyForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func checkKey(key string) error {
	if !keyForm.MatchString(key) {
		return &Error{Where: fmt.Sprintf("key %.80q", key), What: "want 64 hexadecimal digits in lower case"}
	}
	return nil
}

// short names a run in messages.
func short(key string) string { return "run " + key[:12] }

func (s *Store) path(key string) string { return filepath.Join(s.dir, key[:2], key) }
