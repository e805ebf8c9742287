package gonb

import (
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
)

// Interrupt interrupts what GoNB is doing. A running program is GoNB's to
// interrupt: it sends SIGINT, and kills it after 5 s. Of its own go build, go
// get and goimports GoNB only waits for the end, so they are ended here: first
// politely, for the go command then removes what it was writing.
func (c *Child) Interrupt() error {
	building := c.tools()
	for _, pid := range building {
		_ = syscall.Kill(pid, syscall.SIGINT)
	}
	if len(building) > 0 {
		time.AfterFunc(time.Second, func() {
			for _, pid := range c.tools() {
				if slices.Contains(building, pid) {
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			}
		})
	}
	m, err := c.client.New("interrupt_request", struct{}{})
	if err != nil {
		return err
	}
	return c.client.Control.Send(m)
}

// KillPrograms kills all that GoNB runs, and what that has left behind; only
// gopls is spared.
func (c *Child) KillPrograms() {
	below, gonb := c.below()
	spared := map[int]bool{}
	for _, p := range below { // parents come before their children
		spared[p.PID] = spared[p.Parent] || p.Name == "gopls"
		if p.PID != gonb && !spared[p.PID] {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
	}
}

// tools lists the processes that GoNB runs to build a cell: its children of
// the tools' names, and what is below them. The user's own go commands have a
// shell between and are not among them.
func (c *Child) tools() []int {
	below, gonb := c.below()
	found := map[int]bool{}
	var pids []int
	for _, p := range below { // parents come before their children
		top := p.Parent == gonb && (p.Name == "go" || p.Name == "goimports")
		if top || found[p.Parent] {
			found[p.PID] = true
			pids = append(pids, p.PID)
		}
	}
	return pids
}

// below lists what lives under the guard, and which of it is GoNB.
func (c *Child) below() (all []guard.Relative, gonb int) {
	all = guard.Descendants(c.proc.Guard())
	name := filepath.Base(c.opts.Binary)
	for _, p := range all {
		if p.Parent == c.proc.Guard() && p.Name == name[:min(len(name), 15)] {
			gonb = p.PID
		}
	}
	return all, gonb
}
