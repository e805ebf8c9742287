package front

import (
	"context"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// evaluate answers a request's user_expressions: each is a cell of its own that
// is shown to nobody, and leaves nothing.
func (f *Front) evaluate(r *running) object {
	out := object{}
	for name, text := range r.UserExpressions {
		data, report := f.expression(r, text)
		if report != nil {
			out[name] = object{"status": "error", "ename": report.Name, "evalue": report.Value, "traceback": traceback(*report)}
			continue
		}
		out[name] = object{"status": "ok", "data": data, "metadata": object{}}
	}
	return out
}

// expression gives an expression's value in its forms.
func (f *Front) expression(r *running, text string) (data any, report *cell.Report) {
	nb, err := f.notebook.wait(r.ready)
	if err != nil {
		return nil, r.unready(err)
	}
	program, trouble := nb.Compile(0, text)
	switch {
	case trouble != nil:
		report := trouble.Report()
		return nil, &report
	case program.PassThrough:
		return nil, &cell.Report{Name: "SyntaxError", Value: "a user expression is plain Go, and no command"}
	}
	no := false
	e := &running{request: r.request, executeRequest: executeRequest{StoreHistory: &no, Code: text}, text: text, done: r.done}
	e.ready, e.cancel = context.WithCancel(r.ready)
	defer e.cancel()
	e.publish = func(kind string, content any) {
		if c, ok := content.(object); ok && kind == "execute_result" {
			data = c["data"]
		}
	}
	end, report := f.runHere(e, program)
	if report == nil {
		report = judge(e, nb, end)
	}
	if report == nil && data == nil {
		report = &cell.Report{Name: "SyntaxError", Value: "this is no expression: it has no value"}
	}
	return data, report
}
