package dsl

import (
	"fmt"
	"html"
	"strings"
)

const (
	cellStyle  = `padding:.15em .6em;white-space:nowrap;text-align:`
	tableStyle = `border-collapse:collapse;font-variant-numeric:tabular-nums`
	barStyle   = `display:inline-block;vertical-align:middle;width:5em;height:.6em;border-radius:.3em;background:rgba(128,128,128,.25)`
	fullStyle  = `height:100%;border-radius:.3em;background:#2b8cc4`
)

// html is the table for a notebook. It sets no colours but a bar's and a
// failure's, so that it can be read in a light and in a dark theme.
func (r SweepResult) html(cells []boardCell) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="overflow-x:auto"><table style="%s"><caption style="text-align:left;font-weight:bold">%s</caption><tr>`,
		tableStyle, html.EscapeString(r.caption(cells)))
	for k, h := range r.head() {
		fmt.Fprintf(&b, `<th style="%s%s">%s</th>`, cellStyle, r.align(k), html.EscapeString(h))
	}
	b.WriteString("</tr>")
	n := r.seeds()
	for i, means := range r.means() {
		b.WriteString("<tr>")
		first := r.Rows[i*n]
		for k, l := range labelsOf(first.Values) {
			fmt.Fprintf(&b, `<td style="%s%s">%s</td>`, cellStyle, r.align(k), html.EscapeString(l))
		}
		for k := i * n; k < (i+1)*n; k++ {
			b.WriteString(r.state(k, cells).cell(cells != nil))
		}
		for _, m := range means {
			fmt.Fprintf(&b, `<td style="%sright">%s</td>`, cellStyle, html.EscapeString(m))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	for _, n := range r.notes(cells) {
		fmt.Fprintf(&b, `<div style="font-size:smaller">%s</div>`, html.EscapeString(n))
	}
	return b.String() + "</div>"
}

// align sets numbers to the right, and names of settings to the left.
func (r SweepResult) align(column int) string {
	if column < len(r.Over) && len(r.Rows) > 0 && !r.Rows[0].Values[column].numeric() {
		return "left"
	}
	return "right"
}

// cell is the state in HTML, in a column that keeps its width while the table
// fills.
func (s state) cell(filling bool) string {
	word, width := html.EscapeString(s.word), ""
	if filling {
		width = ";min-width:8.5em"
	}
	switch {
	case s.failure:
		word = `<span style="color:#d1332e">` + word + `</span>`
	case s.share >= 0:
		word = fmt.Sprintf(`<span style="%s"><span style="display:block;width:%.0f%%;%s"></span></span> %s`, barStyle, 100*s.share, fullStyle, word)
	}
	return fmt.Sprintf(`<td style="%sright%s" title="%s">%s</td>`, cellStyle, width, html.EscapeString(s.more), word)
}
