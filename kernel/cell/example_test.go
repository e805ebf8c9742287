package cell_test

import (
	"fmt"
	"path/filepath"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
)

// A cell is plain Go; what does not compile is said at the user's line.
func ExampleNotebook_Compile() {
	const module = "github.com/seed-380714d4/fathom"
	root, _ := filepath.Abs("../..")
	loader := imports.New(root, module)
	nb := cell.New(cell.Env{Import: loader.Import, Std: imports.Std(), Module: module})

	program, _ := nb.Compile(1, "rate := 0.1\nfmt.Println(rate)")
	fmt.Println(program.Text)

	_, trouble := nb.Compile(2, "rate := 0.1\nfmt.Println(rat)")
	fmt.Println(trouble.Report().Value)
	// Output:
	// %noautoget
	// %%
	// fathomCell()
	// cell 2, line 2: there is no rat here
}
