package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// interrupted lets an engine train until some steps are made, and gives up.
func interrupted(t *testing.T, s *supervisor, run dsl.Training, steps int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := ask(ctx, s, run, func(p dsl.Progress) {
		if p.Step >= steps {
			cancel()
		}
	})
	if err != context.Canceled {
		t.Fatalf("want it interrupted, got %v", err)
	}
}

// A checkpoint that rotted is noticed: the training starts anew, and says why.
func TestDamagedCheckpoint(t *testing.T) {
	dir := t.TempDir()
	s := supervise(t, "FATHOM_STORE="+dir)
	run := training(6, 3000)
	interrupted(t, s, run, 1000)
	train(t, s, training(7, 1), nil) // its turn comes when the interrupted one has ended
	files, err := filepath.Glob(filepath.Join(dir, "checkpoints", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("want one checkpoint, got %v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(files[0], content, 0o644); err != nil {
		t.Fatal(err)
	}
	got := train(t, s, run, nil)
	if !strings.Contains(got.Note, "its checkpoint: checksum") || !strings.Contains(got.Note, "trained again") {
		t.Errorf("want a note about the checkpoint, got %q", got.Note)
	}
	got.Note = ""
	alike(t, got, train(t, supervise(t, "FATHOM_STORE=off"), run, nil))
}

// Where nothing can be written, an engine still goes on with what it began.
func TestCheckpointThatCannotBeKept(t *testing.T) {
	full := t.TempDir()
	if err := syscall.Mount("none", full, "tmpfs", 0, "size=64k"); err == nil {
		t.Cleanup(func() { syscall.Unmount(full, syscall.MNT_DETACH) })
	} else {
		t.Logf("a full disk was not tried: mounting a small one: %v", err)
		full = ""
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	want := train(t, supervise(t, "FATHOM_STORE=off"), training(8, 3000), nil)
	for name, dir := range map[string]string{"full": full, "not a directory": filepath.Join(file, "runs"), "off": "off"} {
		if dir == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			s := supervise(t, "FATHOM_STORE="+dir)
			run := training(8, 3000)
			interrupted(t, s, run, 500)
			interrupted(t, s, run, 1500)
			got := train(t, s, run, nil)
			if made := stats(t, s).Steps; made != 3000 {
				t.Errorf("want every step made once, got %d", made)
			}
			if dir != "off" && !strings.Contains(got.Note, "the result is right") {
				t.Errorf("want a note that it is not kept, got %q", got.Note)
			}
			got.Note = ""
			alike(t, got, want)
		})
	}
}
