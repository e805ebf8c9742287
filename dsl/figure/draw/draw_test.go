package draw_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/figure/draw"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// TestGolden compares each picture of the gallery with the one that somebody
// has looked at. Fonts are built in, so that they agree to the bit where
// floating point does; elsewhere a few pixels at edges may differ.
func TestGolden(t *testing.T) {
	for _, g := range gallery {
		t.Run(g.name, func(t *testing.T) {
			got, err := draw.PNG(g.make())
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", g.name+".png")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if share := difference(t, got, want); share > 0.002 {
				t.Errorf("%.2f %% of the pixels differ from %s; look at both, and run with -update if the new one is right", 100*share, path)
			}
		})
	}
}

// difference is the share of pixels that are visibly not the same.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x, y := decode(t, a), decode(t, b)
	if x.Bounds() != y.Bounds() {
		t.Fatalf("size %v, want %v", x.Bounds(), y.Bounds())
	}
	bad := 0
	for i := x.Bounds().Min.X; i < x.Bounds().Max.X; i++ {
		for j := x.Bounds().Min.Y; j < x.Bounds().Max.Y; j++ {
			if far(x, y, i, j) {
				bad++
			}
		}
	}
	return float64(bad) / float64(x.Bounds().Dx()*x.Bounds().Dy())
}

func far(x, y image.Image, i, j int) bool {
	r1, g1, b1, _ := x.At(i, j).RGBA()
	r2, g2, b2, _ := y.At(i, j).RGBA()
	const tolerance = 0x1800
	for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2)} {
		if d > tolerance || d < -tolerance {
			return true
		}
	}
	return false
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}
