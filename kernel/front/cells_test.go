package front

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCells(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct{ name, code, status, want string }{
		{"plain", `fmt.Println("hello")`, "ok", "text hello\n"},
		{"GoNB's own", "%%\nfmt.Println(\"from GoNB\")", "ok", "text from GoNB\n"},
		{"shell", "!echo shell", "ok", "text shell\n"},
		{"a variable", "x := 3\nfmt.Println(x)", "ok", "text 3\n"},
		{"a variable of another cell", "fmt.Println(x + 1)", "ok", "text 4\n"},
		{"last expression", "x * 2", "ok", "execute_result 6"},
		{"display", `show.Show(show.Text("shown"))`, "ok", "display_data shown"},
		{"standard error", `fmt.Fprintln(os.Stderr, "err")`, "ok", "stderr err\n"},
		{"both", "fmt.Print(1)\ntime.Sleep(50*time.Millisecond)\nfmt.Fprint(os.Stderr, 2)\ntime.Sleep(50*time.Millisecond)\nfmt.Print(3)", "ok", "text 1|stderr 2|text 3"},
		{"log", "log.SetFlags(0)\nfor i := range 3 {\n\tfmt.Println(i)\n\tlog.Println(i)\n}", "ok", "text 0\n|stderr 0\n|text 1\n|stderr 1\n|text 2\n|stderr 2\n"},
		{"much on standard error", "for range 1000 {\n\tfmt.Fprintln(os.Stderr, strings.Repeat(\"x\", 300))\n}", "ok", "stderr " + strings.Repeat(strings.Repeat("x", 300)+"\n", 1000)},
		{"a child's", `c := exec.Command("sh", "-c", "echo out; sleep 0.1; echo err >&2"); c.Stdout, c.Stderr = os.Stdout, os.Stderr; c.Run()`, "ok", "text out\n|stderr err\n"},
		{"what the runtime prints", "println(\"low\")", "ok", "text low\n"},
		{"clear", "fmt.Println(1)\nshow.Clear(false)\nfmt.Println(2)", "ok", "text 1\n|clear_output <nil>|text 2\n"},
		{"nothing", "", "ok", ""},
		{"text that looks like last words", "fmt.Println(\"panic: not really\")", "ok", "text panic: not really\n"},
		{"no line end", `fmt.Print("é")`, "ok", "text é"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := k.execute(c.code)
			if r.status != c.status || r.String() != c.want {
				t.Errorf("want %s %q, got %s %q (%v)", c.status, c.want, r.status, r.String(), r.states)
			}
		})
	}
}

func TestFailingCells(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct{ name, code, ename, shown string }{
		{"does not compile", "fmt.Println(\"a\")\nfmt.Println(nowhere)", "", "nowhere"},
		{"panic", "fmt.Println(\"before\")\npanic(\"oh no\")", "", "oh no"},
		{"exit", "fmt.Println(\"before\")\nos.Exit(3)", "", "3"},
		{"log.Fatal", "log.Fatal(\"gave up\")", "", "1"},
		{"GoNB's own", "%%\npanic(\"their panic\")", "ERROR", "exit status 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := k.execute(c.code)
			if r.status != "error" || len(r.seen) == 0 {
				t.Fatalf("want an error, got %s %v", r.status, r.seen)
			}
			last := r.seen[len(r.seen)-1]
			if !strings.HasPrefix(last, "error ") || !strings.Contains(last, c.shown) {
				t.Errorf("shown last: want an error with %q, got %q", c.shown, last)
			}
			if c.ename != "" && r.ename != c.ename {
				t.Errorf("ename: want %s, got %s", c.ename, r.ename)
			}
			for _, s := range r.seen {
				if c.name != "GoNB's own" && (strings.Contains(s, "gonb_") || strings.Contains(s, "/sessions/")) {
					t.Errorf("a generated name is shown: %q", s)
				}
			}
			if strings.Contains(c.code, "before") && r.seen[0] != "text before\n" {
				t.Errorf("shown first: want %q, got %q", "text before\n", r.seen[0])
			}
		})
	}
	if r := k.execute(`fmt.Println("goes on")`); r.status != "ok" {
		t.Errorf("the cell after: %s %v", r.status, r.seen)
	}
}

