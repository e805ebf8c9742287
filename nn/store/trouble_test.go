package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestDamagedEntry(t *testing.T) {
	damage := map[string]func(entry string) error{
		"a bit of the weights":  func(e string) error { return flip(filepath.Join(e, weightsFile), -1) },
		"a bit of run.json":     func(e string) error { return flip(filepath.Join(e, runFile), 60) },
		"a bit of the sums":     func(e string) error { return flip(filepath.Join(e, sumsFile), 3) },
		"weights cut short":     func(e string) error { return os.Truncate(filepath.Join(e, weightsFile), 20) },
		"all files empty":       emptyAll,
		"weights gone":          func(e string) error { return os.Remove(filepath.Join(e, weightsFile)) },
		"everything in it gone": func(e string) error { os.RemoveAll(e); return os.Mkdir(e, 0o755) },
	}
	for name, harm := range damage {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, r, other := open(t, dir), sample(t, 1), sample(t, 2)
			for _, run := range []Run{r, other} {
				if err := s.Put(run); err != nil {
					t.Fatal(err)
				}
			}
			if err := harm(s.path(r.Key)); err != nil {
				t.Fatal(err)
			}
			_, err := s.Get(r.Key)
			var damaged *Damaged
			if !errors.As(err, &damaged) || !errors.Is(err, ErrAbsent) {
				t.Fatalf("want a *Damaged that is ErrAbsent, got %v", err)
			}
			if _, err := os.Stat(damaged.Kept); err != nil || filepath.Dir(damaged.Kept) != filepath.Join(dir, "damaged") {
				t.Errorf("it was not set aside: %v", err)
			}
			if _, err := s.Get(r.Key); err != ErrAbsent {
				t.Errorf("the second time: want ErrAbsent alone, got %v", err)
			}
			if err := s.Put(r); err != nil {
				t.Fatal(err)
			}
			for _, run := range []Run{r, other} {
				if _, err := s.Get(run.Key); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			}
		})
	}
}

// A Put over a damaged entry that nobody has read yet replaces it.
func TestPutOverDamage(t *testing.T) {
	s, r := open(t, t.TempDir()), sample(t, 1)
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	if err := flip(filepath.Join(s.path(r.Key), weightsFile), -1); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(r.Key); err != nil {
		t.Error(err)
	}
}

// flip changes one bit at an offset, counted from the end if negative.
func flip(path string, at int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[(at+len(b))%len(b)] ^= 4
	return os.WriteFile(path, b, 0o644)
}

func emptyAll(entry string) error {
	for _, name := range []string{runFile, weightsFile, sumsFile} {
		if err := os.Truncate(filepath.Join(entry, name), 0); err != nil {
			return err
		}
	}
	return nil
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	s, r := open(t, dir), sample(t, 1)
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	readOnly(t, dir)
	s = open(t, dir)
	if _, err := s.Get(r.Key); err != nil {
		t.Errorf("reading: %v", err)
	}
	wantMessage(t, s.Put(sample(t, 2)), "the result is right", "make the store's directory writable", Env)
	_, err := s.Lock(t.Context(), sample(t, 2).Key, nil)
	wantMessage(t, err, "make the store's directory writable")
}

// readOnly makes dir a place where nothing can be written: a read-only mount
// for root, whom permissions do not stop, permissions for others.
func readOnly(t *testing.T, dir string) {
	if os.Getuid() != 0 {
		chmodAll(t, dir, 0o555)
		t.Cleanup(func() { chmodAll(t, dir, 0o755) })
		return
	}
	bindReadOnly(t, dir)
}

func chmodAll(t *testing.T, dir string, mode os.FileMode) {
	var dirs []string
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			dirs = append(dirs, path)
		}
		return nil
	})
	for _, d := range dirs {
		if err := os.Chmod(d, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func wantMessage(t *testing.T, err error, parts ...string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("want a *store.Error, got %v", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("want %q in %q", part, err)
		}
	}
	for _, never := range []string{"/tmp/", "tmp/"} {
		if strings.Contains(err.Error(), never) {
			t.Errorf("a temporary path in %q", err)
		}
	}
}

func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, 256<<10)
	s := open(t, dir)
	kept, kind := 0, error(nil)
	for n := range 200 {
		r := sample(t, n)
		weights, err := EncodeSafetensors([]Tensor{{"w", "U8", []int{16 << 10}, make([]byte, 16<<10)}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Weights = weights
		if kind = s.Put(r); kind != nil {
			break
		}
		kept++
	}
	if !errors.Is(kind, syscall.ENOSPC) || kept == 0 {
		t.Fatalf("want no space left after a few runs, got %v after %d", kind, kept)
	}
	wantMessage(t, kind, "the result is right", "make room on the disk")
	list, err := s.List()
	if err != nil || len(list) != kept {
		t.Errorf("want the %d runs that were kept, got %d, %v", kept, len(list), err)
	}
	for _, e := range list {
		if _, err := s.Get(e.Key); err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("temporary entries left on a full disk: %v", left)
	}
}
