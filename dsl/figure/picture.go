package figure

import "fmt"

// Picture is an image, row by row from its upper left corner: one byte a
// pixel, from black to white, or three, red, green and blue.
type Picture struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Pixels []byte `json:"pixels"`
}

func (p *Picture) check() error {
	if p == nil {
		return nil
	}
	if n := p.Width * p.Height; p.Width < 1 || p.Height < 1 || len(p.Pixels) != n && len(p.Pixels) != 3*n {
		return problem("Picture", "pixels", "one or three bytes for each of width × height", fmt.Sprintf("%d for %d × %d", len(p.Pixels), p.Width, p.Height), "")
	}
	return nil
}

// pictures tells whether the panels hold pictures.
func (g *Grid) pictures() bool {
	for _, p := range g.Panels {
		if p.Picture != nil {
			return true
		}
	}
	return false
}
