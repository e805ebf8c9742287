package guard

import "testing"

func TestParseStat(t *testing.T) {
	for _, c := range []struct {
		name, stat string
		want       Relative
		ok         bool
	}{
		{"plain", "12 (sh) S 7 12 12 0", Relative{12, 7, "sh"}, true},
		{"name with a bracket and spaces", "12 (a) S 1 (b) R 7 12", Relative{12, 7, "a) S 1 (b"}, true},
		{"cut", "12 (sh) S", Relative{}, false},
		{"empty", "", Relative{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := parseStat(c.stat)
			if ok != c.ok || ok && got != c.want {
				t.Errorf("want %v %v, got %v %v", c.want, c.ok, got, ok)
			}
		})
	}
}
