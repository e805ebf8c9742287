package live

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// memoryWatch is how often a program looks at what memory it holds.
const memoryWatch = 50 * time.Millisecond

// yield has the system, when memory runs out, kill this program or the engine,
// whichever is larger, before GoNB and the front. Where there is no such file,
// it chooses by size alone.
func yield() { _ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0) }

// watchMemory tells the front where the program is, now and each time that what
// it holds has grown by a quarter or its time has doubled: who is killed, for
// want of memory mostly, cannot say so any more.
func watchMemory() {
	begun := time.Now()
	var held int64
	for next := time.Duration(0); ; time.Sleep(memoryWatch) {
		now, age := resident(), time.Since(begun)
		if now < held+held/4 && age < next {
			continue
		}
		held, next = now, max(2*age, time.Second)
		if cell, line := atWork(); cell > 0 {
			send(stream.Where, stream.Spot{Cell: cell, Line: line, Memory: held})
		}
	}
}

// atWork gives the innermost line of a cell that a goroutine is in, the first one
// if it is in any. It looks at a few calls of each: to walk all of a recursion
// without end takes seconds.
func atWork() (cell, line int) {
	records := make([]runtime.StackRecord, 64)
	n, ok := runtime.GoroutineProfile(records)
	for !ok && n < 1<<16 {
		records = make([]runtime.StackRecord, n+n/4)
		n, ok = runtime.GoroutineProfile(records)
	}
	if !ok {
		return 0, 0
	}
	for _, r := range records[:n] {
		for frames, more := runtime.CallersFrames(r.Stack()), true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if cell, line := userLine(fmt.Sprintf("\t%s:%d ", f.File, f.Line)); cell > 0 {
				return cell, line
			}
		}
	}
	return 0, 0
}

// resident is the memory that the program holds, in bytes; 0 where nobody tells.
func resident() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64) // 0 for what is no number
	return pages * int64(os.Getpagesize())
}

// Exits says that a line is about to end the program.
func Exits(cell, line int) {
	if hello.Mark != "" {
		send(stream.Where, stream.Spot{Cell: cell, Line: line, Exits: true})
	}
}
