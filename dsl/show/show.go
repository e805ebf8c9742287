// Package show puts values where the user looks: in a notebook's cell as
// Jupyter displays, elsewhere as plain text on standard output.
//
// A value that knows how to be seen implements Displayer. What it shows goes
// to the Screen: in a cell, the stream to the front (set up before the cell's
// first line runs); in any other program, standard output.
package show

import (
	"fmt"
	"os"
	"sync"
)

// Bundle is one thing in several forms. Data goes by MIME type: text forms are
// strings, pictures are []byte, JSON forms any value. Every Bundle should have
// a "text/plain" form, which is all that a plain program shows. Meta is
// Jupyter's metadata by MIME type, such as a picture's width.
type Bundle struct {
	Data map[string]any
	Meta map[string]any
}

// Text is a Bundle with a plain form only.
func Text(s string) Bundle { return Bundle{Data: map[string]any{"text/plain": s}} }

// Displayer is a value with a way of its own to be shown. Display returns an
// error when the value holds one, or could not be computed.
type Displayer interface {
	Display() error
}

// Screen is where things are shown.
type Screen interface {
	// Show puts b below what is there already.
	Show(b Bundle)
	// Live opens a place that can change.
	Live() Live
}

// Live is a place on the screen whose content changes until it is closed. The
// first Set opens it; nothing is left of it if neither Set nor Close is called.
type Live interface {
	Set(b Bundle)
	// Close shows b for good: the last thing seen, and all that is kept.
	Close(b Bundle)
}

var current = struct {
	sync.Mutex
	Screen
}{Screen: plain{}}

// To sends what follows to s; nil goes back to standard output.
func To(s Screen) {
	current.Lock()
	defer current.Unlock()
	if s == nil {
		s = plain{}
	}
	current.Screen = s
}

func screen() Screen {
	current.Lock()
	defer current.Unlock()
	return current.Screen
}

// Show shows b here and now.
func Show(b Bundle) { screen().Show(b) }

// Clear takes away what the cell has shown so far. With wait it goes when
// something new is shown, so that nothing flickers. A screen that cannot take
// back what it showed leaves it.
func Clear(wait bool) {
	if c, ok := screen().(interface{ Clear(wait bool) }); ok {
		c.Clear(wait)
	}
}

// NewLive opens a place that can change, here and now.
func NewLive() Live { return screen().Live() }

// Value shows v: by its own Display if it has one, else as fmt's %v.
func Value(v any) error {
	if d, ok := v.(Displayer); ok {
		return d.Display()
	}
	Show(Text(fmt.Sprint(v)))
	return nil
}

// plain shows the text form on standard output, and of what changes only the
// last state, so that a log stays readable.
type plain struct{}

func (plain) Show(b Bundle) {
	if s, ok := b.Data["text/plain"].(string); ok {
		fmt.Fprintln(os.Stdout, s)
	}
}

func (plain) Live() Live { return plainLive{} }

type plainLive struct{}

func (plainLive) Set(Bundle)     {}
func (plainLive) Close(b Bundle) { plain{}.Show(b) }
