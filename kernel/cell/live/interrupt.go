package live

import (
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// patience is how long a cell runs before it listens for interrupts. A program
// that listens is never found to be deadlocked by the runtime, and a deadlock
// mostly comes at once; an interrupt before simply ends the program.
const patience = 300 * time.Millisecond

// lastWords is how long what is on the screen may take to be left as it is,
// when the cell is interrupted.
const lastWords = 300 * time.Millisecond

// watch is how often a cell that listens is looked at for a deadlock instead.
const watch = 500 * time.Millisecond

// watched says that nothing but the program's own goroutines can wake one of
// them: no timer, no signal.
var watched atomic.Bool

// Watch says that the program uses no timers: when all its goroutines wait,
// they do for ever. It is called before the first line of the cell.
func Watch() { watched.Store(true) }

// watchInterrupt makes SIGINT end the cell with a report of where it was. The
// program need not listen, so any loop can be stopped.
func watchInterrupt() {
	time.AfterFunc(patience, func() {
		if watched.Load() && stuck(stacks()) {
			return // leave it to the runtime to find the deadlock
		}
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGINT)
		go findDeadlock()
		go watchMemory()
		<-c
		r := stream.Report{Name: "Interrupted", Value: "the cell was interrupted here", Hint: "what earlier cells left is as it was"}
		if r.Cell, r.Line = whereabouts(); r.Cell == 0 {
			r.Value = "the cell was interrupted"
		}
		show.Interrupt(lastWords)
		send(stream.Failure, r)
		os.Exit(130)
	})
}

// findDeadlock ends a program whose goroutines all wait for each other, as the
// runtime does for one that does not listen to signals. A look at the stacks
// stops the world, so it is taken only while the program uses no time.
func findDeadlock() {
	if !watched.Load() {
		return
	}
	before, last := processorTime(), ""
	for {
		time.Sleep(watch)
		now := processorTime()
		idle := now-before < watch/50
		before = now
		if !idle {
			last = ""
			continue
		}
		s := withoutOwn(withoutTimes(stacks()))
		if stuck(s) && s == last {
			r := stream.Report{Name: "fatal error", Value: "all goroutines are asleep - deadlock"}
			r.Cell, r.Line = whereabouts()
			send(stream.Failure, r)
			os.Exit(2)
		}
		last = s
	}
}

// withoutOwn takes out the goroutine that looks at the memory.
func withoutOwn(stacks string) string {
	var others []string
	for _, g := range strings.Split(stacks, "\n\n") {
		if !strings.Contains(g, "live.watchMemory") {
			others = append(others, g)
		}
	}
	return strings.Join(others, "\n\n")
}

// withoutTimes takes out for how many minutes goroutines have waited.
func withoutTimes(stacks string) string {
	lines := strings.Split(stacks, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "goroutine ") {
			lines[i], _, _ = strings.Cut(l, ",")
		}
	}
	return strings.Join(lines, "\n")
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// stuck tells whether all goroutines but the one that asks, and those that
// listen for signals, wait for others.
func stuck(stacks string) bool {
	for i, g := range strings.Split(stacks, "\n\n") {
		_, state, ok := strings.Cut(g, " [")
		if i == 0 || !ok || strings.Contains(g, "\nos/signal.") || strings.Contains(g, "live.watchInterrupt") {
			continue
		}
		waits := false
		for _, s := range []string{"chan ", "select", "semacquire", "sync."} {
			waits = waits || strings.HasPrefix(state, s)
		}
		if !waits {
			return false
		}
	}
	return true
}

func stacks() string {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) || len(buf) > 1<<24 {
			return string(buf[:n])
		}
		buf = make([]byte, 2*len(buf))
	}
}

// looks are how often a program is looked at: the compiler gives some
// instructions of a loop no line, or that of what stands before it.
const looks = 9

// whereabouts says where the program mostly is; 0 if no goroutine is in a cell.
func whereabouts() (cell, line int) {
	seen := map[[2]int]int{}
	for range looks {
		if c, l := place(stacks()); c > 0 {
			at := [2]int{c, l}
			if seen[at]++; seen[at] > seen[[2]int{cell, line}] || seen[at] == seen[[2]int{cell, line}] && l > line {
				cell, line = c, l
			}
		}
		time.Sleep(time.Millisecond)
	}
	return cell, line
}

// place finds the cell's line in the stacks: that of its first goroutine, if
// that is in the user's code, else of any other.
func place(stacks string) (cell, line int) {
	goroutines := strings.Split(stacks, "\n\n")
	for i, g := range goroutines { // the one that dumps comes first, main is number 1
		if strings.HasPrefix(g, "goroutine 1 ") {
			goroutines[0], goroutines[i] = goroutines[i], goroutines[0]
		}
	}
	for _, g := range goroutines {
		if cell, line = userLine(g); cell > 0 {
			break
		}
	}
	return cell, line
}

// userLine finds the innermost line of a cell in a goroutine's stack.
func userLine(stack string) (cell, line int) {
	for _, l := range strings.Split(stack, "\n") {
		_, rest, ok := strings.Cut(l, "Cell[")
		if !ok || !strings.HasPrefix(l, "\t") {
			continue
		}
		number, rest, ok := strings.Cut(rest, "]:")
		if !ok {
			continue
		}
		digits, _, _ := strings.Cut(rest, " ")
		c, err1 := strconv.Atoi(number)
		n, err2 := strconv.Atoi(digits)
		if err1 == nil && err2 == nil && n > 0 {
			return c, n
		}
	}
	return 0, 0
}
