package draw_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/figure/draw"
	"github.com/seed-380714d4/fathom/dsl/session"
)

func TestSave(t *testing.T) {
	for name, starts := range map[string]string{"f.png": "\x89PNG", "f.svg": "<?xml", "f.pdf": "%PDF", "f.PDF": "%PDF"} {
		path := filepath.Join(t.TempDir(), name)
		if err := draw.Save(gradientsOverSeeds(), path); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(b), starts) {
			t.Errorf("%s starts with %q, want %q", name, b[:8], starts)
		}
	}
}

func TestSaveUnknownFormat(t *testing.T) {
	err := draw.Save(plain(), filepath.Join(t.TempDir(), "figure.gif"))
	if err == nil || !strings.Contains(err.Error(), "png, svg or pdf") {
		t.Errorf("got %v, want an error that names the formats", err)
	}
}

// TestSVGText: the words of a vector picture can be found and edited.
func TestSVGText(t *testing.T) {
	svg, err := draw.SVG(gradients())
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{">Gradient by layer before training<", ">RMS over samples of ‖∂L/∂z‖<", ">mean field, 0.236 per layer<", "sans-serif"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %q in the SVG", want)
		}
	}
}

// TestDrawOp: what a cell asks an engine for is what this package draws.
func TestDrawOp(t *testing.T) {
	fig := gradients()
	body, err := json.Marshal(figure.DrawRequest{Figure: fig, Format: "png"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := session.Do(context.Background(), "draw", body, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := draw.PNG(fig)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the figure that travelled is drawn differently")
	}
}
