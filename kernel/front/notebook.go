package front

import (
	"go/token"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// notebook is what earlier cells left.
type notebook = *cell.Notebook

// loadNotebook makes an empty notebook whose cells can import what the module
// at root can; position tells where the source of something imported lies.
func loadNotebook(root string) (nb notebook, position func(token.Pos) token.Position, err error) {
	loader := imports.New(root, layout.Module)
	if err := loader.Start(); err != nil {
		return nil, nil, err
	}
	return cell.New(cell.Env{Import: loader.Import, Std: imports.Std(), Module: layout.Module}), loader.Position, nil
}
