package main

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// Killed while it trains, at several moments: the client notices nothing.
func TestKilledWhileTraining(t *testing.T) {
	run := training(7, 2000)
	want := train(t, supervise(t, "FATHOM_STORE="+t.TempDir()), run, nil)
	s := supervise(t, "FATHOM_STORE="+t.TempDir())
	kills := 0
	got := train(t, s, run, func(p dsl.Progress) {
		if kills == 0 && p.Phase == "compiling" || kills == 1 && p.Step > 200 {
			kills++
			s.signal(syscall.SIGKILL)
		}
	})
	if kills != 2 || s.engines() != 3 {
		t.Fatalf("want 2 kills and 3 engines, got %d and %d", kills, s.engines())
	}
	if got.Digest != want.Digest || got.Key != want.Key || got.Cached {
		t.Errorf("want digest %s of %s, got %s of %s, cached %t", want.Digest, want.Key, got.Digest, got.Key, got.Cached)
	}
	if again := train(t, s, run, nil); !again.Cached || again.Digest != want.Digest {
		t.Errorf("asked again: want it from the store, got cached %t, digest %s", again.Cached, again.Digest)
	}
	weights, err := s.Do(t.Context(), "weights", []byte(`{"key":"`+want.Key+`"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(weights); hex.EncodeToString(sum[:]) != want.Digest {
		t.Errorf("the weights are not those of digest %s", want.Digest)
	}
}

// Engines killed at random moments while short trainings are stored one after
// another: no run is lost, damaged, or another than it says.
func TestKilledWhileStoring(t *testing.T) { killWhileStoring(t, 10) }

func TestSoakKilledWhileStoring(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("100 kills are for make soak")
	}
	killWhileStoring(t, 100)
}

func killWhileStoring(t *testing.T, kills int) {
	dir := t.TempDir()
	s := supervise(t, "FATHOM_STORE="+dir)
	train(t, s, training(0, 1), nil)
	var answered atomic.Int32
	killed := make(chan bool)
	go func() {
		defer close(killed)
		for range kills {
			s.signal(syscall.SIGKILL)
			// One answer between kills: a request may meet three deaths only.
			for before := answered.Load(); answered.Load() == before && t.Context().Err() == nil; {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
		}
	}()
	var replies []dsl.TrainReply
	for over := false; !over; {
		replies = append(replies, train(t, s, training(int64(len(replies)+1), 3), nil))
		answered.Add(1)
		select {
		case <-killed:
			over = true
		default:
		}
	}
	t.Logf("%d trainings under %d kills", len(replies), kills)
	checkStore(t, dir, replies)
	for i, r := range replies {
		if again := train(t, s, training(int64(i+1), 3), nil); !again.Cached || again.Digest != r.Digest {
			t.Errorf("training %d asked again: cached %t, digest %s; want %s", i+1, again.Cached, again.Digest, r.Digest)
		}
	}
}

// checkStore verifies that all runs are there and whole.
func checkStore(t *testing.T, dir string, replies []dsl.TrainReply) {
	t.Helper()
	st, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range replies {
		if _, err := st.Get(r.Key); err != nil {
			t.Error(err)
		}
	}
	list, err := st.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if _, err := st.Get(e.Key); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "damaged")); err == nil {
		t.Error("something was damaged")
	}
}

func TestEndings(t *testing.T) {
	for name, end := range map[string]func(s *supervisor){
		"its lifeline ends": func(s *supervisor) { s.stdin.Close() },
		"SIGTERM":           func(s *supervisor) { s.signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			s := supervise(t, "FATHOM_STORE="+t.TempDir())
			run := training(5, 2000)
			want := train(t, supervise(t, "FATHOM_STORE=off"), run, nil)
			ends := 0
			got := train(t, s, run, func(p dsl.Progress) {
				if p.Step > 100 && ends == 0 {
					ends++
					end(s)
				}
			})
			if got.Digest != want.Digest || s.engines() != 2 {
				t.Errorf("want digest %s from the second engine, got %s from number %d", want.Digest, got.Digest, s.engines())
			}
		})
	}
}
