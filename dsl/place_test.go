package dsl_test

import (
	"errors"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// A mistake in a cell names the cell and the line, also inside a block that
// Repeat calls: the //line directives are those that the kernel writes.
func TestPlaceInCell(t *testing.T) {
	in := dsl.Input(8, 8)
//line Cell[12]:3
	direct := in.Dense(4)
//line Cell[12]:4
	inBlock := in.Repeat(2, func(m dsl.Model) dsl.Model {
//line Cell[12]:5
		return m.Dense(4)
//line Cell[12]:6
	})
//line place_test.go:24
	for line, m := range map[int]dsl.Model{3: direct, 5: inBlock} {
		var e *dsl.Error
		if !errors.As(m.Err(), &e) || e.Cell != 12 || e.Line != line {
			t.Errorf("want cell 12, line %d, got %v", line, m.Err())
		}
	}
}
