package front

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// listVariables is %vars: what lives on, as a table.
func (f *Front) listVariables(r *running, _ string) *cell.Report {
	l := f.look()
	if l == nil || len(l.view.Vars) == 0 {
		f.say(r, "no variables\n")
		return nil
	}
	rows := [][]string{}
	for _, v := range l.view.Vars {
		rows = append(rows, []string{v.Name, v.Type, f.size(v.File), fmt.Sprint(v.Cell), l.glance(v.Name)})
	}
	head := []string{"name", "type", "size", "cell", "value"}
	f.publish(&r.request, "display_data", object{"metadata": object{}, "transient": object{},
		"data": object{"text/plain": textTable(head, rows), "text/html": htmlTable(head, rows)}})
	return nil
}

// size is what a value takes on disk. Variables that share memory share a file.
func (f *Front) size(file string) string {
	info, err := os.Stat(filepath.Join(f.places.vars(), filepath.Base(file)))
	if err != nil {
		return ""
	}
	size := float64(info.Size())
	for _, unit := range []string{"B", "kB", "MB"} {
		if size < 1000 {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", size), ".0") + " " + unit
		}
		size /= 1000
	}
	return fmt.Sprintf("%.1f GB", size)
}

// listNames is %who: the names alone, by what they are.
func (f *Front) listNames(r *running, _ string) *cell.Report {
	names := map[string][]string{}
	if l := f.look(); l != nil {
		for _, v := range l.view.Vars {
			names["variables"] = append(names["variables"], v.Name)
		}
		for _, d := range l.view.Decls {
			kind := map[string]string{"func": "functions", "type": "types", "const": "constants", "var": "variables"}[d.Kind]
			names[kind] = append(names[kind], d.Name)
		}
	}
	var b strings.Builder
	for _, kind := range []string{"variables", "functions", "types", "constants"} {
		if list := names[kind]; len(list) > 0 {
			slices.Sort(list)
			fmt.Fprintf(&b, "%-10s %s\n", kind, strings.Join(list, " "))
		}
	}
	if b.Len() == 0 {
		b.WriteString("no variables and no declarations\n")
	}
	f.say(r, b.String())
	return nil
}

// say prints text as the cell's own.
func (f *Front) say(r *running, text string) { f.sayOn(r, "stdout", text) }

func (f *Front) sayOn(r *running, stream, text string) {
	if !r.Silent {
		f.publish(&r.request, "stream", object{"name": stream, "text": text})
	}
}

// textTable writes columns as wide as their widest text.
func textTable(head []string, rows [][]string) string {
	width := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{head}, rows...) {
		line := ""
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if right(i) {
				line += pad + c + "  "
			} else {
				line += c + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// right tells which columns hold numbers: sizes and cells.
func right(column int) bool { return column == 2 || column == 3 }

func htmlTable(head []string, rows [][]string) string {
	var b strings.Builder
	b.WriteString("<table><thead><tr>")
	for i, c := range head {
		fmt.Fprintf(&b, `<th style="text-align:%s">%s</th>`, align(i), html.EscapeString(c))
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range rows {
		b.WriteString("<tr>")
		for i, c := range row {
			fmt.Fprintf(&b, `<td style="text-align:%s">%s</td>`, align(i), html.EscapeString(c))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

func align(column int) string {
	if right(column) {
		return "right"
	}
	return "left"
}
