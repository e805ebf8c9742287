package claims

import (
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// MIME is the type of the JSON form of a table of claims: an array of Record.
const MIME = "application/vnd.fathom.claims+json"

// Sheet is a table of claims.
type Sheet struct {
	Claims []Claim `json:"claims"`
}

// Table is a table of claims, to be shown.
func Table(claims ...Claim) Sheet { return Sheet{append([]Claim{}, claims...)} }

// Record is a claim as programs read it.
type Record struct {
	Claim       string     `json:"claim"`
	Source      string     `json:"source"`
	Predicted   string     `json:"predicted"`
	Measured    dsl.Floats `json:"measured"` // one for each seed
	Seeds       []int64    `json:"seeds"`    // empty where they are not known
	Verdict     Verdict    `json:"verdict"`
	Explanation string     `json:"explanation"`
}

// Err is the first error that a claim of the table holds, or nil.
func (s Sheet) Err() error {
	if len(s.Claims) == 0 {
		return dsl.Fault(dsl.Error{Where: "claims.Table", What: "claims", Want: "at least one", Got: "none"})
	}
	for _, c := range s.Claims {
		if err := c.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Records are the claims of the table as programs read them.
func (s Sheet) Records() []Record {
	out := make([]Record, len(s.Claims))
	for i, c := range s.Claims {
		r := Record{Claim: c.text, Source: c.source, Predicted: c.prediction(), Verdict: c.Verdict(), Explanation: c.explanation,
			Measured: dsl.Floats{}, Seeds: []int64{}}
		if c.measured != nil {
			r.Measured, _ = c.measured.Values()
			r.Seeds = append(r.Seeds, c.measured.Seeds()...)
		}
		out[i] = r
	}
	return out
}

// prediction is what the source says, and what counts as meeting it.
func (c Claim) prediction() string {
	switch {
	case c.criterion == nil:
		return c.predicted
	case c.predicted == "":
		return c.criterion.Text
	}
	return c.predicted + " (" + c.criterion.Text + ")"
}

// Display shows the table, or returns the error that a claim of it holds.
func (s Sheet) Display() error {
	if err := s.Err(); err != nil {
		return err
	}
	show.Show(show.Bundle{Data: map[string]any{
		"text/html": s.html(), "text/plain": s.String(), MIME: s.Records(),
	}})
	return nil
}

// String is the table in plain text.
func (s Sheet) String() string {
	if err := s.Err(); err != nil {
		return err.Error()
	}
	t := show.Table{Head: []string{"verdict", "claim", "predicted", "measured", "source"}}
	var why []string
	for _, c := range s.Claims {
		t.Rows = append(t.Rows, []string{string(c.Verdict()), c.text, c.prediction(), c.result(), c.source})
		if c.explanation != "" {
			why = append(why, fmt.Sprintf("%s: %s", c.text, c.explanation))
		}
	}
	return strings.Join(append([]string{t.String()}, why...), "\n")
}

func (c Claim) result() string {
	if c.measured == nil {
		return ""
	}
	return measuredWords(*c.measured)
}

// measuredWords is "0.2353 ± 0.0005 (seeds 1, 2, 3)": the mean and the standard
// deviation over seeds.
func measuredWords(n dsl.Numbers) string {
	values, err := n.Values()
	if err != nil {
		return err.Error()
	}
	words := fmt.Sprintf("%.4g", n.Mean())
	if len(values) > 1 {
		words += " ± " + fmt.Sprintf("%.1g", deviation(values, n.Mean()))
	}
	return words + seedWords(n.Seeds(), len(values))
}

func seedWords(seeds []int64, n int) string {
	switch {
	case len(seeds) == 1:
		return fmt.Sprintf(" (seed %d)", seeds[0])
	case len(seeds) > 1:
		return " (seeds " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(seeds)), ", "), "[]") + ")"
	case n > 1:
		return fmt.Sprintf(" (%d values)", n)
	}
	return ""
}

func deviation(values []float64, mean float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// looks are how verdicts look: a sign as well as a colour, and colours that
// can be read on white and on black.
var looks = map[Verdict]struct{ sign, colour string }{
	Held: {"✓", "#2f9e6e"}, Failed: {"✗", "#e0533d"}, NotReproduced: {"≠", "#c98a00"}, Open: {"…", "#8a8a8a"},
}

// html is the table for a notebook. Texts have the page's own colour, for
// light and dark themes.
func (s Sheet) html() string {
	const cell = `style="text-align:left;vertical-align:top;padding:.3em .8em .3em 0;max-width:24em;white-space:normal"`
	var b strings.Builder
	b.WriteString(`<table style="border-collapse:collapse;color:inherit"><tr>`)
	for _, h := range []string{"verdict", "claim", "predicted", "measured", "source"} {
		fmt.Fprintf(&b, "<th %s>%s</th>", cell, h)
	}
	b.WriteString("</tr>")
	for _, c := range s.Claims {
		v := c.Verdict()
		claim := html.EscapeString(c.text)
		if c.explanation != "" {
			claim += "<br><small>" + html.EscapeString(c.explanation) + "</small>"
		}
		fmt.Fprintf(&b, `<tr style="border-top:1px solid rgba(128,128,128,.4)"><td %s><b style="color:%s;white-space:nowrap">%s %s</b></td>`,
			cell, looks[v].colour, looks[v].sign, v)
		for _, text := range []string{claim, html.EscapeString(c.prediction()), html.EscapeString(c.result()), html.EscapeString(c.source)} {
			fmt.Fprintf(&b, "<td %s>%s</td>", cell, text)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table><small>measured: mean ± standard deviation over seeds; held: every seed meets the prediction</small>")
	return b.String()
}
