package live

import (
	"fmt"
	"math"
	"os"
	"time"
)

// began is when the cell's first line was reached: the last variable that it
// names had been read.
var began = time.Now()

// again is the cell's body, to be run more often than once.
var again func()

// Again has the cell run again and again once it has run, and be timed. What it
// makes of its variables is not kept.
func Again(body func()) { again = body }

const (
	rounds  = 7
	aRound  = 100 * time.Millisecond // that a round takes at least
	allTime = 5 * time.Second        // that all rounds take at most, if a run is shorter
)

// timed says how long the cell took, if it is to; true when nothing of it is
// to be kept.
func timed() bool {
	first := time.Since(began)
	switch {
	case again != nil:
		fmt.Fprintln(os.Stdout, repeat(again, first))
		return true
	case hello.Timed:
		fmt.Fprintf(os.Stdout, "took %s\n", brief(first))
	}
	return false
}

// repeat times runs of the body: rounds of as many as make a round long enough
// to be measured.
func repeat(body func(), first time.Duration) string {
	n := 1
	for took := first; took < aRound && n < 1<<30; {
		n = max(2*n, min(100*n, int(float64(n)*1.2*float64(aRound)/float64(max(took, 1)))))
		took = round(body, n)
	}
	var runs []float64
	for start := time.Now(); len(runs) < rounds && (len(runs) == 0 || time.Since(start) < allTime); {
		runs = append(runs, float64(round(body, n))/float64(n))
	}
	mean, sum := 0.0, 0.0
	for _, r := range runs {
		mean += r / float64(len(runs))
	}
	for _, r := range runs {
		sum += (r - mean) * (r - mean)
	}
	spread := math.Sqrt(sum / float64(len(runs)))
	return fmt.Sprintf("%s ± %s a run (mean ± standard deviation of %d rounds of %d)", brief(time.Duration(mean)), brief(time.Duration(spread)), len(runs), n)
}

func round(body func(), n int) time.Duration {
	start := time.Now()
	for range n {
		body()
	}
	return time.Since(start)
}

// brief writes a duration with three digits.
func brief(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		if d >= unit.size {
			return fmt.Sprintf("%.3g %s", float64(d)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d ns", d.Nanoseconds())
}