func TestStatesAndCounts(t *testing.T) {
	k := startKernel(t)
	want := func(r result, number int, states ...string) {
		t.Helper()
		if !slices.Equal(r.states, states) || r.number != number {
			t.Errorf("want %v and number %d, got %v and %d", states, number, r.states, r.number)
		}
	}
	want(k.execute(`fmt.Println(1)`), 1, "busy", "execute_input 1", "stream", "idle")
	want(k.execute(`1 + 1`), 2, "busy", "execute_input 2", "execute_result", "idle")
	want(k.execute(`nowhere`), 3, "busy", "execute_input 3", "error", "idle")
	want(k.execute("!echo a"), 4, "busy", "execute_input 4", "stream", "idle")
	want(k.execute("!exit 1"), 5, "busy", "execute_input 5", "stream", "idle")
	silent := func(code string) result {
		t.Helper()
		return k.finish(k.send(k.Client.Shell, "execute_request", object{"code": code, "silent": true}))
	}
	want(silent(`fmt.Println(1)`), 6, "busy", "stream", "idle")
	want(silent("!echo a"), 6, "busy", "stream", "idle")
	want(k.execute(`fmt.Println(1)`), 6, "busy", "execute_input 6", "stream", "idle")
	unstored := k.finish(k.send(k.Client.Shell, "execute_request", object{"code": `fmt.Println(1)`, "store_history": false}))
	want(unstored, 7, "busy", "execute_input 7", "stream", "idle")
	want(k.execute(`fmt.Println(1)`), 7, "busy", "execute_input 7", "stream", "idle")
}

// TestCountsAgreeWithGoNB shows that GoNB, which names cells by its own
// counter, has come as far as we have when it runs one of its own.
func TestCountsAgreeWithGoNB(t *testing.T) {
	k := startKernel(t)
	k.execute("nowhere")
	k.execute("nowhere")
	k.execute("fmt.Println(1)")
	for number := 4; ; number++ {
		// GoNB names a line in what it reads at a time, so one that two reads
		// divide keeps its path: not every run shows what we look for.
		r := k.execute("func f() {\n\tpanic(1)\n}\n%%\nf()")
		all := r.String()
		if r.number == number && strings.Contains(all, fmt.Sprintf("Cell [%d] Line ", number)) {
			return
		}
		if r.number != number || number == 8 {
			t.Fatalf("want Cell [%d] Line …, got number %d, %s", number, r.number, all)
		}
	}
}

func TestStopOnError(t *testing.T) {
	k := startKernel(t)
	send := func(code string, stop bool) string {
		return k.send(k.Client.Shell, "execute_request", object{"code": code, "stop_on_error": stop})
	}
	for _, c := range []struct {
		stop bool
		want string
	}{{true, "aborted"}, {false, "ok"}} {
		ids := []string{send("nowhere", c.stop), send(`fmt.Println("b")`, c.stop), send("!echo c", c.stop)}
		if r := k.finish(ids[0]); r.status != "error" {
			t.Fatalf("want an error, got %s", r.status)
		}
		for _, id := range ids[1:] {
			if r := k.finish(id); r.status != c.want {
				t.Errorf("stop_on_error %v: want %s, got %s", c.stop, c.want, r.status)
			}
		}
	}
	k.execute("nowhere")
	if r := k.execute(`fmt.Println("d")`); r.status != "ok" {
		t.Errorf("a cell sent after the error was seen: want ok, got %s", r.status)
	}
}

// TestReset shows that GoNB's %reset makes plain cells forget, too.
func TestReset(t *testing.T) {
	k := startKernel(t)
	k.execute("x := 1\nfunc f() int { return 2 }")
	if r := k.execute("x + f()"); r.String() != "execute_result 3" {
		t.Fatalf("before: got %s %v", r.status, r.seen)
	}
	if r := k.execute("%reset"); r.status != "ok" {
		t.Fatalf("%%reset: got %s %v", r.status, r.seen)
	}
	for _, name := range []string{"x", "f()"} {
		if r := k.execute(name); r.status != "error" {
			t.Errorf("%s after a reset: want an error, got %s %v", name, r.status, r.seen)
		}
	}
	if r := k.execute("x := \"new\"\nx"); r.String() != "execute_result new" {
		t.Errorf("a new x: got %s %v", r.status, r.seen)
	}
}
