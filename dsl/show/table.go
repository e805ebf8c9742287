package show

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// Table is texts in rows and columns, for people: plain text in a terminal,
// HTML in a notebook.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
	Foot    []string // a last row set apart, such as totals; may be empty
	// Right marks the columns whose texts stand at the right, as numbers do.
	Right []bool
}

// lines is everything but the caption.
func (t Table) lines() [][]string {
	all := append([][]string{t.Head}, t.Rows...)
	if len(t.Foot) > 0 {
		all = append(all, t.Foot)
	}
	return all
}

func (t Table) right(column int) bool { return column < len(t.Right) && t.Right[column] }

// String is the table in plain text.
func (t Table) String() string {
	width := make([]int, len(t.Head))
	for _, row := range t.lines() {
		for k, c := range row {
			width[k] = max(width[k], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	if t.Caption != "" {
		b.WriteString(t.Caption + "\n")
	}
	for _, row := range t.lines() {
		line := ""
		for k, c := range row {
			pad := strings.Repeat(" ", width[k]-utf8.RuneCountInString(c))
			if t.right(k) {
				c = pad + c
			} else {
				c += pad
			}
			line += c + "  "
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// HTML is the table for a notebook. It sets no colours, so that it can be read
// in a light and in a dark theme.
func (t Table) HTML() string {
	var b strings.Builder
	b.WriteString(`<table style="border-collapse:collapse">`)
	if t.Caption != "" {
		fmt.Fprintf(&b, `<caption style="text-align:left;font-weight:bold">%s</caption>`, html.EscapeString(t.Caption))
	}
	for i, row := range t.lines() {
		tag, style := "td", ""
		if i == 0 {
			tag = "th"
		}
		if i > len(t.Rows) {
			style = ` style="border-top:1px solid;font-weight:bold"`
		}
		fmt.Fprintf(&b, "<tr%s>", style)
		for k, c := range row {
			align := "left"
			if t.right(k) {
				align = "right"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(c), tag)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

// Bundle is the table in both forms.
func (t Table) Bundle() Bundle {
	return Bundle{Data: map[string]any{"text/html": t.HTML(), "text/plain": t.String()}}
}

// Display shows the table.
func (t Table) Display() error {
	Show(t.Bundle())
	return nil
}
