package front

import "testing"

func TestPlainAndPassThroughCells(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct{ name, code, status, want string }{
		{"plain", `fmt.Println("hello")`, "ok", "text hello\n"},
		{"GoNB's own", "%%\nfmt.Println(\"from GoNB\")", "ok", "text from GoNB\n"},
		{"shell", "!echo shell", "ok", "text shell\n"},
		{"plain again", "x := 3\nfmt.Println(x)", "ok", "text 3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := k.execute(c.code)
			if r.status != c.status || r.String() != c.want {
				t.Errorf("want %s %q, got %s %q (%v)", c.status, c.want, r.status, r.String(), r.states)
			}
		})
	}
}
