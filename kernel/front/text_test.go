package front

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTextNeverSplitsCharacters(t *testing.T) {
	for _, c := range []struct{ name, in string }{
		{"ASCII", "hello\n"},
		{"two bytes", "né"},
		{"three and four", "∂L/∂z 🙂 ok"},
		{"ends in a character", "🙂"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var x text
			var got strings.Builder
			for i := range len(c.in) {
				x.add([]byte{c.in[i]})
				s := x.take(false)
				if !utf8.ValidString(s) {
					t.Errorf("after byte %d: %q is cut", i, s)
				}
				got.WriteString(s)
			}
			if got.String() != c.in {
				t.Errorf("want %q, got %q", c.in, got.String())
			}
		})
	}
}

func TestTextShowsAtTheEndWhatIsNoCharacter(t *testing.T) {
	for _, in := range []string{"a\xe2\x82", "\xff\xfe", "\x80\x80\x80\x80"} {
		var x text
		x.add([]byte(in))
		if got := x.take(false) + x.take(true); got != in {
			t.Errorf("want %q, got %q", in, got)
		}
	}
}
