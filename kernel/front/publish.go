package front

import (
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// message makes a message of this kernel's session; request is what it is
// about, if anything.
func (f *Front) message(kind string, request *wire.Message, content any) (wire.Message, error) {
	m, err := wire.New(kind, request, content)
	m.Header.Session = f.session
	return m, err
}

// publish sends a message to all clients. What cannot be sent has nobody left
// to hear it.
func (f *Front) publish(request *wire.Message, kind string, content any) {
	if m, err := f.message(kind, request, content); err == nil {
		f.broadcast(m)
	}
}

// forward publishes a message of GoNB's as one about request, with the content
// it came with.
func (f *Front) forward(request *wire.Message, m wire.Message) {
	out, err := f.message(m.Header.Type, request, m.Content)
	if err != nil {
		return
	}
	out.Metadata, out.Buffers = m.Metadata, m.Buffers
	f.broadcast(out)
}

// broadcast sends a message that is ready but for its topic.
func (f *Front) broadcast(m wire.Message) {
	m.Identities = [][]byte{[]byte(m.Header.Type)}
	_ = f.wire.IOPub.Send(m)
}

// reply answers a request on the socket it came by.
func (f *Front) reply(s *wire.Socket, request *wire.Message, kind string, content any) {
	if m, err := f.message(kind, request, content); err == nil {
		_ = s.Send(m)
	}
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
