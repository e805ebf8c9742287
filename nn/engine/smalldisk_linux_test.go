package main

import (
	"strings"
	"syscall"
	"testing"
)

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("a full disk was not tried: mounting a small one: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	s := supervise(t, "FATHOM_STORE="+dir)
	r := train(t, s, training(1, 10), nil) // its weights take 100 kB
	if len(r.Digest) != 64 || !strings.Contains(r.Note, "make room on the disk") {
		t.Errorf("want a result with a note, got %q, %q", r.Digest, r.Note)
	}
	if again := train(t, s, training(1, 10), nil); !again.Cached || again.Digest != r.Digest {
		t.Errorf("within the engine's life it is known: got cached %t", again.Cached)
	}
	checkStore(t, dir, nil)
}
