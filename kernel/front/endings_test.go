package front

import (
	"fmt"
	"strings"
	"testing"
)

// alternating prints and shows 200 times each, in turn.
const alternating = `for i := range 200 {
	fmt.Println("text", i)
	show.Show(show.Text(fmt.Sprint("figure ", i)))
}
`

// TestOrderAtEveryEnd shows that text and displays appear in the order in
// which the program made them, all of them, however it ends.
func TestOrderAtEveryEnd(t *testing.T) {
	var want strings.Builder
	for i := range 200 {
		fmt.Fprintf(&want, "|text text %d\n|display_data figure %d", i, i)
	}
	k := startKernel(t)
	for _, c := range []struct {
		name, end, status string
		times             int
	}{
		{"return", ``, "ok", 20},
		{"panic", `panic("at the end")`, "error", 20},
		{"exit", `os.Exit(0)`, "ok", 20},
		{"failing exit", `os.Exit(1)`, "error", 3},
		{"interrupt", `syscall.Kill(os.Getpid(), syscall.SIGINT); select {}`, "error", 20},
		{"kill", `syscall.Kill(os.Getpid(), syscall.SIGKILL); select {}`, "error", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() {
				c.times = 1
			}
			for n := range c.times {
				r := k.execute(alternating + c.end)
				if r.status != c.status {
					t.Fatalf("run %d: want %s, got %s: %s", n, c.status, r.status, r.evalue)
				}
				seen := r.seen
				if c.status == "error" || c.name == "exit" { // and what is said of it
					seen = seen[:len(seen)-1]
				}
				if got := "|" + strings.Join(seen, "|"); got != want.String() {
					t.Fatalf("run %d: %d things shown in another order than made: %.300q", n, len(seen), got)
				}
			}
		})
	}
}

// TestMuchText shows that a megabyte of text arrives whole and not as a
// message a line.
func TestMuchText(t *testing.T) {
	k := startKernel(t)
	r := k.execute("for i := range 20000 {\n\tfmt.Println(i, \"äöü🙂 the quick brown fox jumps over the lazy dog\")\n}")
	var want strings.Builder
	for i := range 20000 {
		fmt.Fprintln(&want, i, "äöü🙂 the quick brown fox jumps over the lazy dog")
	}
	if got := r.String(); got != "text "+want.String() {
		t.Errorf("text differs: want %d bytes, got %d", want.Len()+5, len(got))
	}
	if n := len(r.states); n > 1000 {
		t.Errorf("%d messages for one loop", n)
	}
}

// TestLeftBehind shows that a process that the program leaves behind, with its
// output still open, does not hold the cell up.
func TestLeftBehind(t *testing.T) {
	k := startKernel(t)
	r := k.execute("c := exec.Command(\"sleep\", \"600\")\nc.Stdout = os.Stdout\nfmt.Println(c.Start())")
	if r.status != "ok" || r.String() != "text <nil>\n" {
		t.Errorf("got %s %q", r.status, r.String())
	}
}
