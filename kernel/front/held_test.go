package front

import "testing"

func TestHeld(t *testing.T) {
	for _, c := range []struct {
		name        string
		in          []string
		shown, kept string
	}{
		{"ordinary text", []string{"hello\n", "world"}, "hello\nworld", ""},
		{"a panic", []string{"a\npanic: oh\n\ngoroutine 1 [running]:\n"}, "a\n", "panic: oh\n\ngoroutine 1 [running]:\n"},
		{"a panic in pieces", []string{"a\n", "pan", "ic: ", "oh\n"}, "a\n", "panic: oh\n"},
		{"not at a line's start", []string{"no panic: here\n"}, "no panic: here\n", ""},
		{"a line in pieces", []string{"no ", "panic: here\n"}, "no panic: here\n", ""},
		{"nearly", []string{"pan", "cake\n"}, "pancake\n", ""},
		{"what may yet be", []string{"goroutine 12"}, "", "goroutine 12"},
		{"goroutines", []string{"goroutine 12 [select]:\n"}, "", "goroutine 12 [select]:\n"},
		{"a user's goroutine", []string{"goroutine 12 is done\n"}, "goroutine 12 is done\n", ""},
		{"a user's goroutines", []string{"goroutine x\n"}, "goroutine x\n", ""},
		{"fatal", []string{"x", "\nfatal error: all goroutines are asleep"}, "x\n", "fatal error: all goroutines are asleep"},
		{"stack overflow", []string{"runtime: goroutine stack exceeds\nfatal error: stack overflow\n"}, "", "runtime: goroutine stack exceeds\nfatal error: stack overflow\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var h held
			var shown string
			for _, s := range c.in {
				shown += string(h.pass([]byte(s)))
			}
			if shown != c.shown {
				t.Errorf("shown: want %q, got %q", c.shown, shown)
			}
			if h.holds() != (c.kept != "") {
				t.Errorf("holds: got %v", h.holds())
			}
			if kept := string(h.release()); kept != c.kept {
				t.Errorf("kept: want %q, got %q", c.kept, kept)
			}
			if got := string(h.pass([]byte("more\n"))); got != "more\n" {
				t.Errorf("after the release: got %q", got)
			}
		})
	}
}

func FuzzHeldLosesNothing(f *testing.F) {
	f.Add([]byte("a\npanic: b\ngoroutine 1 ["), uint8(2))
	f.Fuzz(func(t *testing.T, in []byte, step uint8) {
		var h held
		var out []byte
		n := int(step%8) + 1
		for rest := in; len(rest) > 0; rest = rest[min(n, len(rest)):] {
			out = append(out, h.pass(rest[:min(n, len(rest))])...)
		}
		if out = append(out, h.release()...); string(out) != string(in) {
			t.Errorf("want %q, got %q", in, out)
		}
	})
}
