package figure

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// CSV is the figure's data as comma-separated values, a line for each point,
// below a line of names: the panel, the series and its kind, x, y, the ends of
// the band, and the value of each seed. A value that is not there is empty.
func (f Figure) CSV() (string, error) {
	if f = f.known(); f.err != nil {
		return "", f.err
	}
	s := f.spec
	panels := []Spec{s}
	if s.Grid != nil {
		panels = s.Grid.Panels
	}
	seeds := 0
	for _, p := range panels {
		if n := seedsOf(p.Series); n > 1 {
			seeds = max(seeds, n)
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	head := []string{"panel", "series", "kind", "x", "y", "low", "high"}
	for k := range seeds {
		head = append(head, fmt.Sprintf("seed %d", k+1))
	}
	w.Write(head)
	for _, p := range panels {
		title := ""
		if s.Grid != nil {
			title = p.Title
		}
		for _, r := range p.Series {
			for k := range r.X {
				w.Write(r.line(title, k, seeds))
			}
		}
		for _, strip := range p.Heat {
			writeStrip(w, title, strip, seeds)
		}
	}
	w.Flush()
	return b.String(), nil
}

// line is point k of a series.
func (r Series) line(panel string, k, seeds int) []string {
	line := []string{panel, r.Name, string(r.Kind), cell(r.X, k), cell(r.Y, k), cell(r.Low, k), cell(r.High, k)}
	for i := range seeds {
		v := ""
		if i < len(r.Each) && len(r.Each) > 1 {
			v = cell(r.Each[i], k)
		}
		line = append(line, v)
	}
	return line
}

func cell(values []float64, k int) string {
	if k >= len(values) || math.IsNaN(values[k]) {
		return ""
	}
	return strconv.FormatFloat(values[k], 'g', -1, 64)
}

// writeStrip writes the cells of a heat map's column: x is its middle, low and high
// are the cell's ends along y, and y is its shade.
func writeStrip(w *csv.Writer, panel string, s Strip, seeds int) {
	for i := range s.Shade {
		line := []string{panel, "", "heat", strconv.FormatFloat((s.From+s.To)/2, 'g', -1, 64), cell(s.Shade, i), cell(s.Edges, i), cell(s.Edges, i+1)}
		w.Write(append(line, make([]string, seeds)...))
	}
}
