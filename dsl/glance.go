package dsl

import (
	"fmt"
	"strings"
)

// Glance says in a few words what the model is: the shapes that go in and come
// out, and how many numbers it learns. Lists of variables show it.
func (m Model) Glance() string {
	s := m.Summary()
	if s.Mistake != nil {
		return s.Mistake.Error()
	}
	if len(s.Rows) == 0 {
		return "no layers"
	}
	dims := func(shape []int) string { return strings.ReplaceAll(list(shape), ", ", "×") }
	text := fmt.Sprintf("%s → %s, %s parameters", dims(s.Rows[0].Output), dims(s.Rows[len(s.Rows)-1].Output), thousands(s.Parameters))
	if m.name != "" {
		text = m.name + ": " + text
	}
	return text
}

// Glance is the training in a line.
func (t Training) Glance() string { return t.String() }

// Glance is the data set in a line.
func (d Data) Glance() string { return d.String() }
