package dsl

import (
	"fmt"
	"math"
)

// Recurrence is what RNN, LSTM and GRU layers have in common.
type Recurrence struct {
	Units    int  `json:"units"`
	All      bool `json:"all,omitempty"`      // every state is the output, not the last alone
	Backward bool `json:"backward,omitempty"` // from the last time step to the first
	// RecurrentBias is a second set of biases, beside the recurrent product.
	RecurrentBias bool        `json:"recurrent_bias,omitempty"`
	Weights       Initializer `json:"weights"`
	Recurrent     Initializer `json:"recurrent"`
	Biases        Initializer `json:"biases"`
}

// RecurrentOption sets how an RNN, LSTM or GRU layer is read and started:
// AllStates, Backward, Bidirectional, Masked, RecurrentInit, RecurrentBias,
// and of some ReLUState, ForgetBias, Chrono and ResetBefore.
type RecurrentOption func(*recurrent)

// recurrent is what options set.
type recurrent struct {
	Recurrence
	bidirectional bool
	mask          *Model
	relu          bool
	resetBefore   bool
	gateBias      *Initializer
	given         []string // the options that not all layers have
	err           *Error
}

// AllStates makes the layer's output the states of all time steps, [T, units],
// for another recurrent layer or a loss at each step. Without it the output is
// the last state, [units].
func AllStates() RecurrentOption { return func(r *recurrent) { r.All = true } }

// Backward reads the sequence from its end: state t has seen the steps T to t,
// and the last state is that of the first step.
func Backward() RecurrentOption { return func(r *recurrent) { r.Backward = true } }

// Bidirectional runs two layers, one forward and one backward, each with
// weights of its own, and lays their states side by side: [2·units], or
// [T, 2·units] with AllStates.
//
// Source: Schuster & Paliwal 1997, "Bidirectional recurrent neural networks".
func Bidirectional() RecurrentOption { return func(r *recurrent) { r.bidirectional = true } }

// Masked lets the layer pass over the time steps where mask is 0: there the
// state stays as it was, so that the last state is the one at the sequence's
// own end. The mask is a model of the same input with output [T], such as
// Mask or LengthMask; no gradient goes into it.
//
// Differs: from PyTorch's packed sequences, whose outputs are 0 beyond the
// end; as Keras.
func Masked(mask Model) RecurrentOption { return func(r *recurrent) { r.mask = &mask } }

// RecurrentInit draws the recurrent weights, those from state to state, by i:
// each gate's matrix [units, units] by itself. Orthogonal(1) is the default;
// IdentityMatrix and SpectralRadius are others that recurrence asks for.
func RecurrentInit(i Initializer) RecurrentOption {
	return func(r *recurrent) {
		r.Recurrent = i
		if e := i.check(); e != nil && r.err == nil {
			r.err = e
		}
	}
}

// RecurrentBias adds a second set of biases, beside the recurrent product, as
// PyTorch's and cuDNN's layers have it. Only in a GRU can it change what the
// layer can compute; elsewhere it counts towards the parameters and makes
// weights from there fit.
func RecurrentBias() RecurrentOption { return func(r *recurrent) { r.Recurrence.RecurrentBias = true } }

// ReLUState makes the activation of an RNN's state ReLU in place of tanh; of
// RNN alone.
func ReLUState() RecurrentOption {
	return func(r *recurrent) { r.relu, r.given = true, append(r.given, "ReLUState") }
}

// ForgetBias starts the biases of an LSTM's forget gates at b; of LSTM alone,
// whose default is 1. With 0 a fresh cell forgets half of itself in each step.
//
// Source: Gers, Schmidhuber & Cummins 2000, "Learning to forget"; Jozefowicz,
// Zaremba & Sutskever 2015 for 1.
func ForgetBias(b float64) RecurrentOption {
	i := Initializer{Kind: keepBias, Scale: b}
	return func(r *recurrent) { r.gateBias, r.given = &i, append(r.given, "ForgetBias") }
}

// Chrono starts the biases so that the layer remembers for up to longest time
// steps; of LSTM and GRU.
//
// Formula: LSTM b_f = log u, b_i = −b_f; GRU b_z = log u; u ~ U(1, longest−1),
// one for each unit. The other biases are 0.
// Source: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?".
// Their GRU is written with 1 − z in z's place.
func Chrono(longest int) RecurrentOption {
	i := Initializer{Kind: chronoBias, Scale: float64(longest)}
	return func(r *recurrent) {
		r.gateBias, r.given = &i, append(r.given, "Chrono")
		if longest < 3 && r.err == nil {
			r.err = &Error{What: "longest time", Want: "3 steps or more", Got: fmt.Sprint(longest)}
		}
	}
}

// ResetBefore makes a GRU reset its state before the recurrent product, as the
// paper has it: n = tanh(x·W_n + (r ⊙ h)·U_n + b_n); of GRU alone.
func ResetBefore() RecurrentOption {
	return func(r *recurrent) { r.resetBefore, r.given = true, append(r.given, "ResetBefore") }
}

// The initialisers of biases that ForgetBias and Chrono stand for. Both are
// about the gate that keeps the state: the second of the layer's.
const (
	keepBias   = "keep-bias"
	chronoBias = "chrono"
)

