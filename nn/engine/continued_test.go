package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
	"github.com/seed-380714d4/fathom/nn"
)

// long trains for some seconds, so that it lives through several kills.
func long(seed int64) dsl.Training { return training(seed, 12000) }

// Engines killed at random moments of long trainings: each ends as if nothing
// had happened, its losses and evaluations, too.
func TestKilledAtRandom(t *testing.T) { killAtRandom(t, 10) }

func TestSoakKilledAtRandom(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("100 kills are for make soak")
	}
	killAtRandom(t, 100)
}

func killAtRandom(t *testing.T, kills int) {
	dir := t.TempDir()
	s := supervise(t, "FATHOM_STORE="+dir)
	var left atomic.Int32
	left.Store(int32(kills))
	var killed []dsl.TrainReply
	resumed := 0
	for seed := int64(1); left.Load() > 0; seed++ {
		starts := -1 // of the engine that was killed last
		reply := patiently(t, s, long(seed), func(p dsl.Progress) {
			if p.Phase == "compiling" && p.Step > 0 {
				resumed++
			}
			if now := s.engines(); now != starts && left.Load() > 0 {
				starts = now
				time.AfterFunc(time.Duration(rand.IntN(2500))*time.Millisecond, func() {
					left.Add(-1)
					s.signal(syscall.SIGKILL)
				})
			}
		})
		killed = append(killed, reply)
	}
	t.Logf("%d kills during %d trainings; %d times one went on from a checkpoint", kills, len(killed), resumed)
	if resumed == 0 {
		t.Error("want trainings to go on from checkpoints, none did")
	}
	checkStore(t, dir, killed)
	calm := supervise(t, "FATHOM_STORE=off")
	for i, got := range killed {
		alike(t, got, train(t, calm, long(int64(i+1)), nil))
	}
}

// patiently asks until there is an answer: three deaths in the first second of
// a training bring it no further, and a user would run the cell again.
func patiently(t *testing.T, d session.Driver, run dsl.Training, news func(dsl.Progress)) dsl.TrainReply {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	defer cancel()
	for {
		reply, err := ask(ctx, d, run, news)
		if err == nil {
			return reply
		}
		if !strings.Contains(err.Error(), "came no further") {
			t.Fatal(err)
		}
	}
}

// sameRuns compares all that two trainings have in common to the bit.
func sameRuns(a, b dsl.TrainReply) bool {
	a.Seconds, a.Cached, b.Seconds, b.Cached = 0, false, 0, false
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}

// Cells killed at random moments of their trainings, some of them as a run is
// stored: each leaves a checkpoint at once or a run, so that not one step is
// made twice, and what goes on ends as if nothing had happened.
func TestCellKilled(t *testing.T) { killCells(t, 10) }

func TestSoakCellKilled(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("100 kills are for make soak")
	}
	killCells(t, 100)
}

func killCells(t *testing.T, kills int) {
	dir := t.TempDir()
	s := supervise(t, "FATHOM_STORE="+dir)
	const steps = 4000
	train(t, s, training(0, 1), nil) // compiled is compiled
	var all []dsl.TrainReply
	stored := 0
	for killed := 0; killed < kills; {
		run := training(int64(len(all)+1), steps)
		// As long as it takes: a few kills each, the last ones while it is
		// evaluated and stored.
		for end := killed + 3; killed < min(end, kills); killed++ {
			if killACell(t, s, run) {
				stored++
				break
			}
		}
		all = append(all, train(t, s, run, nil))
	}
	if made := stats(t, s); made.Steps != int64(1+steps*len(all)) || s.engines() != 1 {
		t.Errorf("want %d steps made by one engine, got %d by %d", 1+steps*len(all), made.Steps, s.engines())
	} else {
		t.Logf("%d kills; %d trainings, begun or gone on with %d times; %d had ended before the kill", kills, len(all), made.Trainings-1, stored)
	}
	checkStore(t, dir, all)
	calm := supervise(t, "FATHOM_STORE=off")
	for i, got := range all {
		alike(t, got, train(t, calm, training(int64(i+1), steps), nil))
	}
}

// killACell lets a process ask for a training and kills it. It tells whether
// the answer came first.
func killACell(t *testing.T, s *supervisor, run dsl.Training) (ended bool) {
	t.Helper()
	body, err := json.Marshal(run.Request())
	if err != nil {
		t.Fatal(err)
	}
	cell := exec.Command(os.Args[0])
	cell.Env = append(os.Environ(), "ENGINE_TEST_CLIENT="+s.Path)
	cell.Stdin = bytes.NewReader(body)
	out, err := cell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cell.Start(); err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 1)) // it trains
	time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
	cell.Process.Kill()
	said, _ := io.ReadAll(out)
	cell.Wait()
	return bytes.Contains(said, []byte("<nil>"))
}

func alike(t *testing.T, got, want dsl.TrainReply) {
	t.Helper()
	if !sameRuns(got, want) {
		t.Errorf("%.12s: want digest %s, got %s, or they differ in their histories", got.Key, want.Digest, got.Digest)
	}
}

// beClient asks for the training that its standard input describes.
func beClient(path string) {
	var body bytes.Buffer
	body.ReadFrom(os.Stdin)
	_, err := unix.Driver{Path: path}.Do(context.Background(), "train", body.Bytes(), func(news []byte) {
		var p dsl.Progress
		if json.Unmarshal(news, &p) == nil && p.Phase == "training" {
			fmt.Println(p.Step)
		}
	})
	fmt.Println(err)
	os.Exit(0)
}

