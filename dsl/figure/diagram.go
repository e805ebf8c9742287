package figure

import "strings"

// Diagram is boxes that are joined by lines, and frames around some of them: a
// network, say. Places are in pixels from the upper left corner of the area
// below the title.
type Diagram struct {
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Boxes  []Box   `json:"boxes"`
	Links  []Link  `json:"links"`
	Frames []Frame `json:"frames,omitempty"`
}

// Box is a box of a Diagram: what it is and, in small print, more about it.
type Box struct {
	X, Y, W, H float64 // its upper left corner and its size
	Name       string
	Small      string
	Slot       int // its colour
}

// Link leads from one point to another, with an arrow at its end: straight down
// to the ordinate Bend and from there across, or as an arc that bulges out to
// the abscissa By.
type Link struct {
	X1, Y1, X2, Y2 float64
	Bend           float64
	By             float64
	Arc            bool
}

// Frame is drawn around boxes that stand for several.
type Frame struct {
	X, Y, W, H float64
	Label      string
}

func (d *Diagram) check() error {
	if d != nil && (len(d.Boxes) == 0 || d.Width < 1 || d.Height < 1) {
		return problem("Diagram", "boxes", "one or more, and a size", "none", "")
	}
	return nil
}

// words is what the boxes are, from the first to the last.
func (d *Diagram) words() string {
	names := make([]string, len(d.Boxes))
	for i, b := range d.Boxes {
		names[i] = b.Name + " [" + b.Small + "]"
	}
	return strings.Join(names, "; ")
}
