package dsl_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// Branches that travel from cell to cell are brought together as those that
// stayed: their trunk is one, and so are its weights.
func TestBranchesTravel(t *testing.T) {
	trunk := dsl.Input(6).Dense(4).Tanh()
	b := trunk.Branch(
		func(m dsl.Model) dsl.Model { return m.Dense(4) },
		func(m dsl.Model) dsl.Model { return m },
	)
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var back dsl.Branches
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	want, got := b.Add(), back.Add()
	if err := got.Err(); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want.Graph(), got.Graph()) {
		t.Errorf("want\n%v\ngot\n%v", want.Graph(), got.Graph())
	}
	if n := got.Summary().Parameters; n != 28+20 {
		t.Errorf("parameters: want 48, the trunk's once, got %d", n)
	}
}
