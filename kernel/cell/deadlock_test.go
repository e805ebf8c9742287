package cell

import (
	"strings"
	"testing"
	"time"
)

// TestDeadlock: one that comes late is found, too, and nothing else is taken
// for one.
func TestDeadlock(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		text string
		line string
	}{
		{"ch := make(chan int)\n<-ch", "line 2"},
		{"time.Sleep(700 * time.Millisecond)\nvar wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()", "line 4"},
		{"var mu sync.Mutex\ngo func() { time.Sleep(time.Second); mu.Lock() }()\nmu.Lock()\nmu.Lock()", "line 4"},
	} {
		begin := time.Now()
		r := l.run(c.text)
		if r.report == nil || r.report.Name != "fatal error" || !strings.Contains(r.report.Value, c.line+": all goroutines are asleep") ||
			!strings.Contains(strings.Join(r.report.Traceback, "\n"), "WaitGroup without Done") {
			t.Errorf("%s\n says %+v", c.text, r.report)
		}
		t.Logf("after %v", time.Since(begin))
	}
	l.steps([]step{
		{"<-time.After(1500 * time.Millisecond)\n\"woken\"", "«woken»", ""},
		{"ctx, _ := context.WithTimeout(context.Background(), 1200*time.Millisecond)\n<-ctx.Done()\nctx.Err() != nil", "«true»", ""},
		{"func nap() { <-time.After(1200 * time.Millisecond) }\nnap()\n1", "«1»", ""},
		{"nap()\n2", "«2»", ""},
		{"done := make(chan bool)\ngo func() { time.Sleep(1500 * time.Millisecond); close(done) }()\n<-done", "*", ""},
	})
}