func stats(t *testing.T, d session.Driver) (s nn.Stats) {
	t.Helper()
	b, err := d.Do(t.Context(), "stats", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// Who asks another kernel's engine for what this one trains watches it, and
// takes over where it stops.
func TestWatchAnotherEngine(t *testing.T) {
	dir := t.TempDir()
	a, b := supervise(t, "FATHOM_STORE="+dir), supervise(t, "FATHOM_STORE="+dir)
	run := training(4, 50_000_000)
	ctxA, stopA := context.WithCancel(t.Context())
	ctxB, stopB := context.WithTimeout(t.Context(), patience)
	defer stopB()
	begun, ended := make(chan bool, 1), make(chan error, 1)
	go func() {
		_, err := ask(ctxA, a, run, func(p dsl.Progress) {
			if p.Step > 0 {
				select {
				case begun <- true:
				default:
				}
			}
		})
		ended <- err
	}()
	<-begun
	var phases []string
	watched, left, resumed := 0, 0, 0
	_, err := ask(ctxB, b, run, func(p dsl.Progress) {
		if len(phases) == 0 || phases[len(phases)-1] != p.Phase {
			phases = append(phases, p.Phase)
		}
		switch {
		case p.Phase == "training" && left == 0:
			if watched++; watched == 3 {
				left = p.Step
				stopA()
			}
		case p.Phase == "compiling" && left > 0:
			resumed = p.Step
		case p.Phase == "training" && resumed > 0 && p.Step > resumed:
			stopB()
		}
	})
	if err != context.Canceled || <-ended != context.Canceled {
		t.Errorf("want both cancelled, got %v", err)
	}
	if phases[0] != "waiting" || watched < 3 || resumed < left {
		t.Errorf("want it to wait, watch, and go on from step %d or later, got %v, %d looks, step %d", left, phases, watched, resumed)
	}
}

// Twenty trainings asked for again, in another engine, train nothing; after one
// number is changed, one; after a rename or a reading probe, none.
func TestTwentyTrainings(t *testing.T) {
	dir := t.TempDir()
	list := make([]dsl.Training, 20)
	for i := range list {
		list[i] = dsl.Input(28, 28, 1).Flatten().Dense(4 + i%5).ReLU().Dense(10).Train(dsl.MNIST().Take(512)).
			Optimizer(dsl.SGD(0.01 * float64(1+i/5))).BatchSize(64).Epochs(1).Named(fmt.Sprint("run ", i))
	}
	for _, c := range []struct {
		name      string
		edit      func([]dsl.Training)
		trainings int64
	}{
		{"the first time", func([]dsl.Training) {}, 20},
		{"again", func([]dsl.Training) {}, 0},
		{"one number changed", func(l []dsl.Training) { l[7] = l[7].Optimizer(dsl.SGD(0.5)) }, 1},
		{"that again, and put back", func([]dsl.Training) {}, 0},
		{"another name", func(l []dsl.Training) { l[3] = l[3].Named("mine") }, 0},
		{"a reading probe", func(l []dsl.Training) { l[4] = l[4].Probe(dsl.GradientNorm()) }, 0},
	} {
		s := supervise(t, "FATHOM_STORE="+dir)
		mine := append([]dsl.Training{}, list...)
		c.edit(mine)
		start := time.Now()
		for _, run := range mine {
			train(t, s, run, nil)
		}
		if got := stats(t, s).Trainings; got != c.trainings {
			t.Errorf("%s: want %d trainings, got %d", c.name, c.trainings, got)
		}
		t.Logf("%s: %v", c.name, time.Since(start))
	}
}

// Who begins to watch a training sees its curves from their beginning: another
// cell of this kernel, and another kernel.
func TestLatecomersSeeAllOfIt(t *testing.T) {
	dir := t.TempDir()
	a, b := supervise(t, "FATHOM_STORE="+dir), supervise(t, "FATHOM_STORE="+dir)
	run := training(10, 300_000).Probe(dsl.GradientNorm())
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	begun, ended := make(chan bool), make(chan error, 1)
	go func() {
		told := false
		_, err := ask(ctx, a, run, func(p dsl.Progress) {
			if p.Step > 5000 && !told {
				told = true
				close(begun)
			}
		})
		ended <- err
	}()
	<-begun
	for name, engine := range map[string]*supervisor{"this kernel": a, "another": b} {
		var c dsl.Course
		mine, enough := context.WithCancel(ctx)
		_, err := ask(mine, engine, run, func(p dsl.Progress) {
			if c.Add(p); p.Step > 0 && len(c.Curves[dsl.LossCourse].Steps) > 0 {
				enough()
			}
		})
		loss := c.Curves[dsl.LossCourse]
		if err != context.Canceled || len(c.Looks) != 1 || len(loss.Steps) < 3000/max(1, loss.Every) || loss.Steps[0] != float64(loss.Every+1)/2 || c.Looks[0].Steps[0] != 1 {
			t.Errorf("%s: got %v, %d looks, %v", name, err, len(c.Looks), loss)
		}
		enough()
	}
	stop()
	<-ended
}
