package front

import (
	"context"
	"go/token"
	"os"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// notebook is what earlier cells left.
type notebook = *cell.Notebook

// loadNotebook makes an empty notebook whose cells can import what the module
// at root can, and what modules of its own offer; position tells where the
// source of something imported lies.
func loadNotebook(root string, own imports.Workspace) (nb notebook, position func(token.Pos) token.Position, err error) {
	loader := imports.New(root, layout.Module)
	loader.In(own)
	if dir, err := os.Getwd(); err == nil {
		loader.Lock(dir)
	}
	if err := loader.Start(); err != nil {
		return nil, nil, err
	}
	env := cell.Env{Import: loader.Import, Require: loader.Require, Fetch: loader.Fetch, Std: imports.Std(), Module: layout.Module}
	return cell.New(env), loader.Position, nil
}

// workspace is GoNB's directory: the module of the notebook's own that cells
// are built in. What is done there ends with the running cell.
func (f *Front) workspace() (context.Context, string, error) {
	ctx := f.life
	f.mu.Lock()
	if f.running != nil {
		ctx = f.running.ready
	}
	f.mu.Unlock()
	child, err := f.child(ctx)
	if err != nil {
		return ctx, "", err
	}
	return ctx, child.Dir(), nil
}
