package front

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// reset is %reset: all that cells left is forgotten, by us and by GoNB.
func (f *Front) reset(r *running, args string) *cell.Report {
	child, err := f.child(r.ready)
	if err != nil {
		return r.unready(err)
	}
	f.gonb.meet(child)
	report := f.passThrough(r, child, strings.TrimSpace("%reset "+args))
	if report == nil && args == "" { // with go.mod it is only that which begins anew
		f.forget()
	}
	return report
}

// forget begins a new notebook, without the values of the old one.
func (f *Front) forget() {
	values, _ := filepath.Glob(filepath.Join(f.places.vars(), "*"))
	for _, v := range values {
		_ = os.RemoveAll(v)
	}
	f.load()
	_, _ = f.notebook.wait(f.life) // so that whoever asks next sees the new one
}

// remove is %rm: the named variables and declarations are forgotten, and it is
// said in GoNB's words, which stand in its notebooks.
func (f *Front) remove(r *running, args string) *cell.Report {
	names := strings.Fields(strings.ReplaceAll(args, ",", " "))
	if len(names) == 0 {
		return &cell.Report{Name: "UsageError", Value: "%rm: want the names to forget, got none; %who lists what there is"}
	}
	nb, err := f.notebook.wait(r.ready)
	if err != nil {
		return r.unready(err)
	}
	var held []string
	for _, name := range names {
		kind, theirs := nb.Forget(name)
		held = append(held, theirs...)
		if kind == "" {
			f.sayOn(r, "stderr", fmt.Sprintf(". key %q not found in any definition, not removed\n", name))
			continue
		}
		f.say(r, fmt.Sprintf(". removed %s %s\n", kind, name))
	}
	f.looks.again(nb, nil)
	if child := f.gonb.living(); child != nil && len(held) > 0 {
		if _, err := f.ask(child, "%rm "+strings.Join(held, " "), true, false, false, nil); err != nil {
			return &cell.Report{Name: "KernelError", Value: err.Error()}
		}
	}
	return nil
}
