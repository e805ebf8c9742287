package dsl

import "fmt"

// TeacherSpec is Teacher spelled out.
type TeacherSpec struct {
	Graph    Graph `json:"graph"`
	Examples int   `json:"examples"` // that train
	Seed     int64 `json:"seed,omitempty"`
}

// taughtHeldOut is how many examples validate, and how many test.
const taughtHeldOut = 1_000

// Teacher is what a network with random weights says of random inputs: data
// of which it is known how large a network must be to learn them, for studies
// of width and over-parameterisation.
//
// Formula: inputs are from N(0, 1), targets are the outputs of net with the
// weights that the seed draws, without noise.
// Input: as net takes. Output: as many target values as net has.
// Splits: examples train, 1,000 more validate, 1,000 test. Drawn draws others,
// and another teacher.
// Errors: those of net; an output that is no vector; no examples.
// Source: Gardner & Derrida 1989, "Three unfinished works on the optimal
// storage capacity of networks"; Saad & Solla 1995, "On-line learning in soft
// committee machines".
func Teacher(net Model, examples int) Data {
	if err := net.Err(); err != nil {
		return Data{err: err.(*Error)}
	}
	d := Data{spec: DataSpec{Source: "teacher", Teacher: &TeacherSpec{Graph: net.Graph(), Examples: examples}}}
	switch {
	case len(net.Shape()) != 1:
		d.err = here(Error{Where: "Teacher", What: "output of the network", Want: "[values]", Got: fmt.Sprint(net.Shape()), Mend: "add Flatten() or Dense(1)"})
	case examples < 1:
		d.err = here(Error{Where: "Teacher", What: "examples", Want: "1 or more", Got: fmt.Sprint(examples)})
	}
	return d
}
