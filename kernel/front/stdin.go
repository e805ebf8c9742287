package front

import (
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// settle is how long after its question GoNB is given an answer at the
// earliest. It begins to listen for one only after it has asked, and drops an
// answer that comes between, as that of a program can.
const settle = 100 * time.Millisecond

// askUser asks the client that runs the cell for a line of input.
func (f *Front) askUser(r *running, m wire.Message) {
	f.asked.Store(time.Now().UnixNano())
	f.reply(f.wire.Stdin, &r.request, "input_request", m.Content)
}

// input gives GoNB the line that a client sent.
func (f *Front) input(m wire.Message) {
	if m.Header.Type != "input_reply" {
		return
	}
	time.Sleep(time.Until(time.Unix(0, f.asked.Load()).Add(settle)))
	if child := f.gonb.living(); child != nil {
		_ = child.Input(m.Content)
	}
}
