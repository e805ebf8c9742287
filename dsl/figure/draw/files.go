package draw

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// remembered is how many bytes of pictures the process keeps.
const remembered = 32 << 20

func init() {
	pictures := newDrawn(remembered)
	session.Handle("draw", func(_ context.Context, body []byte, _ func([]byte)) ([]byte, error) {
		return pictures.get(body, func() ([]byte, error) { return answer(body) })
	})
}

func answer(body []byte) ([]byte, error) {
	var r figure.DrawRequest
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("figure/draw: reading a request to draw: %w", err)
	}
	return encode(r.Figure, r.Format)
}

// PNG is fig with two pixels for each one of its width and height, so that it
// is sharp on fine screens and in slides.
func PNG(fig figure.Figure) ([]byte, error) { return encode(fig, "png") }

// SVG is fig as a vector picture whose text stays text, in Liberation Sans or
// a face of the same widths.
func SVG(fig figure.Figure) ([]byte, error) { return encode(fig, "svg") }

// PDF is fig as a page of its size; its letters are shapes.
func PDF(fig figure.Figure) ([]byte, error) { return encode(fig, "pdf") }

// Save writes fig to a file, in the format that its name ends in.
func Save(fig figure.Figure, path string) error {
	b, err := encode(fig, strings.TrimPrefix(filepath.Ext(path), "."))
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return fmt.Errorf("figure/draw: saving a figure: %w", err)
	}
	return nil
}

// pageDPI is what makes px a pixel; a PNG has twice as many dots.
const pageDPI = 96

// canvas is what the backends of gonum/plot have in common.
type canvas interface {
	vg.CanvasSizer
	io.WriterTo
}

func encode(fig figure.Figure, format string) ([]byte, error) {
	if err := fig.Err(); err != nil {
		return nil, err
	}
	spec := fig.Spec()
	w, h := vg.Length(spec.Width)*px, vg.Length(spec.Height)*px
	var c canvas
	switch strings.ToLower(format) {
	case "png":
		c = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(2*pageDPI))}
	case "svg":
		c = vgsvg.New(w, h)
	case "pdf":
		c = outlined{vgpdf.New(w, h)}
	default:
		return nil, fmt.Errorf("figure/draw: format of a picture; want png, svg or pdf, got %q; name the file figure.png, for instance", format)
	}
	if err := render(fig, c); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("figure/draw: writing %s: %w", format, err)
	}
	if format == "svg" {
		return withFallbackFont(b.Bytes()), nil
	}
	return b.Bytes(), nil
}

// withFallbackFont names faces of Liberation's widths, for readers without it.
func withFallbackFont(svg []byte) []byte {
	return bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif"))
}
