package cell

import (
	"strings"
	"testing"
)

// TestRuntimeFailures runs cells that die, for what the runtime really writes.
func TestRuntimeFailures(t *testing.T) {
	l := newLab(t)
	l.steps([]step{{"func fail(list []int) int {\n\treturn list[3]\n}\nfunc forever(n int) int { return forever(n+1) + 1 }", "", ""}})
	for _, c := range []struct{ text, name, value, hint string }{
		{"\n\nvar list []int\nfmt.Println(list[3])", "runtime.Error", "cell %, line 4: index out of range [3] with length 0", "nothing in it"},
		{"x := 1\nfail([]int{x})", "runtime.Error", "cell 1, line 2: index out of range [3] with length 1", "from 0 to 0"},
		{"var m map[string]int\nm[\"a\"] = 1", "panic", "cell %, line 2: assignment to entry in nil map", "make the map first"},
		{"type node struct{ next *node }\nvar n node\nn.next.next = nil", "runtime.Error", "cell %, line 3: invalid memory address or nil pointer dereference", "given a value"},
		{"zero := 0\n1 / zero", "runtime.Error", "cell %, line 2: integer divide by zero", "infinity"},
		{"ch := make(chan int)\n<-ch", "fatal error", "cell %, line 2: all goroutines are asleep - deadlock", "nobody will do"},
		{"done := make(chan bool)\ngo func() {\n\tpanic(\"boom\")\n}()\n<-done", "panic", "cell %, line 3: boom", ""},
		{"panic(fmt.Errorf(\"two\\nlines\"))", "panic", "cell %, line 1: two lines", ""},
		{"fmt.Println(\"panic: not me\")\npanic(\"me\")", "panic", "cell %, line 2: me", ""},
		{"forever(0)", "fatal error", "cell 1, line 4: stack overflow", "without end"},
		{"os.Exit(3)", "os.Exit", "the cell ended its program with exit status 3", "no variable"},
		{"var x any = 1\nx.(string)", "panic", "cell %, line 2: interface conversion: interface {} is int, not string", "asks whether"},
	} {
		r := l.run(c.text)
		if r.report == nil {
			t.Errorf("%s\n  does not fail", c.text)
			continue
		}
		want := strings.Replace(c.value, "%", itoa(l.n), 1)
		all := strings.Join(r.report.Traceback, "\n")
		if r.report.Name != c.name || r.report.Value != want || !strings.Contains(all, c.hint) {
			t.Errorf("%s\n  says %s: %s\n%s\n  want %s: %s, hint %q", c.text, r.report.Name, r.report.Value, all, c.name, want, c.hint)
		}
		for _, secret := range []string{"fathom", "main.", l.dir, "goroutine 1", "0x"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s\n  shows %q:\n%s", c.text, secret, all)
			}
		}
	}
}

func TestKilled(t *testing.T) {
	r := newNotebook(t).Explain(1, "x", nil, Exit{Signal: "killed"})
	if r.Name != "Killed" || !strings.Contains(strings.Join(r.Traceback, "\n"), "memory") {
		t.Errorf("got %+v", r)
	}
}
