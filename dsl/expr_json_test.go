package dsl_test

import (
	"encoding/json"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestExprTravels: an expression made outside a Func, such as a parameter that
// several share, can be a variable of a notebook.
func TestExprTravels(t *testing.T) {
	w := dsl.Param("w", dsl.HeNormal(), 4, 4)
	symmetric := w.Add(w.Transpose()).Mul(0.5)
	text, err := json.Marshal(symmetric)
	if err != nil {
		t.Fatal(err)
	}
	var read dsl.Expr
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	f := func(x dsl.Expr) dsl.Expr { return x.MatMul(read) }
	if n := last(t, dsl.Input(4).Apply(dsl.Func("f", f))).Expr; len(n.Terms) != 7 {
		t.Errorf("terms: want 7, got %v", n)
	}
	wrong := w.Reshape(3)
	text, err = json.Marshal(wrong)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &read); err != nil || read.Err() == nil || read.Err().Error() != wrong.Err().Error() {
		t.Errorf("want the mistake kept, got %v, %v", read.Err(), err)
	}
	for _, bad := range []string{`{"terms":[{"op":"exp","in":[0]}]}`, `{"terms":[{"op":"exp"}]}`, `{"terms":[{"op":"what"}]}`, `{"terms":[{"op":"input"}]}`} {
		if json.Unmarshal([]byte(bad), &read) == nil {
			t.Errorf("%s: want an error, got none", bad)
		}
	}
}
