package front

import (
	"errors"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/gonb"
)

// run obeys the cell's commands and runs the rest; the report is of what went
// wrong.
func (f *Front) run(r *running) *cell.Report {
	if name, source, ok := question(r.Code); ok {
		return f.page(r, name, source)
	}
	var own []command
	own, r.text = commands(r.Code)
	for _, c := range own {
		if report := obey[c.name](f, r, c.args); report != nil {
			return report
		}
	}
	if strings.TrimSpace(r.text) == "" {
		return nil
	}
	if line, near := mistyped(r.text); line != "" {
		return &cell.Report{Name: "UsageError", Value: "there is no " + line + "; did you mean " + near + "?"}
	}
	return f.runText(r)
}

// runText compiles and runs what the cell has besides commands.
func (f *Front) runText(r *running) *cell.Report {
	nb, err := f.notebook.wait(r.ready)
	if err != nil {
		f.loadAgain(r)
		return r.unready(err)
	}
	program, trouble := nb.Compile(r.number, r.text)
	if trouble != nil {
		report := trouble.Report()
		return &report
	}
	if program.PassThrough {
		if r.timed || r.repeated {
			return &cell.Report{Name: "UsageError", Value: "%time and %timeit are for plain cells; this one is GoNB's"}
		}
		report := f.runThere(r, program)
		nb.Ran(program, nil, report != nil && !ran(*report))
		f.looks.again(nb, nil)
		if report == nil && resets(r.text) {
			f.forget()
		}
		return report
	}
	if r.repeated {
		nb.Repeat(program)
	}
	end, report := f.runHere(r, program)
	if report == nil {
		report = judge(r, nb, end)
	}
	if r.repeated {
		return report // what is timed leaves nothing
	}
	nb.Ran(program, end.vars, report != nil)
	f.looks.again(nb, end.vars)
	return report
}

// loadAgain has the next cell find a notebook that could not be made before:
// what was missing may have been mended.
func (f *Front) loadAgain(r *running) {
	if !r.interrupted.Load() && f.life.Err() == nil {
		f.load()
	}
}

// load begins making the notebook.
func (f *Front) load() {
	f.notebook = start(func() (notebook, error) {
		nb, position, err := loadNotebook(f.opts.Root, f.workspace)
		if err == nil {
			f.looks.begin(nb, position)
		}
		return nb, err
	})
}

// place gives a GoNB that has the program's files.
func (f *Front) place(r *running, p *cell.Program) (*gonb.Child, *cell.Report) {
	child, err := f.child(r.ready)
	if err != nil {
		return nil, r.unready(err)
	}
	if err := f.gonb.put(child, p.Files); err != nil {
		return nil, &cell.Report{Name: "KernelError", Value: err.Error()}
	}
	return child, nil
}

// runThere has GoNB run a cell of its own.
func (f *Front) runThere(r *running, p *cell.Program) *cell.Report {
	child, report := f.place(r, p)
	if report != nil {
		return report
	}
	return f.passThrough(r, child, p.Text)
}

// runHere runs a plain cell; the report is of what kept it from being run. If
// GoNB turns out to be dead before the program has run, another one runs it.
func (f *Front) runHere(r *running, p *cell.Program) (end ending, report *cell.Report) {
	r.plain.Store(true)
	for range 2 {
		child, report := f.place(r, p)
		if report != nil {
			return end, report
		}
		end = f.plain(r, child, p.Text)
		if end.met || r.interrupted.Load() || !errors.Is(end.err, gonb.ErrDied) {
			break
		}
	}
	return end, nil
}

// unready reports that the cell could not even be started.
func (r *running) unready(err error) *cell.Report {
	if r.interrupted.Load() {
		return &cell.Report{Name: "Interrupted", Value: "the cell was interrupted before it ran"}
	}
	return &cell.Report{Name: "KernelError", Value: err.Error()}
}
