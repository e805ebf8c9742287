package draw

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// drawn remembers pictures by what they were asked for with: a notebook that is
// run again asks for the same figures, and drawing one takes 0.1 s. The least
// recently used go first when their bytes exceed room.
type drawn struct {
	mu    sync.Mutex
	room  int
	bytes int
	byKey map[[sha256.Size]byte]*list.Element
	used  list.List // of *kept, the latest first
}

type kept struct {
	key  [sha256.Size]byte
	data []byte
}

func newDrawn(room int) *drawn {
	return &drawn{room: room, byKey: map[[sha256.Size]byte]*list.Element{}}
}

// get is the picture for a request, drawn by draw if it is not remembered. Two
// who ask at once may both draw it.
func (d *drawn) get(request []byte, draw func() ([]byte, error)) ([]byte, error) {
	key := sha256.Sum256(request)
	d.mu.Lock()
	if e := d.byKey[key]; e != nil {
		d.used.MoveToFront(e)
		d.mu.Unlock()
		return e.Value.(*kept).data, nil
	}
	d.mu.Unlock()
	data, err := draw()
	if err == nil {
		d.put(&kept{key, data})
	}
	return data, err
}

func (d *drawn) put(p *kept) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byKey[p.key] != nil || len(p.data) > d.room {
		return
	}
	d.byKey[p.key] = d.used.PushFront(p)
	for d.bytes += len(p.data); d.bytes > d.room; {
		last := d.used.Remove(d.used.Back()).(*kept)
		delete(d.byKey, last.key)
		d.bytes -= len(last.data)
	}
}
