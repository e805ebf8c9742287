package front

import (
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// publish sends a message to all clients; parent is the request that it is
// about, if any. What cannot be sent has nobody left to hear it.
func (f *Front) publish(parent *wire.Message, kind string, content any) {
	m, err := wire.New(kind, parent, content)
	if err != nil {
		return
	}
	f.broadcast(m)
}

// broadcast sends a message that is ready but for its topic.
func (f *Front) broadcast(m wire.Message) {
	m.Identities = [][]byte{[]byte(m.Header.Type)}
	_ = f.wire.IOPub.Send(m)
}

// reply answers a request on the socket it came by.
func (f *Front) reply(s *wire.Socket, request *wire.Message, kind string, content any) {
	m, err := wire.New(kind, request, content)
	if err != nil {
		return
	}
	_ = s.Send(m)
}

// busy says that a request is being dealt with; with r, it is the running cell.
func (f *Front) busy(request *wire.Message, r *running) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r != nil {
		f.running = r
	}
	f.publish(request, "status", map[string]string{"execution_state": "busy"})
}

// idle says that a request has been dealt with. While a cell is running, a
// client would take that for the end of the cell: the kernel's state is what
// was published last, whatever it was about. So the cell is said to be busy
// once more.
func (f *Front) idle(request *wire.Message, r *running) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r != nil {
		f.running = nil
	}
	f.publish(request, "status", map[string]string{"execution_state": "idle"})
	if f.running != nil {
		f.publish(&f.running.request, "status", map[string]string{"execution_state": "busy"})
	}
}
