package draw

import (
	"image/color"
	"math"

	"github.com/seed-380714d4/fathom/dsl/figure"
)

// tones are points of the viridis palette, evenly spaced: its lightness rises
// steadily, so that an order is seen as one, in grey and by the colour-blind
// too.
var tones = []color.NRGBA{
	{0x44, 0x01, 0x54, 0xff}, {0x48, 0x28, 0x78, 0xff}, {0x3e, 0x4a, 0x89, 0xff}, {0x31, 0x68, 0x8e, 0xff},
	{0x26, 0x82, 0x8e, 0xff}, {0x1f, 0x9e, 0x89, 0xff}, {0x35, 0xb7, 0x79, 0xff}, {0x6d, 0xcd, 0x59, 0xff},
	{0xb4, 0xde, 0x2c, 0xff}, {0xfd, 0xe7, 0x25, 0xff},
}

// tone is the colour at t, from 0, dark, to 1, light.
func tone(t float64) color.NRGBA {
	at := math.Max(0, math.Min(1, t)) * float64(len(tones)-1)
	i := min(int(at), len(tones)-2)
	return mix(tones[i], tones[i+1], at-float64(i))
}

func mix(a, b color.NRGBA, t float64) color.NRGBA {
	between := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
	return color.NRGBA{between(a.R, b.R), between(a.G, b.G), between(a.B, b.B), 0xff}
}

// shade is the colour of a value in a heat map: from paper by way of yellow to
// dark, so that nothing looks like nothing. ok is false where it has no place
// on the bar, or lies below it.
func shade(b figure.Bar, v float64) (c color.NRGBA, ok bool) {
	if !placed(v, b.Log) || place(b, v) < 0 {
		return paper, false
	}
	return shadeAt(place(b, v)), true
}

// shadeAt is the heat colour at t: the lowest tenth fades into the paper.
func shadeAt(t float64) color.NRGBA {
	t = math.Max(0, math.Min(1, t))
	if t < 0.1 {
		return mix(paper, tone(1), t/0.1)
	}
	return tone((1 - t) / 0.9)
}

// place is where v lies between the ends of the bar.
func place(b figure.Bar, v float64) float64 {
	if b.Log {
		return (math.Log(v) - math.Log(b.From)) / (math.Log(b.To) - math.Log(b.From))
	}
	return (v - b.From) / (b.To - b.From)
}
