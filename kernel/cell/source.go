package cell

import (
	"fmt"
	"sort"
	"strings"
)

// source is a cell's text with its places.
type source struct {
	cell  int
	text  string
	start []int // offset of each line
}

func newSource(cell int, text string) *source {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", " ") // white space to Go
	s := &source{cell: cell, text: text, start: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			s.start = append(s.start, i+1)
		}
	}
	return s
}

// place gives the line and the column (in bytes) of an offset, both from 1.
func (s *source) place(off int) (line, col int) {
	i := sort.SearchInts(s.start, off+1) - 1
	return i + 1, off - s.start[i] + 1
}

// offset is the inverse of place; what lies outside the text goes to its edge.
func (s *source) offset(line, col int) int {
	if line < 1 {
		return 0
	}
	if line > len(s.start) {
		return len(s.text)
	}
	return min(s.start[line-1]+max(col, 1)-1, len(s.text))
}

// line gives the text of a line without its end.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.start) {
		return ""
	}
	rest := s.text[s.start[n-1]:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// file is the name under which positions of the cell go through the compiler.
func (s *source) file() string { return fmt.Sprintf("Cell[%d]", s.cell) }

// directive says, on a line of its own, that what follows is at off.
func (s *source) directive(off int) string {
	line, col := s.place(off)
	return fmt.Sprintf("//line %s:%d:%d\n", s.file(), line, col)
}

// inline says within a line that what follows is at off.
func (s *source) inline(off int) string {
	line, col := s.place(off)
	return fmt.Sprintf("/*line %s:%d:%d*/", s.file(), line, col)
}
