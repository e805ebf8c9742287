package figure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// DrawRequest asks op "draw" for a picture; the reply is the file's bytes.
// A "png" has twice the figure's width and height in pixels.
type DrawRequest struct {
	Figure Figure `json:"figure"`
	Format string `json:"format"` // "png", "svg" or "pdf"
}

// Draw is the figure as a picture in the given format: "png", "svg" or "pdf".
func (f Figure) Draw(ctx context.Context, format string) ([]byte, error) {
	if f = f.known(); f.err != nil {
		return nil, f.err
	}
	body, err := json.Marshal(DrawRequest{Figure: f, Format: format})
	if err != nil {
		return nil, fmt.Errorf("figure: encoding a figure to be drawn: %w", err)
	}
	return session.Do(ctx, "draw", body, nil)
}

// Display shows the figure: in a notebook the picture, with a text that says
// what is in it; in a program that cannot draw, that text alone. While what it
// shows is still being trained, it shows how far that is.
func (f Figure) Display() error {
	if f.pending != nil && !f.pending.ready() {
		return f.pending.display(f)
	}
	return f.leave(show.Show)
}

// leave puts the figure where put does.
func (f Figure) leave(put func(show.Bundle)) error {
	png, err := f.Draw(context.Background(), "png")
	if noDrawing(err) {
		put(show.Text(f.String() +
			` (to have the picture: import "github.com/seed-380714d4/fathom/dsl/figure/draw" and call draw.Save(figure, "figure.png"))`))
		return nil
	}
	if err != nil {
		return err
	}
	put(f.known().bundle(png))
	return nil
}

// bundle gives the picture the width and height of the page: it has more
// pixels than that, to be sharp on a fine screen.
func (f Figure) bundle(png []byte) show.Bundle {
	return show.Bundle{
		Data: map[string]any{"image/png": png, "text/plain": f.String()},
		Meta: map[string]any{"image/png": map[string]any{"width": f.spec.Width, "height": f.spec.Height}},
	}
}

func noDrawing(err error) bool {
	var e *session.Error
	return errors.As(err, &e) && e.Code == "no-driver"
}

// String says in words what the figure shows, for those who cannot see it.
func (f Figure) String() string {
	if f = f.known(); f.err != nil {
		return f.err.Error()
	}
	s := f.spec
	var b strings.Builder
	b.WriteString("Figure")
	if s.Title != "" {
		fmt.Fprintf(&b, " “%s”", s.Title)
	}
	if s.Diagram != nil {
		return b.String() + ": " + s.Diagram.words()
	}
	if s.Grid != nil {
		return b.String() + ": " + s.Grid.words()
	}
	fmt.Fprintf(&b, ": %s against %s", orElse(axisWords(s.Y), "y"), orElse(axisWords(s.X), "x"))
	sep := "; "
	for _, r := range s.Series {
		if r.Name == "" || r.Kind == Faint {
			continue
		}
		b.WriteString(sep + r.Name + " " + course(r))
	}
	return b.String()
}

func axisWords(a Axis) string {
	if a.Unit == "" {
		return a.Label
	}
	return a.Label + " (" + a.Unit + ")"
}

// course is where a series starts and ends.
func course(r Series) string {
	first, last := -1, -1
	for i, y := range r.Y {
		if math.IsNaN(y) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	switch {
	case first < 0:
		return "has no values"
	case first == last:
		return fmt.Sprintf("%.3g at %g", r.Y[first], r.X[first])
	}
	return fmt.Sprintf("from %.3g at %g to %.3g at %g", r.Y[first], r.X[first], r.Y[last], r.X[last])
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
