package store

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
)

// TestBound fills a store beyond its size: what was not used for longest goes,
// but nothing that is pinned, being computed, or just used.
func TestBound(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var runs []Run
	for n := range 10 {
		r := sample(t, n)
		if err := s.Put(r); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, r)
	}
	one := size(s.path(runs[0].Key))
	for n, r := range runs {
		age(t, s.path(r.Key), time.Duration(20-n)*time.Hour) // run 0 was used last of all
	}
	if err := s.Pin(runs[1].Key); err != nil {
		t.Fatal(err)
	}
	lock, err := s.Lock(context.Background(), runs[2].Key, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	if _, err := s.Get(runs[3].Key); err != nil { // which is a use
		t.Fatal(err)
	}
	s = open(t, dir) // another process's, which has counted nothing
	s.SetLimit(8 * one)
	if err := s.Put(sample(t, 10)); err != nil {
		t.Fatal(err)
	}
	var left []string
	for n := range 11 {
		if _, err := s.Get(sample(t, n).Key); err == nil {
			left = append(left, fmt.Sprint(n))
		}
	}
	if got := strings.Join(left, " "); got != "1 2 3 7 8 9 10" && got != "1 2 3 6 7 8 9 10" {
		t.Errorf("want the pinned, the locked and those used last, got %s", got)
	}
	if err := s.Unpin(runs[1].Key); err != nil || s.Pinned(runs[1].Key) {
		t.Errorf("unpinned: got %v, %v", s.Pinned(runs[1].Key), err)
	}
}

// TestSurplus: what was set aside goes before what can be used.
func TestSurplus(t *testing.T) {
	now := time.Now()
	old := func(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }
	items := []Item{
		{Kind: KindRun, Key: "a", Bytes: 10, Used: old(5)}, {Kind: KindCheckpoint, Key: "b", Bytes: 10, Used: old(9)},
		{Kind: KindDamaged, Key: "c", Bytes: 10, Used: old(1)}, {Kind: KindRun, Key: "d", Bytes: 10, Used: old(20), Pinned: true},
		{Kind: KindAnswer, Key: "e", Bytes: 10, Used: now},
	}
	for bytes, want := range map[int64]string{0: "", 1: "c", 10: "c", 11: "c b", 25: "c b a", 1000: "c b a"} {
		var keys []string
		for _, i := range Surplus(items, bytes, now) {
			keys = append(keys, i.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%d bytes: want %q to go, got %q", bytes, want, got)
		}
	}
}

func TestPinWhatIsNotThere(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Pin(sum([]byte("none"))); !errors.Is(err, ErrAbsent) {
		t.Errorf("want ErrAbsent, got %v", err)
	}
	if err := s.Unpin(sum([]byte("none"))); err != nil {
		t.Error(err)
	}
}

func TestSizeOf(t *testing.T) {
	for text, want := range map[string]int64{"": DefaultSize, "unlimited": 0, "1000": 1000, "20GiB": 20 << 30, "1.5 MB": 1500000, "3kB": 3000, "7B": 7} {
		if got, err := sizeOf(text); err != nil || got != want {
			t.Errorf("%q: want %d, got %d, %v", text, want, got, err)
		}
	}
	for _, text := range []string{"lots", "-1", "0", "10 parsecs", "GiB", "1.2.3"} {
		if got, err := sizeOf(text); err == nil || !strings.Contains(err.Error(), "want a size such as 20GiB") {
			t.Errorf("%q: want it refused, got %d, %v", text, got, err)
		}
	}
}

func TestItems(t *testing.T) {
	s := open(t, t.TempDir())
	r := sample(t, 1)
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveCheckpoint(sum([]byte("c")), stand(1)); err != nil {
		t.Fatal(err)
	}
	if err := s.PutAnswer(sum([]byte("a")), []byte("1"), []byte("2")); err != nil {
		t.Fatal(err)
	}
	items, err := s.Items()
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, i := range items {
		kinds = append(kinds, string(i.Kind))
		if i.Bytes < 10 || time.Since(i.Used) > time.Hour {
			t.Errorf("%s: got %d bytes, used %v", i.Kind, i.Bytes, i.Used)
		}
	}
	sort.Strings(kinds)
	if got := strings.Join(kinds, " "); got != "answer checkpoint run" {
		t.Errorf("got %s", got)
	}
	if removed := s.Remove(items); len(removed) != 3 {
		t.Errorf("want all removed, got %v", removed)
	}
	if items, _ := s.Items(); len(items) != 0 {
		t.Errorf("left: %v", items)
	}
}

// Who waits for a lock hears what its holder tells.
func TestTell(t *testing.T) {
	s, key := open(t, t.TempDir()), sum([]byte("x"))
	lock, err := s.Lock(context.Background(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var heard []string
	lock.Tell([]byte(`{"step":1000}`))
	_, err = s.Lock(ctx, key, func(news []byte) {
		heard = append(heard, string(news))
		switch string(news) {
		case `{"step":1000}`:
			lock.Tell([]byte(`{"step":7}`)) // shorter than what was told before
		case `{"step":7}`:
			cancel()
		}
	})
	if got := strings.Join(heard, " "); got != ` {"step":1000} {"step":7}` || !errors.Is(err, context.Canceled) {
		t.Errorf("want the wait and two pieces of news, got %q, %v", got, err)
	}
	lock.Unlock()
	second, err := s.Lock(context.Background(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	second.Unlock()
}
