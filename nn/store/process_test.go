package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestMain lets this program play the other processes of a test.
func TestMain(m *testing.M) {
	dir := os.Getenv("STORE_TEST_DIR")
	var err error
	switch role := os.Getenv("STORE_TEST_ROLE"); role {
	case "":
		os.Exit(m.Run())
	case "writer":
		err = writeForever(dir)
	case "standing":
		err = standForever(dir)
	case "holder":
		err = holdForever(dir)
	case "asker":
		err = computeOnce(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// other starts this program in a role.
func other(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_ROLE="+role, "STORE_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

// large is a run whose writing takes a while.
func large(n int) (Run, error) {
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i * (n + 1))
	}
	weights, err := EncodeSafetensors([]Tensor{{"w", "U8", []int{len(data)}, data}}, nil)
	return Run{Key: sum([]byte(fmt.Sprint("large ", n))), Weights: weights}, err
}

// writeForever puts run after run, and prints the number of each that is kept.
func writeForever(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	list, err := s.List()
	if err != nil {
		return err
	}
	for n := len(list); ; n++ {
		r, err := large(n)
		if err != nil {
			return err
		}
		if err := s.Put(r); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	kept := -1 // the last run that a writer said was kept
	half := 0  // writers that left something half written
	for range 10 {
		cmd, out := other(t, "writer", dir)
		for started := false; out.Scan(); started = true {
			if n, err := strconv.Atoi(out.Text()); err == nil {
				kept = n
			}
			if !started {
				time.AfterFunc(time.Duration(rand.IntN(30))*time.Millisecond, func() { cmd.Process.Kill() })
			}
		}
		cmd.Wait()
		if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
			half++
		}
		s := open(t, dir)
		if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
			t.Errorf("what a dead process left is still there: %v", left)
		}
		list, err := s.List()
		if err != nil || len(list) < kept+1 {
			t.Fatalf("want at least the %d runs that were said to be kept, got %d, %v", kept+1, len(list), err)
		}
		for _, e := range list {
			if _, err := s.Get(e.Key); err != nil {
				t.Error(err)
			}
		}
	}
	t.Logf("%d runs kept, %d of 10 kills left a half-written one", kept+1, half)
}

// standForever replaces one checkpoint, and one answer, again and again, and
// prints the number of each that is kept.
func standForever(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	key := sum([]byte("standing"))
	from := 0
	if c, err := s.LoadCheckpoint(key); err == nil {
		from, _ = strconv.Atoi(c.Texts["n"])
	}
	for n := from + 1; ; n++ {
		r, err := large(n)
		if err != nil {
			return err
		}
		data := Tensor{"w", "U8", []int{len(r.Weights)}, r.Weights}
		if err := s.SaveCheckpoint(key, Checkpoint{[]Tensor{data}, map[string]string{"n": fmt.Sprint(n)}}); err != nil {
			return err
		}
		fmt.Println(n)
		if err := s.PutAnswer(key, fmt.Appendf(nil, "%d", n), fmt.Appendf(nil, "[%s1]", strings.Repeat("1,", 50_000))); err != nil {
			return err
		}
	}
}

// Killed while it replaces a checkpoint: there is the last that it said was
// kept, or the one after it, whole.
func TestKilledWhileKeepingCheckpoints(t *testing.T) {
	dir, key := t.TempDir(), sum([]byte("standing"))
	kept := 0
	for range 10 {
		cmd, out := other(t, "standing", dir)
		for started := false; out.Scan(); started = true {
			if n, err := strconv.Atoi(out.Text()); err == nil {
				kept = n
			}
			if !started {
				time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { cmd.Process.Kill() })
			}
		}
		cmd.Wait()
		s := open(t, dir)
		c, err := s.LoadCheckpoint(key)
		if err != nil || c.Texts["n"] != fmt.Sprint(kept) && c.Texts["n"] != fmt.Sprint(kept+1) {
			t.Fatalf("want checkpoint %d or the next, got %q, %v", kept, c.Texts["n"], err)
		}
		if _, _, err := s.Answer(key); err != nil && err != ErrAbsent {
			t.Error(err)
		}
		if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
			t.Errorf("what a dead process left is still there: %v", left)
		}
	}
	t.Logf("%d checkpoints kept under 10 kills", kept)
}

// A sweep leaves alone what a living process is writing.
func TestSweepSparesTheLiving(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	tmp, err := s.newTemporary(sample(t, 1).Key)
	if err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(tmp.path); err != nil {
		t.Errorf("it was swept away while it was written: %v", err)
	}
	tmp.lock.Close() // as the system does for a process that died
	open(t, dir)
	if _, err := os.Stat(tmp.path); err == nil {
		t.Error("it was not swept away when its writer was gone")
	}
}

func holdForever(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	lock, err := s.Lock(context.Background(), sum([]byte("held")), nil)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	fmt.Println("held")
	time.Sleep(time.Hour) // until it is killed
	return nil
}

func TestLock(t *testing.T) {
	dir, key := t.TempDir(), sum([]byte("held"))
	s := open(t, dir)
	cmd, out := other(t, "holder", dir)
	if !out.Scan() {
		t.Fatal("the holder did not get the lock")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	waited := 0
	if _, err := s.Lock(ctx, key, func([]byte) { waited++ }); !errors.Is(err, context.DeadlineExceeded) || waited != 1 {
		t.Fatalf("held by another: want ctx's end after one call of waiting, got %v after %d", err, waited)
	}
	if lock, err := s.Lock(t.Context(), sum([]byte("another")), nil); err != nil {
		t.Fatal(err)
	} else {
		lock.Unlock()
	}
	cmd.Process.Kill() // the system gives the lock back
	lock, err := s.Lock(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	lock.Unlock()
	if left, _ := os.ReadDir(filepath.Join(dir, "locks")); len(left) != 0 {
		t.Errorf("lock files left: %v", left)
	}
}

// Within one process the lock is exclusive too, also while lock files are
// removed and made again all the time.
func TestLockExcludes(t *testing.T) {
	s, key := open(t, t.TempDir()), sum([]byte("x"))
	var inside, total atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				lock, err := s.Lock(t.Context(), key, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if n := inside.Add(1); n != 1 {
					t.Errorf("%d inside at once", n)
				}
				total.Add(1)
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				lock.Unlock()
				lock.Unlock() // a second time must not take it from whoever has it now
			}
		})
	}
	wg.Wait()
	if total.Load() != 80 {
		t.Errorf("want 80 turns, got %d", total.Load())
	}
}

// computeOnce is what every user of a store does: look, wait, look again,
// compute, keep. It prints what it did.
func computeOnce(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	r, err := large(0)
	if err != nil {
		return err
	}
	lock, err := s.Lock(context.Background(), r.Key, nil)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if _, err := s.Get(r.Key); err == nil {
		fmt.Println("read")
		return nil
	}
	time.Sleep(50 * time.Millisecond) // the computation
	fmt.Println("computed")
	return s.Put(r)
}

func TestManyProcessesComputeOnce(t *testing.T) {
	dir := t.TempDir()
	var outs []*bufio.Scanner
	for range 4 {
		_, out := other(t, "asker", dir)
		outs = append(outs, out)
	}
	var did []string
	for _, out := range outs {
		for out.Scan() {
			did = append(did, out.Text())
		}
	}
	if got := strings.Join(did, " "); strings.Count(got, "computed") != 1 || strings.Count(got, "read") != 3 {
		t.Errorf("want one computed and three read, got %s", got)
	}
}
