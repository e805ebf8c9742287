package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// sample is a run whose key and numbers follow from n.
func sample(t testing.TB, n int) Run {
	t.Helper()
	weights, err := EncodeSafetensors([]Tensor{
		{"1.dense.weights", "F32", []int{2, 2}, f32(float32(n), 2, 3, 4)},
		{"1.dense.biases", "F64", []int{1}, f64(float64(n))},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Run{
		Key:      sum([]byte(fmt.Sprint("sample ", n))),
		Request:  []byte(fmt.Sprintf(`{"seed":%d,"label":"<&>"}`, n)),
		Reply:    []byte(`{"loss":[2.5,1.25,"NaN"]}`),
		Versions: map[string]string{"gomlx": "v0.28.8"},
		Weights:  weights,
		Label:    fmt.Sprintf("<%d>", n),
		Made:     time.Date(2026, 11, 24, 8, n%60, 0, 0, time.UTC),
	}
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPutThenGet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "runs")
	s, r := open(t, dir), sample(t, 1)
	if _, err := s.Get(r.Key); !errors.Is(err, ErrAbsent) {
		t.Fatalf("before: want ErrAbsent, got %v", err)
	}
	for range 2 { // the second changes nothing
		if err := s.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := open(t, dir).Get(r.Key)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*got, r) {
		t.Errorf("want %+v, got %+v", r, *got)
	}
	list, err := s.List()
	if err != nil || len(list) != 1 || list[0].Key != r.Key || list[0].Bytes < int64(len(r.Weights)) {
		t.Errorf("list: got %v, %v", list, err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("temporary entries left: %v", left)
	}
}

// The layout is a promise to people without Fathom.
func TestLayout(t *testing.T) {
	dir := t.TempDir()
	s, r := open(t, dir), sample(t, 2)
	r.Optimizer = r.Weights
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	entry := filepath.Join(dir, r.Key[:2], r.Key)
	text, err := os.ReadFile(filepath.Join(entry, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{
  "format": "fathom run 1",
  "key": "%s",
  "label": "<2>",
  "made": "2026-11-24T08:02:00Z",
  "request": {"seed":2,"label":"<&>"},
  "reply": {"loss":[2.5,1.25,"NaN"]},
  "versions": {"gomlx":"v0.28.8"},
  "weights": {"file":"weights.safetensors","bytes":%d,"sha256":"%s","tensors":[{"name":"1.dense.biases","dtype":"F64","shape":[1]},{"name":"1.dense.weights","dtype":"F32","shape":[2,2]}]}
}
`, r.Key, len(r.Weights), sum(r.Weights))
	if string(text) != want {
		t.Errorf("run.json: want\n%s\ngot\n%s", want, text)
	}
	sums, _ := os.ReadFile(filepath.Join(entry, "SHA256SUMS"))
	if want := sum(text) + "  run.json\n" + sum(r.Weights) + "  weights.safetensors\n" + sum(r.Optimizer) + "  optimizer.safetensors\n"; string(sums) != want {
		t.Errorf("SHA256SUMS: want\n%s\ngot\n%s", want, sums)
	}
	weights, _ := os.ReadFile(filepath.Join(entry, "weights.safetensors"))
	if !bytes.Equal(weights, r.Weights) {
		t.Error("weights.safetensors is not what was put")
	}
	if tool, err := exec.LookPath("sha256sum"); err == nil {
		cmd := exec.Command(tool, "-c", "SHA256SUMS")
		cmd.Dir = entry
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("sha256sum -c: %v: %s", err, out)
		}
	}
}

func TestStoreThatKeepsNothing(t *testing.T) {
	t.Setenv(Env, "off")
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t, 1)
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(r.Key); err != ErrAbsent {
		t.Errorf("want ErrAbsent, got %v", err)
	}
	if list, err := s.List(); list != nil || err != nil {
		t.Errorf("list: got %v, %v", list, err)
	}
}

func TestDefault(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(Env, dir)
	if s, err := Default(); err != nil || s.Dir() != dir {
		t.Errorf("moved: want %s, got %v, %v", dir, s, err)
	}
	t.Setenv(Env, "")
	t.Setenv("XDG_CACHE_HOME", dir)
	t.Setenv("HOME", dir)
	cache, _ := os.UserCacheDir()
	if s, err := Default(); err != nil || s.Dir() != filepath.Join(cache, "fathom", "runs") {
		t.Errorf("default: got %v, %v", s, err)
	}
}

func TestKeysAreChecked(t *testing.T) {
	s := open(t, t.TempDir())
	for _, key := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63)} {
		if _, err := s.Get(key); err == nil || errors.Is(err, ErrAbsent) {
			t.Errorf("Get(%q): want an error of its own, got %v", key, err)
		}
		if err := s.Put(Run{Key: key}); err == nil {
			t.Errorf("Put(%q): want an error", key)
		}
		if _, err := s.Lock(t.Context(), key, nil); err == nil {
			t.Errorf("Lock(%q): want an error", key)
		}
	}
}
