package dsl

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Summary is a model as a table: layers, output shapes, parameters, totals.
type Summary struct {
	Name string       `json:"name,omitempty"`
	Rows []SummaryRow `json:"rows"`
	// Parameters is the total of weights, biases, scales and shifts; running
	// statistics are not among them.
	Parameters int `json:"parameters"`
	Frozen     int `json:"frozen,omitempty"` // of Parameters, those that do not train
	// MultiplyAdds are those of one sample's way through the model, in
	// products of weights and of matrices, as He et al. 2016 count them.
	MultiplyAdds int `json:"multiply_adds"`
	// Kept are the values that a training step keeps of one sample for its way
	// back, at the least: what layers put out. A float32 takes 4 bytes.
	Kept    int    `json:"kept"`
	Mistake *Error `json:"error,omitempty"`
}

// SummaryRow is a layer of a Summary.
type SummaryRow struct {
	Layer      int    `json:"layer"` // from 0, the input
	Title      string `json:"title"` // "Dense"
	Output     []int  `json:"output"`
	Parameters int    `json:"parameters"`
	Reads      []int  `json:"reads,omitempty"` // the layers it reads, where that is not the one before alone
	Frozen     bool   `json:"frozen,omitempty"`

	MultiplyAdds int `json:"multiply_adds,omitempty"`
	Kept         int `json:"kept,omitempty"`
}

// Summary lists the model's layers with their output shapes and parameters,
// the multiply-adds of one sample, and the values that training keeps of it.
// Of a model with a mistake it holds the mistake.
func (m Model) Summary() Summary {
	if err := m.Err(); err != nil {
		return Summary{Name: m.name, Mistake: err.(*Error)}
	}
	g := m.Graph()
	s, owners := Summary{Name: m.name}, g.Owners()
	for i, n := range g.Nodes {
		r := SummaryRow{Layer: i, Title: n.Op.title(), Output: n.Shape, Frozen: n.Frozen}
		for _, p := range n.Op.parameters(g.inputs(n)) {
			if !p.Statistic && owners[i] == i {
				r.Parameters += p.Size()
			}
		}
		if owners[i] != i {
			r.Title += fmt.Sprintf(" with the weights of %d", owners[i])
		}
		if i > 0 && (len(n.In) != 1 || n.In[0] != i-1) {
			r.Reads = n.In
		}
		s.Parameters += r.Parameters
		if n.Frozen {
			s.Frozen += r.Parameters
		}
		r.MultiplyAdds, r.Kept = multiplyAdds(n.Op, g.inputs(n), n.Shape), keptOf(n.Op, g.inputs(n), n.Shape)
		s.MultiplyAdds += r.MultiplyAdds
		s.Kept += r.Kept
		s.Rows = append(s.Rows, r)
	}
	return s
}

// Err is the model's mistake, or nil.
func (s Summary) Err() error {
	if s.Mistake != nil {
		return s.Mistake
	}
	return nil
}

// table is the summary as it is shown.
func (s Summary) table() show.Table {
	t := show.Table{
		Caption: s.Name,
		Head:    []string{"layer", "", "output shape", "parameters", "multiply-adds", "activation memory"},
		Foot:    []string{"", "total", "", thousands(s.Parameters), thousands(s.MultiplyAdds), inBytes(4 * s.Kept)},
		Right:   []bool{true, false, false, true, true, true},
	}
	if s.Frozen > 0 {
		t.Foot[1] = fmt.Sprintf("total, %s of them frozen", thousands(s.Frozen))
	}
	for _, r := range s.Rows {
		memory := ""
		if r.Kept > 0 {
			memory = inBytes(4 * r.Kept)
		}
		title := r.Title
		if r.Reads != nil {
			title += " of " + list(r.Reads)
		}
		if r.Frozen && r.Parameters > 0 {
			title += ", frozen"
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(r.Layer), title, shape(r.Output), unlessZero(r.Parameters), unlessZero(r.MultiplyAdds), memory})
	}
	return t
}

func shape(dims []int) string { return "[" + strings.ReplaceAll(list(dims), ", ", " × ") + "]" }

// thousands writes 1510410 as "1,510,410".
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// unlessZero leaves the cell of what a layer has not empty.
func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return thousands(n)
}

// inBytes writes 2359296 as "2.4 MB".
func inBytes(n int) string {
	v, unit := float64(n), "B"
	for _, larger := range []string{"kB", "MB", "GB", "TB"} {
		if v < 1000 {
			break
		}
		v, unit = v/1000, larger
	}
	if unit == "B" || v >= 100 {
		return fmt.Sprintf("%.0f %s", v, unit)
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}

// String is the table in plain text. Its memory is that of one sample in
// float32.
func (s Summary) String() string {
	if s.Mistake != nil {
		return s.Mistake.Error()
	}
	return s.table().String()
}

// Display shows the table, or returns the model's mistake.
func (s Summary) Display() error {
	if s.Mistake != nil {
		return s.Mistake
	}
	return s.table().Display()
}

// Display shows the model as its Summary.
func (m Model) Display() error { return m.Summary().Display() }

// String is the model's Summary in plain text.
func (m Model) String() string { return m.Summary().String() }
