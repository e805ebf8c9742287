package front

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	// again is how often an interrupt is repeated. GoNB listens to one only
	// once a program runs, and to one a program, so a repetition catches a
	// program that had not quite started, and disturbs nobody else.
	again = 500 * time.Millisecond
	// stubborn is when all that GoNB runs is killed: it kills a program that
	// ignores interrupts after 5 s, but waits for those that the program has
	// left its output to.
	stubborn = 6 * time.Second
	// deaf is when the program of a plain cell is killed: it says where it was
	// within a second, or it does not listen.
	deaf = 2500 * time.Millisecond
	// stuck is when GoNB itself is ended.
	stuck = 12 * time.Second
	// deafAtFirst is how long a plain cell's program does not listen, with some
	// room: an interrupt that waits for it learns the line.
	deafAtFirst = 350 * time.Millisecond
)

// interrupt interrupts the running cell, if there is one.
func (f *Front) interrupt() {
	f.mu.Lock()
	r := f.running
	f.mu.Unlock()
	if r == nil || r.interrupted.Swap(true) {
		return // nothing runs, or it is being interrupted
	}
	r.cancel()
	go f.pursue(r)
}

// pursue sees to it that an interrupted cell ends.
func (f *Front) pursue(r *running) {
	tick := time.NewTicker(again)
	defer tick.Stop()
	r.grow()
	for start := time.Now(); ; {
		if child := f.gonb.living(); child != nil {
			if age := time.Since(start); age > stuck {
				child.Kill()
				return
			} else if age > stubborn || age > deaf && r.plain.Load() {
				child.KillPrograms()
			}
			_ = child.Interrupt()
		}
		select {
		case <-r.done:
			return
		case <-f.life.Done():
			return
		case <-tick.C:
		}
	}
}

// grow waits until the cell's program, if it has just begun, can say where it is.
func (r *running) grow() {
	met := r.met.Load()
	if met == 0 {
		return
	}
	select {
	case <-time.After(time.Until(time.Unix(0, met).Add(deafAtFirst))):
	case <-r.done:
	}
}

// signals makes SIGINT interrupt the cell, as an interrupt_request does, and
// other signals to end, or Jupyter's own end, end the kernel. The result
// stops it.
func (f *Front) signals() (stop func()) {
	c := make(chan os.Signal, 8)
	signal.Notify(c, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	parent := os.Getppid()
	started := os.Getenv("JPY_PARENT_PID") != "" // Jupyter says: end with me
	tick := time.NewTicker(time.Second)
	go func() {
		for {
			select {
			case s := <-c:
				if s == syscall.SIGINT {
					f.interrupt()
				} else {
					f.shutdown()
				}
			case <-tick.C:
				if started && os.Getppid() != parent {
					f.shutdown()
				}
			case <-f.life.Done():
				return
			}
		}
	}()
	return func() {
		signal.Stop(c)
		tick.Stop()
	}
}
