package live

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// patience is how long a cell runs before it listens for interrupts. A program
// that listens is never found to be deadlocked by the runtime, and a deadlock
// mostly comes at once; an interrupt before simply ends the program.
const patience = 300 * time.Millisecond

// watchInterrupt makes SIGINT end the cell with a report of where it was. The
// program need not listen, so any loop can be stopped.
func watchInterrupt() {
	time.AfterFunc(patience, func() {
		if stuck(stacks()) {
			return // leave it to the runtime to find the deadlock
		}
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGINT)
		<-c
		send(stream.Failure, interrupted(stacks()))
		os.Exit(130)
	})
}

// Spin is the body of a loop that has none.
//
//go:noinline
func Spin() { runtime.Gosched() }

// stuck tells whether all goroutines but the one that asks wait for others.
func stuck(stacks string) bool {
	for i, g := range strings.Split(stacks, "\n\n") {
		_, state, ok := strings.Cut(g, " [")
		if i == 0 || !ok {
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

// interrupted says where the cell was: its first goroutine, if that is in the
// user's code, else any other.
func interrupted(stacks string) stream.Report {
	r := stream.Report{Name: "Interrupted", Value: "the cell was interrupted"}
	goroutines := strings.Split(stacks, "\n\n")
	for i, g := range goroutines { // the one that dumps comes first, main is number 1
		if strings.HasPrefix(g, "goroutine 1 ") {
			goroutines[0], goroutines[i] = goroutines[i], goroutines[0]
		}
	}
	for _, g := range goroutines {
		if cell, line := userLine(g); cell > 0 {
			r.Cell, r.Line = cell, line
			r.Value = fmt.Sprintf("the cell was interrupted in line %d", line)
			if cell != hello.Cell {
				r.Value = fmt.Sprintf("the cell was interrupted in cell %d, line %d", cell, line)
			}
			break
		}
	}
	return r
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
		if err1 == nil && err2 == nil {
			return c, n
		}
	}
	return 0, 0
}
