package front

import "unicode/utf8"

// text collects a cell's output for the next stream message.
type text struct{ pending []byte }

// add adds bytes as they came.
func (t *text) add(p []byte) { t.pending = append(t.pending, p...) }

// take gives what can be shown: all of it, or all but a character whose rest
// has not come yet.
func (t *text) take(all bool) string {
	n := len(t.pending)
	if !all {
		n -= unfinished(t.pending)
	}
	s := string(t.pending[:n])
	t.pending = append(t.pending[:0], t.pending[n:]...)
	return s
}

// unfinished is the length of an incomplete character at the end of p.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if b := p[len(p)-n]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(p[len(p)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
