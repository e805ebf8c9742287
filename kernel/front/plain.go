package front

import (
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/gonb"
	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// ending is how a plain cell's program ended.
type ending struct {
	failure *stream.Report // what the program itself said
	vars    []stream.Var
	words   []byte // what the Go runtime may have said last
	met     bool   // the program ran at all
	gonb    string // what GoNB said while it did not
	status  string // of GoNB's reply: "ok" or "error"
	exit    string // how GoNB saw the program end: "exit status 2"
	err     error  // GoNB did not answer
	spot    stream.Spot
	starved bool // the system has killed somebody for want of memory meanwhile
}

// plain runs a plain cell whose files are in place, and shows what it shows.
func (f *Front) plain(r *running, child *gonb.Child, stub string) ending {
	hello := stream.Hello{Mark: wire.NewID(), Cell: r.number, Vars: f.places.vars(), Engine: f.places.socket("e"), Errors: true, Timed: r.timed}
	calls, err := f.cells.expect(hello)
	if err != nil {
		return ending{err: err}
	}
	defer f.cells.expectNone()
	starved := guard.OutOfMemoryKills()
	f.gonb.autoget = false // the stub says so
	var kept keptOutput
	answers := make(chan answer, 1)
	go func() {
		m, err := f.ask(child, stub, true, r.counts(), false, kept.take)
		answers <- answer{m, err}
	}()
	w := &follower{
		calls: calls, answers: answers, mark: hello.Mark,
		screen: &screen{number: r.number, silent: r.Silent, once: f.once, publish: r.publish},
		greet: func(c *net.UnixConn) {
			r.met.Store(time.Now().UnixNano())
			if r.interrupted.Load() {
				kill(c) // it was interrupted while it was built: nothing of it has run
			}
		},
	}
	w.follow()
	end := ending{failure: w.screen.failure, vars: w.screen.vars, met: w.met, gonb: kept.String(), spot: w.screen.spot,
		starved: guard.OutOfMemoryKills() > starved}
	end.read(w.answer)
	if end.ok() {
		w.screen.write("stdout", w.screen.held.release())
		w.screen.end()
		if end.met && !w.screen.whole {
			r.publish("stream", object{"name": "stderr", "text": leftEarly(end.spot)})
		}
	}
	end.words = w.screen.held.release()
	return end
}

// leftEarly says of a cell that ended well, but by os.Exit(0), what that means.
func leftEarly(at stream.Spot) string {
	where := ""
	if at.Exits {
		where = fmt.Sprintf("cell %d, line %d: ", at.Cell, at.Line)
	}
	return where + "the cell ended its program here, so nothing that it made or changed lives on\n"
}

// once tells whether this kernel's notebook has not been told notice yet.
func (f *Front) once(notice string) bool {
	_, told := f.told.LoadOrStore(notice, true)
	return !told
}

// ok tells whether the cell ended well.
func (e *ending) ok() bool { return e.err == nil && e.status == "ok" && e.failure == nil }

// read takes GoNB's reply in.
func (e *ending) read(a *answer) {
	var reply struct {
		Status string `json:"status"`
		Value  string `json:"evalue"`
	}
	if e.err = a.err; e.err == nil {
		e.err = a.message.Decode(&reply)
	}
	e.status, e.exit = reply.Status, reply.Value
}

// kill ends the program at the other end of a connection.
func kill(c *net.UnixConn) {
	if pid := peer(c); pid > 1 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	c.Close()
}