// recur adds a recurrent layer, or the two of Bidirectional.
func (m Model) recur(name string, units int, options []RecurrentOption, has []string, op func(recurrent) Op) Model {
	r := recurrent{Recurrence: Recurrence{Units: units, Weights: XavierUniform(), Recurrent: Orthogonal(1), Biases: Zeros()}}
	for _, o := range options {
		o(&r)
	}
	for _, g := range r.given {
		if !contains(has, g) && r.err == nil {
			r.err = &Error{What: "option", Want: "one that this layer has", Got: "dsl." + g, Mend: "leave it out"}
		}
	}
	if r.bidirectional && r.Backward && r.err == nil {
		r.err = &Error{What: "options", Want: "dsl.Backward or dsl.Bidirectional", Got: "both", Mend: "leave one out"}
	}
	if r.err != nil {
		e := *r.err
		e.Where = name
		return m.fail(e)
	}
	if r.gateBias != nil {
		r.Biases = *r.gateBias
	}
	var others []Model
	if r.mask != nil {
		others = []Model{*r.mask}
	}
	if !r.bidirectional {
		return m.join(op(r), others...)
	}
	forward := m.join(op(r), others...)
	r.Backward = true
	return forward.join(ConcatOp{}, m.join(op(r), others...))
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func (r Recurrence) infer(in [][]int) ([]int, *Error) {
	if r.Units < 1 {
		return nil, &Error{What: "units", Want: "1 or more", Got: fmt.Sprint(r.Units)}
	}
	if len(in[0]) != 2 {
		e := &Error{What: "input rank", Want: "[T, F], T time steps of F features", Got: fmt.Sprint(in[0])}
		switch len(in[0]) {
		case 1:
			e.Mend = fmt.Sprintf("add Reshape(%d, 1) before it to read value by value, or dsl.AllStates() to the recurrent layer before it", in[0][0])
		case 3:
			e.Mend = fmt.Sprintf("add Reshape(%d, %d) before it to read row by row", in[0][0], in[0][1]*in[0][2])
		}
		return nil, e
	}
	if len(in) == 2 && (len(in[1]) != 1 || in[1][0] != in[0][0]) {
		return nil, &Error{What: "mask", Want: fmt.Sprintf("[%d], a number for each time step", in[0][0]), Got: fmt.Sprint(in[1]),
			Mend: "make it of the same input, by Mask(0) or LengthMask(…)"}
	}
	if r.All {
		return []int{in[0][0], r.Units}, nil
	}
	return []int{r.Units}, nil
}

// tensors lists the parameters of a layer whose state takes so many gates.
// The fans are those of one gate.
func (r Recurrence) tensors(in [][]int, gates int) []Parameter {
	f, h := channels(in[0]), r.Units
	fan := f
	if r.Weights.Kind == "pytorch" {
		fan = h // as torch.nn.RNN, which draws everything from U(−1/√h, 1/√h)
	}
	list := []Parameter{
		{Name: "weights", Shape: []int{f, gates * h}, Init: r.Weights, FanIn: fan, FanOut: h, Gates: gates},
		{Name: "recurrent", Shape: []int{h, gates * h}, Init: r.Recurrent, FanIn: h, FanOut: h, Gates: gates},
		{Name: "biases", Shape: []int{gates * h}, Init: r.Biases, FanIn: fan, FanOut: h, Gates: gates},
	}
	if r.RecurrentBias {
		second := Zeros()
		if r.Weights.Kind == "pytorch" {
			second = r.Weights
		}
		list = append(list, Parameter{Name: "recurrent-biases", Shape: []int{gates * h}, Init: second, FanIn: h, FanOut: h, Gates: gates})
	}
	return list
}

// drawn is the layer with its input weights drawn by i; by PyTorchDefault, and
// by none, everything is.
func (r Recurrence) drawn(i Initializer) Recurrence {
	r.Weights = i
	if i.Kind == "pytorch" || i == (Initializer{}) {
		r.Recurrent, r.Biases = i, i
	}
	return r
}

// named is the layer's name in a summary.
func (r Recurrence) named(cell string) string {
	if r.Backward {
		cell += " backward"
	}
	return cell
}

// SpectralRadius draws from N(0, 1/fan_in) and scales the matrix so that its
// largest eigenvalue, by magnitude, is radius: what decides whether the linear
// recurrence h ← h·U dies out or grows. Of square matrices; each gate's by
// itself.
//
// Differs: from Orthogonal(radius), all of whose eigenvalues and singular
// values are radius; here most are smaller, and the largest singular value is
// about twice the radius.
// Source: Jaeger 2001, "The 'echo state' approach"; Pascanu, Mikolov & Bengio
// 2013, "On the difficulty of training recurrent neural networks".
func SpectralRadius(radius float64) Initializer {
	return Initializer{Kind: "spectral", Scale: radius}
}

// checkRadius refuses radii that no matrix has.
func checkRadius(radius float64) *Error {
	if radius > 0 && !math.IsInf(radius, 0) {
		return nil
	}
	return &Error{What: "spectral radius", Want: "above 0", Got: fmt.Sprint(radius)}
}
