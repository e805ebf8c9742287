package figure

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Bins draws a histogram: X are the edges of its bins, Y the heights from each
// edge to the next, and 0 at the last.
const Bins Kind = "bins"

// WeightHistograms shows how the weights of each layer are distributed: a row
// a network, a panel a layer. Of deep networks it shows some layers, evenly
// spaced, with the first and the last. Where an inspection has several seeds,
// it shows the first.
func WeightHistograms(networks ...dsl.Inspection) Figure {
	return histogramRows(networks, dsl.WeightHistogram(), shape{title: "Weights by layer", label: "weight w"})
}

// GradientHistograms shows how the weight gradients of each layer are
// distributed, by magnitude on a logarithmic axis: they differ by powers of
// ten from layer to layer, and the pictures of them would be spikes on a linear
// one.
func GradientHistograms(networks ...dsl.Inspection) Figure {
	return histogramRows(networks, dsl.GradientHistogram().Log(), shape{title: "Weight gradients by layer", label: "|∂L/∂w|"})
}

// ActivationHistograms shows how the outputs of each layer are distributed,
// over the samples of the batch and the layer's units. The output layer, which
// has no activation function, is left out.
func ActivationHistograms(networks ...dsl.Inspection) Figure {
	return histogramRows(networks, dsl.ActivationHistogram(), shape{title: "Activations by layer", label: "activation a", hidden: true})
}

// shape is what histograms are of, in words.
type shape struct {
	title, label string
	// hidden leaves the output layer out, whose values are of another kind,
	// and gives each network, whose function has a range of its own, its axes.
	hidden bool
}

// panelsMost is how many layers a row shows at most.
const panelsMost = 6

func histogramRows(networks []dsl.Inspection, probe dsl.Probe, w shape) Figure {
	if len(networks) == 0 {
		return Failed(problem(w.title, "inspections", "at least one", "none", "give it model.Inspect(data.Batch(256))"))
	}
	g := &Grid{ShareX: true, ByRow: w.hidden}
	var rows [][]Spec
	deepest := 0
	for slot, n := range networks {
		reply, err := n.Probe(probe).Result(context.Background())
		if err != nil {
			return Failed(err)
		}
		all := reply.Seeds[0].Probes
		row := histogramRow(all[len(all)-1], slot, w)
		rows, g.Columns = append(rows, row), max(g.Columns, len(row))
		deepest = max(deepest, len(reply.Seeds[0].Layers))
	}
	if len(networks) > 1 || networks[0].Name() != "" {
		g.Rows = inspectionNames(networks)
	}
	for _, row := range rows {
		g.Panels = append(append(g.Panels, row...), make([]Spec, g.Columns-len(row))...)
	}
	s := Spec{Title: w.title + when(networks), Subtitle: batchWords(networks), Grid: g, Legend: Hidden}
	if deepest > panelsMost {
		s.Notes = append(s.Notes, fmt.Sprintf("Shown: %d layers of %d.", g.Columns, deepest))
	}
	g.ShareY = comparable(g.Panels, g.Columns, g.ByRow)
	if !g.ShareY {
		s.Notes = append(s.Notes, "Heights: each panel to its own peak; the area is the share of values.")
	}
	s.Width, s.Height = 110+g.Columns*145, 105+len(rows)*175
	return New(s)
}

// histogramRow are the panels of a network at rest.
func histogramRow(s dsl.ProbeSeries, slot int, w shape) []Spec {
	var row []Spec
	for _, k := range spaced(shown(s, w.hidden), panelsMost) {
		h := s.Histograms[0][k]
		p := Spec{Title: fmt.Sprintf("layer %d", k+1), Subtitle: aside(h),
			X: Axis{Label: w.label, Log: h.Log}, Y: Axis{Label: "density"}}
		if h.Log {
			p.Y.Label = "share per decade"
		}
		r := Series{Kind: Bins, Slot: slot, X: h.Edges(), Y: append(h.Density(), 0)}
		if len(h.Counts) == 0 { // all 0, or no numbers: a place without area
			r.Y = make(dsl.Floats, len(r.X))
		}
		p.Series = []Series{r}
		row = append(row, p)
	}
	return row
}

// spaced picks most of n places, evenly, with both ends.
func spaced(n, most int) []int {
	var out []int
	for i := range min(n, most) {
		k := i
		if n > most {
			k = int(math.Round(float64(i) * float64(n-1) / float64(most-1)))
		}
		out = append(out, k)
	}
	return out
}

// aside says what a histogram cannot show: its spread in a number, zeros, and
// what lies in no bin.
func aside(h dsl.Histogram) string {
	line := "std " + short(float64(h.Std))
	for _, c := range []struct {
		n    int
		what string
	}{{h.Zeros, "at 0"}, {h.NotFinite, "not finite"}} {
		if c.n > 0 {
			line += fmt.Sprintf("\n%s %s", percent(c.n, h.N), c.what)
		}
	}
	if out := h.Under + h.Over; !h.Log && out*1000 > h.N {
		line += fmt.Sprintf("\n%s beyond", percent(out, h.N))
	}
	return line
}

// short writes v in two digits, small ones with a power of ten.
func short(v float64) string {
	s := fmt.Sprintf("%.2g", v)
	mantissa, exponent, small := strings.Cut(s, "e")
	if !small {
		return s
	}
	up := strings.NewReplacer("-0", "⁻", "+0", "", "-", "⁻", "+", "")
	digits := strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return mantissa + "×10" + digits.Replace(up.Replace(exponent))
}

func percent(n, of int) string {
	p := 100 * float64(n) / float64(of)
	if p < 1 {
		return fmt.Sprintf("%.1g %%", p)
	}
	return fmt.Sprintf("%.0f %%", p)
}

// comparable tells whether the peaks of all panels, or of each row's, can be
// seen on one scale.
func comparable(panels []Spec, columns int, byRow bool) bool {
	if byRow {
		for ; len(panels) > columns; panels = panels[columns:] {
			if !comparable(panels[:columns], columns, false) {
				return false
			}
		}
	}
	lo, hi := math.Inf(1), 0.0
	for _, p := range panels {
		for _, r := range p.Series {
			peak := 0.0
			for _, y := range r.Y {
				peak = math.Max(peak, y)
			}
			if peak > 0 {
				lo, hi = math.Min(lo, peak), math.Max(hi, peak)
			}
		}
	}
	return hi <= 8*lo
}
