package front

import "github.com/seed-380714d4/fathom/kernel/wire"

// askUser asks the client that runs the cell for a line of input.
func (f *Front) askUser(r *running, m wire.Message) {
	f.reply(f.wire.Stdin, &r.request, "input_request", m.Content)
}

// input gives GoNB the line that a client sent.
func (f *Front) input(m wire.Message) {
	if m.Header.Type != "input_reply" {
		return
	}
	if child := f.gonb.living(); child != nil {
		_ = child.Input(m.Content)
	}
}
