package cell

import (
	"sort"
	"strings"
)

// edit replaces del bytes of the cell at an offset. What follows it on the
// line keeps its column by a directive.
type edit struct {
	at, del int
	text    string
}

// render gives the cell's text from start to end with the edits that fall
// into it. Edits at one place are done in the order in which they were made.
func render(src *source, start, end int, edits []edit) string {
	var in []edit
	for _, e := range edits {
		if e.at >= start && e.at <= end {
			in = append(in, e)
		}
	}
	sort.SliceStable(in, func(i, j int) bool { return in[i].at < in[j].at })
	var b strings.Builder
	at := start
	for i, e := range in {
		if e.at < at {
			continue // inside what an earlier edit took away
		}
		b.WriteString(src.text[at:e.at])
		b.WriteString(e.text)
		at = e.at + e.del
		if i+1 < len(in) && in[i+1].at == at {
			continue
		}
		if at < end && src.text[at] != '\n' {
			b.WriteString(src.inline(at))
		}
	}
	if at < end {
		b.WriteString(src.text[at:end])
	}
	return b.String()
}

// before gives the edits that lie before an offset.
func before(edits []edit, end int) []edit {
	var out []edit
	for _, e := range edits {
		if e.at < end {
			out = append(out, e)
		}
	}
	return out
}
