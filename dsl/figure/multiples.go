package figure

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Grid is panels side by side, row by row: small multiples, in which what
// changes from panel to panel is all that changes.
type Grid struct {
	Columns int    `json:"columns"`
	Panels  []Spec `json:"panels"` // one without data leaves its place empty
	// Rows are headings, one above each row; or none.
	Rows []string `json:"rows,omitempty"`
	// ShareX and ShareY give all panels the same ends of the axis, and its
	// labels only to those at the figure's edge.
	ShareX bool `json:"share_x,omitempty"`
	ShareY bool `json:"share_y,omitempty"`
	// ByRow makes the panels of each row share, in place of all.
	ByRow bool `json:"by_row,omitempty"`
}

// Strip is a column of a heat map: shades between edges, one fewer than these.
type Strip struct {
	From  float64    `json:"from"` // along x
	To    float64    `json:"to"`
	Edges dsl.Floats `json:"edges"` // along y
	Shade dsl.Floats `json:"shade"` // on the Bar's scale; what is not above 0 on a logarithmic one, or NaN, is left out
	// Labels are set in the fields; none, or one for each.
	Labels []string `json:"labels,omitempty"`
}

// Bar says what a sequence of colours stands for, from its lower end to its
// upper one.
type Bar struct {
	Label string  `json:"label"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Log   bool    `json:"log,omitempty"`
	Whole bool    `json:"whole,omitempty"` // label whole numbers only
}

// Rows puts figures below one another; see Tiles.
func Rows(figures ...Figure) Figure { return Tiles(1, figures...) }

// Tiles puts figures side by side, columns of them in a row, as small
// multiples: one legend, in which a name has the same colour in all panels,
// and where their axes say the same, one scale for all. Each figure's title
// becomes its panel's. Drawn models (Graph) have no place in panels.
func Tiles(columns int, figures ...Figure) Figure {
	if columns < 1 || len(figures) == 0 {
		return Failed(problem("Tiles", "columns and figures", "1 or more of each", fmt.Sprintf("%d and %d", columns, len(figures)), ""))
	}
	g := &Grid{Columns: min(columns, len(figures)), ShareX: true, ShareY: true}
	out := Spec{Grid: g, Legend: Right}
	names := map[string]int{}
	for _, f := range figures {
		if f = f.known(); f.err != nil {
			return f
		}
		s := f.Spec()
		if s.Grid != nil {
			return Failed(problem("Tiles", "figures", "without panels of their own", "one with panels", "put the inner ones together in one call"))
		}
		if s.Diagram != nil {
			return Failed(problem("Tiles", "figures", "with data", "a drawn model", "show each figure.Graph by itself"))
		}
		if len(g.Panels) > 0 {
			first := g.Panels[0]
			g.ShareX, g.ShareY = g.ShareX && sameAxis(s.X, first.X), g.ShareY && sameAxis(s.Y, first.Y)
		}
		recolour(s.Series, names)
		for _, n := range s.Notes {
			out.Notes = addOnce(out.Notes, n)
		}
		if out.Bar == nil {
			out.Bar = s.Bar
		}
		s.Notes = nil
		g.Panels = append(g.Panels, s)
	}
	out.Width, out.Height = gridSize(g, 300, 200)
	return New(out)
}

// recolour gives each name the colour that it has in all panels. Series without
// one go with those of their slot.
func recolour(all []Series, names map[string]int) {
	slots := map[int]int{}
	for _, r := range all {
		if _, seen := slots[r.Slot]; seen || r.Name == "" || r.Slot < 0 {
			continue
		}
		if _, known := names[r.Name]; !known {
			names[r.Name] = len(names)
		}
		slots[r.Slot] = names[r.Name]
	}
	for i, r := range all {
		if slot, ok := slots[r.Slot]; ok {
			all[i].Slot = slot
		}
	}
}

func sameAxis(a, b Axis) bool {
	return a.Label == b.Label && a.Unit == b.Unit && a.Log == b.Log
}

// gridSize is the size of a figure whose panels have about this size.
func gridSize(g *Grid, width, height int) (w, h int) {
	rows := (len(g.Panels) + g.Columns - 1) / g.Columns
	if g.Columns == 1 {
		width = width * 3 / 2
	}
	return min(190+g.Columns*width, 8000), min(110+rows*height, 8000)
}

// blank tells whether a panel has nothing to show.
func (s Spec) blank() bool { return len(s.Series) == 0 && len(s.Heat) == 0 && s.Picture == nil }

// checkData finds what could not be drawn of a figure's axes, series and
// panels.
func checkData(s Spec) error {
	for _, a := range []struct {
		name string
		Axis
	}{{"X", s.X}, {"Y", s.Y}} {
		if err := checkAxis(a.name, a.Axis); err != nil {
			return err
		}
	}
	for i, r := range s.Series {
		if err := checkSeries(fmt.Sprintf("series %d %q", i+1, r.Name), r); err != nil {
			return err
		}
	}
	for i, strip := range s.Heat {
		if n := len(strip.Labels); n > 0 && n != len(strip.Shade) {
			return problem(fmt.Sprintf("strip %d", i+1), "labels", fmt.Sprintf("%d, as many as shades, or none", len(strip.Shade)), fmt.Sprint(n), "give one for each")
		}
		if len(strip.Edges) != len(strip.Shade)+1 {
			return problem(fmt.Sprintf("strip %d", i+1), "edges", fmt.Sprintf("%d, one more than shades", len(strip.Shade)+1), fmt.Sprint(len(strip.Edges)), "give both ends of each")
		}
	}
	if len(s.Heat) > 0 && s.Bar == nil && s.Grid == nil {
		return problem("Heat", "colours", "a Bar that says what they mean", "none", "add Bar")
	}
	if err := s.Diagram.check(); err != nil {
		return err
	}
	if err := s.Picture.check(); err != nil {
		return err
	}
	return checkGrid(s)
}

func checkGrid(s Spec) error {
	if s.Grid == nil {
		return nil
	}
	if s.Grid.Columns < 1 || s.Grid.Columns > 64 || len(s.Grid.Panels) > 1024 || len(s.Grid.Panels) == 0 || !s.blank() {
		return problem("Grid", "panels", "1 to 1024 in 1 to 64 columns, and no other data",
			fmt.Sprintf("%d in %d, and %d series", len(s.Grid.Panels), s.Grid.Columns, len(s.Series)), "")
	}
	for i, p := range s.Grid.Panels {
		if p.Grid != nil {
			return problem("Grid", fmt.Sprintf("panel %d", i+1), "no panels within", "some", "")
		}
		if p.Bar == nil {
			p.Bar = s.Bar // one for all
		}
		if err := checkData(p); err != nil {
			return err
		}
	}
	return nil
}

// words says what the panels show, for those who cannot see them.
func (g *Grid) words() string {
	axes := ""
	if g.pictures() {
		axes = ", pictures"
	}
	var rows []string
	for start := 0; start < len(g.Panels); start += g.Columns {
		var parts []string
		for _, p := range g.Panels[start:min(start+g.Columns, len(g.Panels))] {
			if !p.blank() {
				parts = append(parts, p.brief())
				if p.Picture == nil {
					axes = fmt.Sprintf(", %s against %s", orElse(axisWords(p.Y), "y"), orElse(axisWords(p.X), "x"))
				}
			}
		}
		row := strings.Join(parts, ", ")
		if i := start / g.Columns; i < len(g.Rows) {
			row = g.Rows[i] + ": " + row
		}
		rows = append(rows, row)
	}
	return fmt.Sprintf("%d panels%s; %s", len(g.Panels), axes, strings.Join(rows, "; "))
}

// brief is a panel in a few words.
func (s Spec) brief() string {
	words := strings.TrimSpace(s.Title + " " + strings.ReplaceAll(s.Subtitle, "\n", ", "))
	for _, r := range s.Series {
		if r.Name != "" && r.Kind != Faint {
			words += " (" + r.Name + " " + course(r) + ")"
		}
	}
	return words
}
