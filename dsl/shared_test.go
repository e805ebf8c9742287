package dsl_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func ExampleShared() {
	twin := dsl.Shared("twin", func(m dsl.Model) dsl.Model { return m.Dense(8).Tanh() })
	fmt.Println(dsl.Input(8).Repeat(3, twin).Dense(2))
	// Output:
	// layer                               output shape  parameters  multiply-adds  activation memory
	//     0  Input                        [8]
	//     1  Dense                        [8]                   72             64               32 B
	//     2  Tanh                         [8]                                                   32 B
	//     3  Dense with the weights of 1  [8]                                  64               32 B
	//     4  Tanh                         [8]                                                   32 B
	//     5  Dense with the weights of 1  [8]                                  64               32 B
	//     6  Tanh                         [8]                                                   32 B
	//     7  Dense                        [2]                   18             16                8 B
	//        total                                              90            208              200 B
}

func ExampleModel_Frozen() {
	features := dsl.Input(4).Dense(8).Tanh().Frozen()
	fmt.Println(features.Dense(2))
	// Output:
	// layer                            output shape  parameters  multiply-adds  activation memory
	//     0  Input                     [4]
	//     1  Dense, frozen             [8]                   40             32               32 B
	//     2  Tanh                      [8]                                                   32 B
	//     3  Dense                     [2]                   18             16                8 B
	//        total, 40 of them frozen                        58             48               72 B
}

func TestShared(t *testing.T) {
	named := func(name string) dsl.Model {
		part := dsl.Shared(name, func(m dsl.Model) dsl.Model { return m.Dense(4).BatchNorm() })
		return dsl.Input(4).Branch(part, func(m dsl.Model) dsl.Model { return part(part(m)) }).Concat().Dense(2)
	}
	m := named("a")
	var names []string
	for _, p := range dsl.Tensors(m.Graph()) {
		names = append(names, p.Name)
	}
	want := []string{"1.dense.weights", "1.dense.biases", "2.batch-norm.scale", "2.batch-norm.shift", "2.batch-norm.running_mean", "2.batch-norm.running_variance", "8.dense.weights", "8.dense.biases"}
	if !slices.Equal(names, want) {
		t.Errorf("want %q, got %q", want, names)
	}
	canonical := func(m dsl.Model) string {
		form, err := json.Marshal(m.Graph().Unnamed())
		if err != nil {
			t.Fatal(err)
		}
		return string(form)
	}
	if canonical(m) != canonical(named("b")) {
		t.Error("the name of a shared block decides something")
	}
	alone := dsl.Shared("c", func(m dsl.Model) dsl.Model { return m.Dense(4) })(dsl.Input(4))
	if canonical(alone) != canonical(dsl.Input(4).Dense(4)) {
		t.Error("a block that is applied once is another than the same layers")
	}
	var read dsl.Model // as a variable of a notebook travels
	text, err := json.Marshal(m)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil || canonical(read) != canonical(m) {
		t.Errorf("after travelling: %v", err)
	}
	if n := m.Init(dsl.HeNormal()).Summary().Parameters; n != 46 {
		t.Errorf("parameters: want 46, got %d", n)
	}
}

func TestSharedMistakes(t *testing.T) {
	part := dsl.Shared("a", func(m dsl.Model) dsl.Model { return m.Dense(3) })
	for want, m := range map[string]dsl.Model{
		`weights of "a/1"; want Dense weights [4 3] biases [3], as where it stands first, got Dense weights [3 3] biases [3]`: part(part(dsl.Input(4))),
		`weights of "b/1"; want Dense weights [4 3] biases [3], as where it stands first, got Conv weights [1 2 3] biases [3]`: dsl.Input(4).Branch(
			dsl.Shared("b", func(m dsl.Model) dsl.Model { return m.Dense(3) }),
			dsl.Shared("b", func(m dsl.Model) dsl.Model { return m.Reshape(2, 2).Conv(3, 1).GlobalAvgPool() })).Add(),
		`Shared (shared_test.go:89): arguments; want a name and a block, got ""`: dsl.Shared("", dsl.Model.Tanh)(dsl.Input(2)),
	} {
		if err := m.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
