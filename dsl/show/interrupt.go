package show

import (
	"sync"
	"time"
)

// endings are what is to be done when the program is interrupted.
var endings = struct {
	sync.Mutex
	next int
	do   map[int]func()
}{do: map[int]func(){}}

// AtInterrupt has f called when the user interrupts the program, which ends
// right after: whoever fills a place on the screen leaves there what it has.
// f must be quick, and may keep locks that it takes. forget undoes it.
func AtInterrupt(f func()) (forget func()) {
	endings.Lock()
	defer endings.Unlock()
	n := endings.next
	endings.next, endings.do[n] = n+1, f
	return func() {
		endings.Lock()
		defer endings.Unlock()
		delete(endings.do, n)
	}
}

// Interrupt calls what AtInterrupt was given, all at once, and waits for it,
// but no longer than patience. It is called by what runs a cell.
func Interrupt(patience time.Duration) {
	endings.Lock()
	var all sync.WaitGroup
	for _, f := range endings.do {
		all.Go(f)
	}
	endings.Unlock()
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
	}
}
