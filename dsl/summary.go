package dsl

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Summary is a model as a table: layers, output shapes, parameters, totals.
type Summary struct {
	Name string       `json:"name,omitempty"`
	Rows []SummaryRow `json:"rows"`
	// Parameters is the total: all of them are trained.
	Parameters int    `json:"parameters"`
	Mistake    *Error `json:"error,omitempty"`
}

// SummaryRow is a layer of a Summary.
type SummaryRow struct {
	Layer      int    `json:"layer"` // from 0, the input
	Title      string `json:"title"` // "Dense"
	Output     []int  `json:"output"`
	Parameters int    `json:"parameters"`
}

// Summary lists the model's layers with their output shapes and parameters.
// Of a model with a mistake it holds the mistake.
func (m Model) Summary() Summary {
	if err := m.Err(); err != nil {
		return Summary{Name: m.name, Mistake: err.(*Error)}
	}
	g := m.Graph()
	s := Summary{Name: m.name}
	for i, n := range g.Nodes {
		r := SummaryRow{Layer: i, Title: n.Op.title(), Output: n.Shape}
		for _, p := range n.Op.parameters(g.inputs(n)) {
			r.Parameters += p.Size()
		}
		s.Parameters += r.Parameters
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

// cells gives the table's texts, the heading first and the total last.
func (s Summary) cells() [][4]string {
	out := [][4]string{{"layer", "", "output shape", "parameters"}}
	for _, r := range s.Rows {
		p := ""
		if r.Parameters > 0 {
			p = thousands(r.Parameters)
		}
		out = append(out, [4]string{fmt.Sprint(r.Layer), r.Title, shape(r.Output), p})
	}
	return append(out, [4]string{"", "total", "", thousands(s.Parameters)})
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

// String is the table in plain text.
func (s Summary) String() string {
	if s.Mistake != nil {
		return s.Mistake.Error()
	}
	cells := s.cells()
	var width [4]int
	for _, row := range cells {
		for k, c := range row {
			width[k] = max(width[k], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	if s.Name != "" {
		fmt.Fprintln(&b, s.Name)
	}
	for _, row := range cells {
		line := fmt.Sprintf("%*s  %-*s  %-*s  %*s", width[0], row[0], width[1], row[1], width[2], row[2], width[3], row[3])
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(b.String(), "\n")
}

// HTML is the table for a notebook.
func (s Summary) HTML() string {
	var b strings.Builder
	b.WriteString(`<table style="border-collapse:collapse">`)
	if s.Name != "" {
		fmt.Fprintf(&b, `<caption style="text-align:left;font-weight:bold">%s</caption>`, html.EscapeString(s.Name))
	}
	cells := s.cells()
	for i, row := range cells {
		tag, style := "td", ""
		switch i {
		case 0:
			tag = "th"
		case len(cells) - 1:
			style = ` style="border-top:1px solid;font-weight:bold"`
		}
		fmt.Fprintf(&b, "<tr%s>", style)
		for k, c := range row {
			align := "left"
			if k == 0 || k == 3 {
				align = "right"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(c), tag)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

// Display shows the table, or returns the model's mistake.
func (s Summary) Display() error {
	if s.Mistake != nil {
		return s.Mistake
	}
	show.Show(show.Bundle{Data: map[string]any{"text/html": s.HTML(), "text/plain": s.String()}})
	return nil
}

// Display shows the model as its Summary.
func (m Model) Display() error { return m.Summary().Display() }

// String is the model's Summary in plain text.
func (m Model) String() string { return m.Summary().String() }
