package cell

import (
	"go/types"
	"testing"
)

// TestLanguageIsCarried: every exported struct of the language's packages is a
// value that lives on.
func TestLanguageIsCarried(t *testing.T) {
	newNotebook(t)
	for _, rel := range []string{"dsl", "dsl/figure", "dsl/claims"} {
		pkg, err := loader().Import(module + "/" + rel)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range pkg.Scope().Names() {
			o, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || !o.Exported() || types.IsInterface(o.Type()) {
				continue
			}
			if _, isFunc := o.Type().Underlying().(*types.Signature); isFunc {
				continue
			}
			if _, why := newVariable("x", o.Type(), 1); why != "" {
				t.Errorf("%s.%s cannot live on: %s", rel, name, why)
			}
		}
	}
}
