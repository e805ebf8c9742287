package dsl

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// The size of the small picture of a probe under a progress bar, in pixels.
const (
	sketchWidth  = 300
	sketchHeight = 90
)

// sketches are what probes that measure a number see while a training goes on,
// as small pictures: a line for each layer over the steps, dark at the input,
// on a logarithmic axis. They are drawn in the cell: a figure, which the engine
// draws, is what figure.Through gives.
func (c *Course) sketches() (pictures, words string) {
	for _, s := range c.Looks {
		if len(s.Values) == 0 {
			continue
		}
		latest := s.Values[len(s.Values)-1]
		words += fmt.Sprintf("\n%s: %.3g at layer 1, %.3g at layer %d", s.Probe.Title(), latest[0], latest[len(latest)-1], len(latest))
		pictures += s.sketch(c.Last.Steps)
	}
	if pictures != "" {
		pictures = `<div style="display:flex;flex-wrap:wrap;gap:1em;margin-top:.4em">` + pictures + `</div>`
	}
	return pictures, words
}

// sketch is one of them.
func (s ProbeSeries) sketch(steps int) string {
	lo, hi := s.extent()
	if !(hi > 0) {
		return ""
	}
	var lines strings.Builder
	for k := range s.Layers {
		tone := 100 * k / max(len(s.Layers)-1, 1)
		fmt.Fprintf(&lines, `<polyline fill="none" stroke="color-mix(in srgb,#7fb8dd %d%%,#1f3f66)" stroke-width="1.2" points="%s"/>`, tone, s.points(k, steps, lo, hi))
	}
	return fmt.Sprintf(`<figure style="margin:0"><figcaption style="font-size:.85em">%s, layers 1 to %d: %.1g to %.1g</figcaption>`+
		`<svg width="%d" height="%d" style="background:rgba(128,128,128,.08)">%s</svg></figure>`,
		html.EscapeString(s.Probe.Title()), len(s.Layers), lo, hi, sketchWidth, sketchHeight, lines.String())
}

// extent is the range of the values that a logarithm has.
func (s ProbeSeries) extent() (lo, hi float64) {
	lo = math.Inf(1)
	for _, row := range s.Values {
		for _, v := range row {
			if v > 0 && !math.IsInf(v, 0) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	return lo, hi
}

// points is the course of layer k as SVG has it: step along x, up to what is
// expected by then, the logarithm along y.
func (s ProbeSeries) points(k, steps int, lo, hi float64) string {
	end := float64(max(steps, 2))
	for last := float64(s.Steps[len(s.Steps)-1]); end > 2*max(last, 1); {
		end /= 2 // the axis doubles, and does not creep
	}
	var b strings.Builder
	for i, row := range s.Values {
		if v := row[k]; v > 0 && !math.IsInf(v, 0) {
			x := float64(s.Steps[i]) / end * sketchWidth
			y := (1-math.Log(v/lo)/math.Max(math.Log(hi/lo), 1e-9))*(sketchHeight-6) + 3
			fmt.Fprintf(&b, "%.1f,%.1f ", x, y)
		}
	}
	return b.String()
}
