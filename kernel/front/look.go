package front

import (
	"context"
	"go/token"
	"maps"
	"sync/atomic"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/cell"
)

// look is what questions about the notebook are answered from while cells run:
// it stands still.
type look struct {
	view     *cell.View
	position func(token.Pos) token.Position
	values   map[string]stream.Var // what the cells said of their variables
}

// glance says in a few words what a variable holds.
func (l *look) glance(name string) string { return l.values[name].Glance }

// looks holds the latest look.
type looks struct {
	latest atomic.Pointer[look]
	first  chan struct{} // closed when there is one
	begun  atomic.Bool
}

// get gives the latest look, once there is one.
func (l *looks) get(ctx context.Context) *look {
	select {
	case <-l.first:
	case <-ctx.Done():
	}
	return l.latest.Load()
}

// begin takes the first look at a new notebook.
func (l *looks) begin(nb notebook, position func(token.Pos) token.Position) {
	l.put(&look{view: nb.View(), position: position, values: map[string]stream.Var{}})
}

// again looks at a notebook whose cell has said these things of its variables.
func (l *looks) again(nb notebook, said []stream.Var) {
	next := &look{view: nb.View(), values: map[string]stream.Var{}}
	if last := l.latest.Load(); last != nil {
		next.position = last.position
		maps.Copy(next.values, last.values)
	}
	for _, v := range said {
		next.values[v.Name] = v
	}
	l.put(next)
}

func (l *looks) put(next *look) {
	l.latest.Store(next)
	if !l.begun.Swap(true) {
		close(l.first)
	}
}
