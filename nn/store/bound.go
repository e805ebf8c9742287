package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SizeEnv is the environment variable that bounds the store of Default:
// "20GiB", "500MB", a number of bytes, or "unlimited".
const SizeEnv = "FATHOM_STORE_SIZE"

// DefaultSize is what a store grows to.
const DefaultSize = 10 << 30

const (
	// margin is the share of the limit that is left when room is made, so that
	// it is not made again with every run.
	margin = 10
	// recounting is how long a count holds: other processes write, too.
	recounting = 10 * time.Minute
)

// taken is how much room the store takes, as far as this process knows.
type taken struct {
	mu    sync.Mutex
	when  time.Time // of the count
	bytes int64
}

// sizeOf reads what FATHOM_STORE_SIZE says.
func sizeOf(text string) (int64, error) {
	trimmed := strings.TrimSpace(text)
	switch strings.ToLower(trimmed) {
	case "":
		return DefaultSize, nil
	case "unlimited":
		return 0, nil
	}
	digits := strings.TrimRight(trimmed, "kKMGTiB ")
	unit, known := map[string]int64{"": 1, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}[strings.TrimSpace(trimmed[len(digits):])]
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || !known || n <= 0 || n*float64(unit) < 1 {
		return 0, &Error{Where: SizeEnv, What: fmt.Sprintf("want a size such as 20GiB, or unlimited; got %q", text),
			Mend: "correct it, or unset it for 10 GiB"}
	}
	return int64(n * float64(unit)), nil
}

// Limit is how many bytes the store may take; 0 for no limit.
func (s *Store) Limit() int64 { return s.limit }

// SetLimit bounds the store. It is called before the store is used.
func (s *Store) SetLimit(bytes int64) { s.limit = bytes }

// bound notes that so many bytes came in, and makes room when they are too
// many. It counts what is there seldom, for that takes a while.
func (s *Store) bound(more int64) {
	if s.limit <= 0 {
		return
	}
	s.taken.mu.Lock()
	defer s.taken.mu.Unlock()
	s.taken.bytes += more
	if s.taken.bytes <= s.limit && time.Since(s.taken.when) < recounting {
		return
	}
	items, err := s.Items()
	if err != nil {
		return
	}
	s.taken.when, s.taken.bytes = time.Now(), 0
	for _, i := range items {
		s.taken.bytes += i.Bytes
	}
	if s.taken.bytes > s.limit {
		for _, i := range s.Remove(Surplus(items, s.taken.bytes-s.limit+s.limit/margin, time.Now())) {
			s.taken.bytes -= i.Bytes
		}
	}
}

// Surplus chooses what goes when so many bytes must: what was set aside first,
// then what has not been used for longest. What was used a moment ago stays,
// and so does what is pinned.
func Surplus(items []Item, bytes int64, now time.Time) []Item {
	var may []Item
	for _, i := range items {
		if !i.Pinned && now.Sub(i.Used) > 2*fresh {
			may = append(may, i)
		}
	}
	sort.SliceStable(may, func(i, j int) bool {
		if a, b := may[i].Kind == KindDamaged, may[j].Kind == KindDamaged; a != b {
			return a
		}
		return may[i].Used.Before(may[j].Used)
	})
	for n, i := range may {
		if bytes <= 0 {
			return may[:n]
		}
		bytes -= i.Bytes
	}
	return may
}

// Remove takes items out of the store, but those that somebody is computing,
// and says which it took. An entry goes as it came, by one rename: nobody sees
// half of it.
func (s *Store) Remove(items []Item) (removed []Item) {
	for _, i := range items {
		if s.remove(i) {
			removed = append(removed, i)
		}
	}
	return removed
}

func (s *Store) remove(i Item) bool {
	locks := filepath.Join(s.dir, "locks")
	if makeDir(locks) != nil {
		return false
	}
	lock, err := lockNow(filepath.Join(locks, i.Key), os.O_RDWR|os.O_CREATE)
	if err != nil || lock == nil {
		return false
	}
	defer (&Lock{file: lock}).Unlock()
	tmp, err := s.newTemporary(i.Key)
	if err != nil {
		return false
	}
	defer tmp.remove()
	if os.Rename(i.path, filepath.Join(tmp.path, "removed")) != nil {
		return false
	}
	if i.Kind == KindRun {
		os.Remove(s.pinPath(i.Key))
	}
	return true
}
