package front

import "github.com/seed-380714d4/fathom/kernel/wire"

// comm passes a widget's message to GoNB, whose widgets they are.
func (f *Front) comm(m wire.Message) {
	f.busy(&m, nil)
	defer f.idle(&m, nil)
	if child := f.gonb.living(); child != nil {
		_ = child.Send(m, func(answer wire.Message) { f.forward(&m, answer) })
	}
}

// fromWidget passes on what GoNB publishes outside any cell.
func (f *Front) fromWidget(m wire.Message) { f.forward(nil, m) }
