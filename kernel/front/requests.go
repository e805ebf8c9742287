package front

import (
	"strings"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// object is a JSON object.
type object = map[string]any

// shellRequest deals with a message on the shell socket: cells, and what GoNB
// has to be asked about them, wait in the queue; the rest does not have to
// wait for a cell to end.
func (f *Front) shellRequest(m wire.Message) {
	switch m.Header.Type {
	case "execute_request":
		f.queue.push(m)
	case "complete_request", "inspect_request":
		go f.aside(f.wire.Shell, m)
	case "comm_open", "comm_msg", "comm_close":
		f.comm(m)
	default:
		f.aside(f.wire.Shell, m)
	}
}

// controlRequest deals with a message on the control socket, which must never
// wait for a cell.
func (f *Front) controlRequest(m wire.Message) { f.aside(f.wire.Control, m) }

// aside answers a request besides the running cell.
func (f *Front) aside(s *wire.Socket, m wire.Message) {
	base, ok := strings.CutSuffix(m.Header.Type, "_request")
	if !ok {
		return // nobody waits for an answer
	}
	f.busy(&m, nil)
	var content any
	switch base {
	case "kernel_info":
		content = kernelInfo()
	case "is_complete":
		content = f.isComplete(m)
	case "history":
		content = f.history.answer(m)
	case "comm_info":
		content = object{"status": "ok", "comms": object{}}
	case "complete":
		content = f.completions(m)
	case "inspect":
		content = f.inspection(m)
	case "interrupt":
		f.interrupt()
		content = object{"status": "ok"}
	case "shutdown":
		content = f.shutdownReply(m)
	default:
		content = object{"status": "error", "ename": "NotImplemented",
			"evalue": "front: " + m.Header.Type + ": the Go kernel does not have this", "traceback": []string{}}
	}
	f.reply(s, &m, base+"_reply", content)
	f.idle(&m, nil)
	if base == "shutdown" {
		f.shutdown()
	}
}

// shutdownReply says that the kernel ends, to all clients too.
func (f *Front) shutdownReply(m wire.Message) any {
	var request struct {
		Restart bool `json:"restart"`
	}
	_ = m.Decode(&request)
	content := object{"status": "ok", "restart": request.Restart}
	f.publish(&m, "shutdown_reply", content)
	return content
}
