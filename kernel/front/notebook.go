package front

import (
	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// notebook is what earlier cells left.
type notebook = *cell.Notebook

// loadNotebook makes an empty notebook whose cells can import what the module
// at root can.
func loadNotebook(root string) (notebook, error) {
	loader := imports.New(root, layout.Module)
	if err := loader.Start(); err != nil {
		return nil, err
	}
	return cell.New(cell.Env{Import: loader.Import, Std: imports.Std(), Module: layout.Module}), nil
}
