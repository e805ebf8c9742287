package live

import (
	"encoding/base64"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// screen shows things as frames in the cell's stream.
type screen struct{}

// Show puts b below what is there.
func (screen) Show(b show.Bundle) { send(stream.Display, data(b, "")) }

// Clear takes away what the cell has shown.
func (screen) Clear(wait bool) { send(stream.Clear, stream.Wiping{Wait: wait}) }

// Live opens a display with an id, which updates replace.
func (screen) Live() show.Live {
	return &display{id: fmt.Sprintf("fathom-%d-%x-%d", hello.Cell, started, displays.Add(1))}
}

var (
	started  = time.Now().UnixNano()
	displays atomic.Int64
)

type display struct {
	sync.Mutex
	id     string
	opened bool
}

// Set shows b in place of what was there.
func (d *display) Set(b show.Bundle) {
	d.Lock()
	defer d.Unlock()
	kind := stream.Update
	if !d.opened {
		kind, d.opened = stream.Display, true
	}
	send(kind, data(b, d.id))
}

// Close shows b for good.
func (d *display) Close(b show.Bundle) { d.Set(b) }

// data writes a bundle as Jupyter takes it: bytes are pictures, in base64.
func data(b show.Bundle, id string) stream.Data {
	d := stream.Data{MIME: map[string]any{}, Meta: b.Meta, ID: id}
	for mime, v := range b.Data {
		if raw, ok := v.([]byte); ok {
			v = base64.StdEncoding.EncodeToString(raw)
		}
		d.MIME[mime] = v
	}
	return d
}

// send writes a frame, whole. Outside a front there is nobody to read it.
func send(kind stream.Kind, payload any) {
	if hello.Mark == "" {
		return
	}
	frame, err := stream.Encode(hello.Mark, kind, payload)
	if err != nil {
		frame = []byte("live: " + err.Error() + "\n")
	}
	os.Stdout.Write(frame)
}

// Note tells the user something that the kernel found out about the cell.
func Note(text string) { send(stream.Notice, text) }
