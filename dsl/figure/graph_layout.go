package figure

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// The measures of a drawn model, in pixels.
const (
	boxHeight = 40.0
	rowHeight = 58.0
	boxGap    = 18.0 // between boxes that stand side by side
	arcRoom   = 26.0 // how far a skip bulges out, and more for one around another
	letter    = 6.9  // the width of one
)

// place is where a box stands: its row, and its track among those side by side.
type place struct {
	row   int
	track float64 // 0 in the middle
}

// layOut gives every box a row, below all that it reads, and a track, and
// draws the lines.
func layOut(segments []segment) *Diagram {
	at := map[int]place{}
	width := 150.0
	row := 0
	for _, s := range segments {
		row = s.rows(at, row)
		for i, b := range s.boxes {
			long := max(utf8.RuneCountInString(strings.Join(b.names, ", ")), utf8.RuneCountInString(s.small(i))*6/7)
			width = math.Max(width, math.Min(letter*float64(long)+16, 330))
		}
	}
	left := 0.0
	for _, p := range at {
		left = math.Max(left, math.Abs(p.track))
	}
	d := &Diagram{Height: int(float64(row) * rowHeight)}
	middle := left*(width+boxGap) + width/2 + 60
	right := middle
	for _, s := range segments {
		for i, b := range s.boxes {
			p := at[s.first+i]
			x := middle + p.track*(width+boxGap) - width/2
			d.Boxes = append(d.Boxes, Box{X: x, Y: float64(p.row) * rowHeight, W: width, H: boxHeight, Slot: b.slot,
				Name: strings.Join(b.names, ", "), Small: s.small(i)})
			right = math.Max(right, x+width)
		}
	}
	right = math.Max(right, d.link(segments, at))
	for _, s := range segments {
		if s.times > 1 {
			d.frame(s, at, width, middle)
		}
	}
	d.Width = int(right + 12)
	return d
}

// rows places the boxes of a segment from row on, and gives the row below it.
func (s segment) rows(at map[int]place, row int) int {
	used := map[int]int{} // row → boxes in it
	last := row
	for i, b := range s.boxes {
		r := row
		for _, in := range b.in {
			if in >= s.first {
				r = max(r, at[in].row+1)
			}
		}
		if i == len(s.boxes)-1 {
			r = max(r, last+min(len(s.boxes)-1, 1))
		}
		track := float64(used[r])
		for _, in := range b.in { // a branch goes straight down
			if in >= s.first && at[in].track > track && i < len(s.boxes)-1 {
				track = at[in].track
			}
		}
		used[r] = int(track) + 1
		at[s.first+i] = place{r, track}
		last = max(last, r)
	}
	most := 0.0
	for i := range s.boxes {
		most = math.Max(most, at[s.first+i].track)
	}
	for i := range s.boxes {
		p := at[s.first+i]
		p.track -= most / 2
		if used[p.row] == 1 && (i == len(s.boxes)-1 || most == 0) {
			p.track = 0
		}
		at[s.first+i] = p
	}
	return last + 1
}

// link draws a line for everything that is read: straight down where the way
// is free, else as an arc at the right. It gives how far to the right they go.
func (d *Diagram) link(segments []segment, at map[int]place) float64 {
	index := map[int]int{} // number of a box → its place in d.Boxes
	n := 0
	right := 0.0
	for _, s := range segments {
		for i := range s.boxes {
			index[s.first+i], n = n, n+1
		}
	}
	previous := -1
	for _, s := range segments {
		for i, b := range s.boxes {
			to := d.Boxes[index[s.first+i]]
			for _, in := range b.in {
				k, drawn := index[in]
				if !drawn { // of a repetition that is folded away
					k = previous
				}
				from := d.Boxes[k]
				l := Link{X1: from.X + from.W/2, Y1: from.Y + from.H, X2: to.X + to.W/2, Y2: to.Y}
				l.Bend = to.Y - (rowHeight - boxHeight)
				if d.blocked(from, to) {
					span := math.Round((to.Y - from.Y) / rowHeight)
					l.Arc, l.X1, l.Y1, l.X2, l.Y2 = true, from.X+from.W, from.Y+from.H/2, to.X+to.W, to.Y+to.H/2
					l.By = d.rightmost(from.Y, to.Y) + arcRoom + 5*span
					right = math.Max(right, l.By)
				}
				d.Links = append(d.Links, l)
			}
		}
		previous = index[s.first+len(s.boxes)-1]
	}
	return right
}

// blocked tells whether a box stands in the way straight down from one to the
// row above another.
func (d *Diagram) blocked(from, to Box) bool {
	x := from.X + from.W/2
	for _, b := range d.Boxes {
		if b.Y > from.Y && b.Y < to.Y && b.X < x && b.X+b.W > x {
			return true
		}
	}
	return false
}

// rightmost is where the boxes between two heights end.
func (d *Diagram) rightmost(top, bottom float64) float64 {
	x := 0.0
	for _, b := range d.Boxes {
		if b.Y >= top && b.Y <= bottom {
			x = math.Max(x, b.X+b.W)
		}
	}
	return x
}

// frame draws a frame around a segment that stands for several.
func (d *Diagram) frame(s segment, at map[int]place, width, middle float64) {
	top, bottom, left, right := math.Inf(1), 0.0, math.Inf(1), 0.0
	for i := range s.boxes {
		p := at[s.first+i]
		x, y := middle+p.track*(width+boxGap)-width/2, float64(p.row)*rowHeight
		top, bottom = math.Min(top, y), math.Max(bottom, y+boxHeight)
		left, right = math.Min(left, x), math.Max(right, x+width)
	}
	d.Frames = append(d.Frames, Frame{X: left - 7, Y: top - 7, W: right - left + 14, H: bottom - top + 14, Label: fmt.Sprintf("× %d", s.times)})
}
