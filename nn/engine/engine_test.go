package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// training is small, and as long as steps says.
func training(seed int64, steps int) dsl.Training {
	return dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10).
		Train(dsl.MNIST().Take(4096)).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(32).Steps(steps).Seed(seed)
}

// patience is no measure of speed: without a plugin, trainings take their time.
const patience = 2 * time.Minute

// train asks an engine for a training, and gives up after patience.
func train(t *testing.T, d session.Driver, run dsl.Training, news func(dsl.Progress)) dsl.TrainReply {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	reply, err := ask(ctx, d, run, news)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func ask(ctx context.Context, d session.Driver, run dsl.Training, news func(dsl.Progress)) (reply dsl.TrainReply, err error) {
	body, err := json.Marshal(run.Request())
	if err != nil {
		return reply, err
	}
	answer, err := d.Do(ctx, "train", body, func(b []byte) {
		var p dsl.Progress
		if err := json.Unmarshal(b, &p); err == nil && news != nil {
			news(p)
		}
	})
	if err != nil {
		return reply, err
	}
	return reply, json.Unmarshal(answer, &reply)
}

func TestInfo(t *testing.T) {
	out, err := exec.Command(engineBinary, "-info").Output()
	if err != nil {
		t.Fatal(err)
	}
	var info dsl.Info
	if err := json.Unmarshal(out, &info); err != nil || info.Backend == "" || info.Device == "" {
		t.Errorf("got %s, %v", out, err)
	}
}

// Two engines, as of two kernels, and four clients: one training.
func TestTrainedOnce(t *testing.T) {
	dir := t.TempDir()
	engines := []*supervisor{supervise(t, "FATHOM_STORE="+dir), supervise(t, "FATHOM_STORE="+dir)}
	run := training(3, 1500)
	replies := make([]dsl.TrainReply, 4)
	var steps [4]int
	var wg sync.WaitGroup
	for i := range replies {
		wg.Go(func() {
			replies[i] = train(t, engines[i/2], run.Named(strings.Repeat("x", i)), func(p dsl.Progress) { steps[i] = p.Step })
		})
	}
	wg.Wait()
	fresh := 0
	for i := 0; i < 4; i += 2 {
		if !replies[i].Cached {
			fresh++
			if steps[i] == 0 || steps[i+1] == 0 {
				t.Errorf("both clients of the engine that trains see it: got steps %v", steps)
			}
		}
		if replies[i].Digest != replies[0].Digest || replies[i].Cached != replies[i+1].Cached {
			t.Errorf("want one result, got %+v", replies)
		}
	}
	if fresh != 1 {
		t.Errorf("want it trained by one engine, got %d", fresh)
	}
}

// A client that goes ends its training: the next one has its turn.
func TestCancel(t *testing.T) {
	s := supervise(t, "FATHOM_STORE="+t.TempDir())
	train(t, s, training(1, 10), nil)
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	_, err := ask(ctx, s, training(2, 50_000_000), func(p dsl.Progress) {
		if p.Step > 0 && cancelled.IsZero() {
			cancelled = time.Now()
			cancel()
		}
	})
	if err != context.Canceled {
		t.Fatalf("want context.Canceled, got %v", err)
	}
	phases := map[string]bool{}
	train(t, s, training(3, 10), func(p dsl.Progress) { phases[p.Phase] = true })
	t.Logf("the next training had ended %v after the cancelling", time.Since(cancelled))
	if s.engines() != 1 {
		t.Errorf("want one engine throughout, got %d", s.engines())
	}
}

// While one trains, another waits and says so, and what is known is answered.
// large is a training beside which no other goes on. It takes for ever.
func large(seed int64) dsl.Training {
	return dsl.Input(28, 28, 1).Flatten().Dense(4096).Dense(10).Train(dsl.MNIST()).BatchSize(512).Steps(50_000_000).Seed(seed)
}

func TestTurns(t *testing.T) {
	s := supervise(t, "FATHOM_STORE="+t.TempDir())
	train(t, s, training(1, 10), nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var once sync.Once
	begun, ended := make(chan bool), make(chan error, 1)
	go func() {
		_, err := ask(ctx, s, large(2), func(p dsl.Progress) {
			if p.Phase == "training" {
				once.Do(func() { close(begun) })
			}
		})
		ended <- err
	}()
	<-begun
	if known := train(t, s, training(1, 10), nil); !known.Cached {
		t.Error("want the known run from the store while another trains")
	}
	waited := false
	train(t, s, training(3, 10), func(p dsl.Progress) {
		if p.Phase == "waiting" {
			waited = true
			cancel()
		}
	})
	if err := <-ended; !waited || !errors.Is(err, context.Canceled) {
		t.Errorf("want the second to wait until the first was cancelled, got %t, %v", waited, err)
	}
}

func TestDamagedRunIsTrainedAgain(t *testing.T) {
	dir := t.TempDir()
	s := supervise(t, "FATHOM_STORE="+dir)
	first := train(t, s, training(1, 10), nil)
	weights := filepath.Join(dir, first.Key[:2], first.Key, "weights.safetensors")
	if err := os.Truncate(weights, 100); err != nil {
		t.Fatal(err)
	}
	second := train(t, s, training(1, 10), nil)
	if second.Cached || second.Digest != first.Digest || !strings.Contains(second.Note, "damaged") {
		t.Errorf("want it trained again, with a note; got cached %t, note %q", second.Cached, second.Note)
	}
	if third := train(t, s, training(1, 10), nil); !third.Cached || third.Note != "" {
		t.Errorf("want it from the store, without a note; got cached %t, note %q", third.Cached, third.Note)
	}
}

// The store's directory cannot be made: the result comes all the same.
func TestStoreThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := supervise(t, "FATHOM_STORE="+filepath.Join(file, "runs"))
	r := train(t, s, training(1, 10), nil)
	if len(r.Digest) != 64 || !strings.Contains(r.Note, "the result is right") {
		t.Errorf("want a result with a note, got %q, %q", r.Digest, r.Note)
	}
}

// By hand, an engine serves at a path and ends by an interrupt.
func TestByHand(t *testing.T) {
	dir, err := os.MkdirTemp("", "h")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	cmd := exec.Command(engineBinary, "-socket", path)
	cmd.Env = append(os.Environ(), "FATHOM_STORE=off")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	d := unix.Driver{Path: path}
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err = d.Do(t.Context(), "info", nil, nil); err == nil || time.Since(start) > patience {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Do(t.Context(), "draw", []byte("{"), nil)
	if e := (*session.Error)(nil); errors.As(err, &e) && e.Code == "no-driver" || err == nil {
		t.Errorf("draw: want the drawer's own complaint, got %v", err)
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, complaint.String())
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("its socket is still there")
	}
}

// A plain program that imports nn has what an engine trained, and the other
// way round.
func TestPlainProgramsShareTheStore(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("FATHOM_STORE", dir) // before nn's first look at it
	s := supervise(t)
	byEngine := train(t, s, training(1, 10), nil)
	result, err := training(1, 10).Result(t.Context()) // in this process
	if err != nil || !result.Cached || result.Digest != byEngine.Digest {
		t.Errorf("want the engine's result, got cached %t, digest %s; want %s; %v", result.Cached, result.Digest, byEngine.Digest, err)
	}
	result, err = training(2, 10).Result(t.Context())
	if err != nil || result.Cached {
		t.Fatalf("want it trained here, got cached %t, %v", result.Cached, err)
	}
	if again := train(t, s, training(2, 10), nil); !again.Cached || again.Digest != result.Digest {
		t.Errorf("want this program's result, got cached %t, digest %s; want %s", again.Cached, again.Digest, result.Digest)
	}
}
