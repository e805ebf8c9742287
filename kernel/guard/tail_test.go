package guard

import "testing"

func TestTailKeepsTheEnd(t *testing.T) {
	tail := Tail{Limit: 5}
	for _, s := range []string{"abc", "", "defg", "h"} {
		if n, err := tail.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatalf("write %q: %d, %v", s, n, err)
		}
	}
	if got := tail.String(); got != "defgh" {
		t.Errorf("want defgh, got %s", got)
	}
}
