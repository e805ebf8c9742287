package dsl

import "fmt"

// SequenceSpec is what a generated set of sequences is made by.
type SequenceSpec struct {
	Length   int   `json:"length"`   // time steps to be bridged
	Examples int   `json:"examples"` // that train
	Seed     int64 `json:"seed,omitempty"`
}

// The examples of generated sets of sequences that validate and that test, and
// the symbols of CopyMemory.
const (
	sequenceHeldOut = 1_000
	copySymbols     = 10
	copyRecalled    = 10
)

// AddingProblem is long memory without anything else: each time step has a
// number and a mark, two numbers are marked, one in each half of the sequence,
// and the target is their sum.
//
// Input: [length, 2]: u ~ U(0, 1), and 1 where it is marked, else 0.
// Output: [1], the sum of the two marked numbers.
// Splits: examples train, 1,000 more validate, 1,000 test.
// Who always says 1 has a mean squared error of Var(u₁ + u₂) = 1/6 ≈ 0.1667;
// only who remembers both marked numbers has less than 1/12.
// Errors: a length below 2; no examples.
// Source: Hochreiter & Schmidhuber 1997, "Long short-term memory", experiment
// 4, in the form of Le, Jaitly & Hinton 2015 and Arjovsky, Shah & Bengio 2016.
// Differs: Hochreiter & Schmidhuber draw from U(−1, 1), vary the length and
// scale the target.
func AddingProblem(length, examples int) Data {
	return sequences("AddingProblem", "adding", SequenceSpec{Length: length, Examples: examples}, 2)
}

// CopyMemory is recall after a delay: ten symbols come first, then nothing but
// blanks, then a call to write the ten down again in their order.
//
// Input: [delay + 20, 10], one symbol a time step, one-hot: ten of the symbols
// 1 to 8; delay − 1 blanks, 0; the call, 9; ten blanks more.
// Output: the symbol of each time step, a class from 0 to 9: delay + 10 blanks,
// then the ten symbols. The model ends with a logit for each class at each
// step, [delay + 20, 10], as Conv(10, 1) gives; the loss is the mean over all
// steps, and so is the accuracy.
// Splits: examples train, 1,000 more validate, 1,000 test.
// Who knows all but the ten symbols has a cross-entropy of
// 10·ln 8/(delay + 20): 0.173 for a delay of 100.
// Errors: a delay below 1; no examples.
// Source: Hochreiter & Schmidhuber 1997; Arjovsky, Shah & Bengio 2016,
// "Unitary evolution recurrent neural networks", section 5.1.
func CopyMemory(delay, examples int) Data {
	return sequences("CopyMemory", "copy-memory", SequenceSpec{Length: delay, Examples: examples}, 1)
}

func sequences(name, source string, s SequenceSpec, shortest int) Data {
	d := Data{spec: DataSpec{Source: source, Sequence: &s}}
	switch {
	case s.Length < shortest:
		d.err = here(Error{Where: name, What: "length", Want: fmt.Sprintf("%d or more time steps", shortest), Got: fmt.Sprint(s.Length)})
	case s.Examples < 1:
		d.err = here(Error{Where: name, What: "examples", Want: "1 or more", Got: fmt.Sprint(s.Examples)})
	}
	return d
}

// Drawn draws other examples of a generated set: those of a seed. Without it
// the seed is 0.
//
// Errors: data that are not drawn.
func (d Data) Drawn(seed int64) Data {
	switch {
	case d.err != nil:
	case d.spec.Sequence != nil:
		s := *d.spec.Sequence
		s.Seed = seed
		d.spec.Sequence = &s
	case d.spec.Spirals != nil:
		s := *d.spec.Spirals
		s.Seed = seed
		d.spec.Spirals = &s
	case d.spec.Teacher != nil:
		t := *d.spec.Teacher
		t.Seed = seed
		d.spec.Teacher = &t
	default:
		d.err = here(Error{Where: "Drawn", What: "data", Want: "generated, as dsl.AddingProblem and dsl.CopyMemory are", Got: d.spec.Title()})
	}
	return d
}

// The ways to read an image as a sequence.
const (
	byPixel = "pixel"
	byRow   = "row"
)

// ByPixel reads each image pixel by pixel, as a sequence [H·W, C]: 784 steps
// of MNIST. With Permuted the pixels come in a random order.
//
// Errors: inputs that are no images.
// Source: Le, Jaitly & Hinton 2015, "A simple way to initialize recurrent
// networks of rectified linear units".
func (d Data) ByPixel() Data { return d.readBy("ByPixel", byPixel) }

// ByRow reads each image row by row, as a sequence [H, W·C]: 28 steps of
// MNIST. With Permuted it is pixels that change places, not rows.
//
// Errors: inputs that are no images.
func (d Data) ByRow() Data { return d.readBy("ByRow", byRow) }

func (d Data) readBy(name, way string) Data {
	before := d.spec.Read
	d.spec.Read = ""
	if shape := d.Shape(); d.err == nil && len(shape) != 3 {
		d.spec.Read = before
		d.err = here(Error{Where: name, What: "inputs", Want: "images, [H W C]", Got: fmt.Sprint(shape)})
		return d
	}
	d.spec.Read = way
	return d
}

// ReadShape is the shape of an input [H, W, C] as the spec has it read.
func (d DataSpec) ReadShape(shape []int) []int {
	if len(shape) != 3 {
		return shape
	}
	switch d.Read {
	case byPixel:
		return []int{shape[0] * shape[1], shape[2]}
	case byRow:
		return []int{shape[0], shape[1] * shape[2]}
	}
	return shape
}

// SequentialMNIST is MNIST().ByPixel(): digits as 784 time steps of one pixel;
// SequentialMNIST().ByRow() has 28 of 28 pixels. Permuted(seed) puts the
// pixels into one random order for all, so that what is near in the image is
// far in time.
func SequentialMNIST() Data { return MNIST().ByPixel() }
