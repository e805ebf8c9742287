package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func stand(n int) Checkpoint {
	return Checkpoint{
		Tensors: []Tensor{{"1.dense.weights", "F32", []int{2}, f32(float32(n), 2)}, {"history.loss", "F64", []int{1}, f64(float64(n))}},
		Texts:   map[string]string{"standing": `{"made":1}`, "format": "<1>"},
	}
}

func TestCheckpoint(t *testing.T) {
	dir := t.TempDir()
	s, key := open(t, dir), sum([]byte("x"))
	if _, err := s.LoadCheckpoint(key); err != ErrAbsent {
		t.Fatalf("before: want ErrAbsent, got %v", err)
	}
	for n := range 3 {
		if err := s.SaveCheckpoint(key, stand(n)); err != nil {
			t.Fatal(err)
		}
		got, err := open(t, dir).LoadCheckpoint(key)
		if err != nil || !reflect.DeepEqual(got, stand(n)) {
			t.Errorf("want %v, got %v, %v", stand(n), got, err)
		}
	}
	s.DropCheckpoint(key)
	s.DropCheckpoint(key)
	if _, err := s.LoadCheckpoint(key); err != ErrAbsent {
		t.Errorf("after: want ErrAbsent, got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("temporary entries left: %v", left)
	}
}

// Every bit of a checkpoint counts: none is gone on from with one changed.
func TestDamagedCheckpoint(t *testing.T) {
	s, key := open(t, t.TempDir()), sum([]byte("x"))
	if err := s.SaveCheckpoint(key, stand(1)); err != nil {
		t.Fatal(err)
	}
	path := s.checkpointPath(key)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spaces := 0
	for at := range whole {
		broken := bytes.Clone(whole)
		broken[at] ^= 4
		if err := os.WriteFile(path, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := s.LoadCheckpoint(key)
		var damaged *Damaged
		switch {
		case errors.As(err, &damaged) && errors.Is(err, ErrAbsent):
		case err == nil && reflect.DeepEqual(got, stand(1)):
			spaces++ // a bit that says nothing, as in a digit's escape
		default:
			t.Fatalf("byte %d: got %v, %v", at, got, err)
		}
	}
	if spaces > 0 {
		t.Errorf("%d of %d changed bytes were not noticed", spaces, len(whole))
	}
	if err := os.WriteFile(path, whole[:len(whole)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LoadCheckpoint(key); !errors.Is(err, ErrAbsent) || err == ErrAbsent {
		t.Errorf("cut short: want it damaged, got %v", err)
	}
}

// What nobody came back for goes when the store is opened.
func TestForgottenCheckpoint(t *testing.T) {
	dir := t.TempDir()
	s, old, young := open(t, dir), sum([]byte("old")), sum([]byte("young"))
	for _, key := range []string{old, young} {
		if err := s.SaveCheckpoint(key, stand(1)); err != nil {
			t.Fatal(err)
		}
	}
	age(t, s.checkpointPath(old), forgotten+time.Hour)
	s = open(t, dir)
	if _, err := s.LoadCheckpoint(old); err != ErrAbsent {
		t.Errorf("the old one: want ErrAbsent, got %v", err)
	}
	if _, err := s.LoadCheckpoint(young); err != nil {
		t.Error(err)
	}
}

// age makes what lies at path as if it had not been used for so long.
func age(t *testing.T, path string, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

func TestAnswer(t *testing.T) {
	dir := t.TempDir()
	s, key := open(t, dir), sum([]byte("x"))
	if _, _, err := s.Answer(key); err != ErrAbsent {
		t.Fatalf("before: want ErrAbsent, got %v", err)
	}
	asked, answer := `{"op":"inspect","name":"<&>"}`, `[1,2.5,"NaN"]`
	if err := s.PutAnswer(key, []byte(asked), []byte(answer)); err != nil {
		t.Fatal(err)
	}
	a, b, err := open(t, dir).Answer(key)
	if err != nil || string(a) != asked || string(b) != answer {
		t.Errorf("want %s and %s, got %s and %s, %v", asked, answer, a, b, err)
	}
	path := s.answerPath(key)
	text, _ := os.ReadFile(path)
	if err := os.WriteFile(path, bytes.Replace(text, []byte("2.5"), []byte("3.5"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Answer(key); err == ErrAbsent || !errors.Is(err, ErrAbsent) {
		t.Errorf("with a number changed: want it damaged, got %v", err)
	}
	if _, _, err := s.Answer(key); err != ErrAbsent {
		t.Errorf("then: want ErrAbsent, got %v", err)
	}
}

// The optimiser's state is read when it is asked for, and verified then.
func TestOptimizer(t *testing.T) {
	s, bare, r := open(t, t.TempDir()), sample(t, 1), sample(t, 2)
	r.Optimizer = r.Weights
	for _, run := range []Run{bare, r} {
		if err := s.Put(run); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Optimizer(r.Key); err != nil || !bytes.Equal(got, r.Optimizer) {
		t.Errorf("want it, got %d bytes, %v", len(got), err)
	}
	for _, key := range []string{bare.Key, sum([]byte("none"))} {
		if _, err := s.Optimizer(key); err != ErrAbsent {
			t.Errorf("of a run without: want ErrAbsent, got %v", err)
		}
	}
	if err := flip(filepath.Join(s.path(r.Key), optimizerFile), -1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(r.Key); err != nil {
		t.Errorf("the run itself can be read: got %v", err)
	}
	var damaged *Damaged
	if _, err := s.Optimizer(r.Key); !errors.As(err, &damaged) {
		t.Errorf("damaged: got %v", err)
	}
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Optimizer(r.Key); err != nil || !bytes.Equal(got, r.Optimizer) {
		t.Errorf("put again: got %d bytes, %v", len(got), err)
	}
}
