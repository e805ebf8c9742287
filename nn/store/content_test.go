package store

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"
)

func TestContent(t *testing.T) {
	s := open(t, t.TempDir())
	what := []byte("some examples")
	key, err := s.PutContent(what)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.PutContent(what); again != key || err != nil {
		t.Errorf("put again: want the same name, got %s, %v", again, err)
	}
	if got, err := s.Content(key); err != nil || !bytes.Equal(got, what) {
		t.Errorf("want it back, got %q, %v", got, err)
	}
	items, err := s.Items()
	if err != nil || len(items) != 1 || items[0].Kind != KindContent || items[0].Key != key || items[0].Bytes != int64(len(what)) {
		t.Errorf("items: want it listed, got %+v, %v", items, err)
	}
	if err := os.WriteFile(s.contentPath(key), []byte("same examples"), 0o644); err != nil {
		t.Fatal(err)
	}
	var damaged *Damaged
	if _, err := s.Content(key); !errors.As(err, &damaged) {
		t.Errorf("another content under its name: want a *Damaged, got %v", err)
	}
	if _, err := s.Content(key); err != ErrAbsent {
		t.Errorf("after that: want ErrAbsent, got %v", err)
	}
}

// Content counts, and goes when it was not used for longest.
func TestContentIsBounded(t *testing.T) {
	s := open(t, t.TempDir())
	s.SetLimit(1000)
	old, err := s.PutContent(bytes.Repeat([]byte{1}, 600))
	if err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(s.contentPath(old), past, past); err != nil {
		t.Fatal(err)
	}
	kept, err := s.PutContent(bytes.Repeat([]byte{2}, 600))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Content(old); err != ErrAbsent {
		t.Errorf("the older: want it gone, got %v", err)
	}
	if _, err := s.Content(kept); err != nil {
		t.Errorf("the newer: %v", err)
	}
	if _, err := open(t, "").PutContent([]byte{1}); err == nil {
		t.Error("a store that keeps nothing: want an error, got none")
	}
}
