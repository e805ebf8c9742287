package dsl

import (
	"fmt"
	"slices"
)

// Shortcut makes the path around a residual block whose output has another
// shape than its input: from x to a model of the shape that is wanted. Write
// your own as any function from Model to Model.
type Shortcut func(x Model, to []int) Model

// Residual adds a block's output to its input: m.Residual(block) is
// m + block(m). Pre-activation is a matter of how the block is written; so is
// a scaled branch, with Scale at its end.
//
// Formula: y = F(x) + x, F the block; y = F(x) + S(x), S the shortcut, where
// F changes the shape.
// Input: any shape. Output: that of the block. Parameters: those of the block
// and of the shortcut.
// Errors: a block that changes the shape, without a shortcut; a shortcut that
// does not lead there; the block's own mistakes.
// Source: He et al. 2016, "Deep residual learning for image recognition".
func (m Model) Residual(block func(Model) Model, shortcut ...Shortcut) Model {
	if m.err != nil {
		return m
	}
	if block == nil || len(shortcut) > 1 {
		return m.fail(Error{Where: "Residual", What: "arguments", Want: "a block and at most one shortcut", Got: fmt.Sprintf("%d shortcuts", len(shortcut))})
	}
	branch, around := block(m), m
	if branch.err == nil && !slices.Equal(branch.Shape(), m.Shape()) {
		if len(shortcut) == 0 || shortcut[0] == nil {
			return m.fail(Error{Where: "Residual", What: "shape of the block's output", Want: fmt.Sprintf("%v, as its input", m.Shape()), Got: fmt.Sprint(branch.Shape()),
				Mend: "say how the input gets there: Residual(block, dsl.ShortcutA) or dsl.ShortcutB"})
		}
		around = shortcut[0](m, branch.Shape())
	}
	out := branch.join(AddOp{}, around)
	out.name = m.name
	return out
}

// ShortcutA takes every s-th position and pads the channels with zeros, as
// many before as behind; it has no parameters.
//
// Source: He et al. 2016, option A.
func ShortcutA(x Model, to []int) Model {
	s, e := strideTo(x.Shape(), to)
	if e != nil {
		return x.fail(*e)
	}
	if s > 1 {
		x = x.Subsample(s)
	}
	if channels(x.Shape()) != channels(to) {
		x = x.PadChannels(channels(to))
	}
	return x
}

// ShortcutB is a 1×1 convolution with the stride that the block has, and a
// batch normalisation.
//
// Source: He et al. 2016, option B; their code has the normalisation.
func ShortcutB(x Model, to []int) Model {
	s, e := strideTo(x.Shape(), to)
	if e != nil {
		return x.fail(*e)
	}
	return x.Conv(channels(to), 1, Stride(s), NoBias()).BatchNorm()
}

// strideTo is the stride that makes positions of one shape those of another.
func strideTo(from, to []int) (int, *Error) {
	if image(from) == nil && len(from) == len(to) && to[0] > 0 {
		s := (from[0] + to[0] - 1) / to[0]
		fits := true
		for i, d := range from[:len(from)-1] {
			fits = fits && (d+s-1)/s == to[i]
		}
		if fits {
			return s, nil
		}
	}
	return 0, &Error{Where: "Shortcut", What: "shape of the block's output", Want: fmt.Sprintf("that of every s-th position of %v", from), Got: fmt.Sprint(to),
		Mend: "pad the block's convolutions with dsl.Same(), or write a shortcut of your own"}
}

// SubsampleOp takes every Stride-th position.
type SubsampleOp struct {
	Stride int `json:"stride"`
}

// Subsample takes every n-th position, from the first, in every direction.
//
// Formula: y[p, c] = x[n·p, c].
// Input: [H, W, C] or [T, C]. Output: [⌈H/n⌉, ⌈W/n⌉, C] or [⌈T/n⌉, C].
// Parameters: none. Errors: another rank; n below 1.
func (m Model) Subsample(n int) Model { return m.then(SubsampleOp{n}) }

// Kind is "subsample".
func (SubsampleOp) Kind() string                   { return "subsample" }
func (SubsampleOp) title() string                  { return "Subsample" }
func (SubsampleOp) parameters([][]int) []Parameter { return nil }

func (o SubsampleOp) infer(in [][]int) ([]int, *Error) {
	return Pool{Size: 1, Stride: o.Stride, Padding: valid}.infer(in)
}

// PadChannelsOp adds channels of zeros, up to Channels.
type PadChannelsOp struct {
	Channels int `json:"channels"`
}

// PadChannels adds channels of zeros, ⌊half⌋ of them before the others, until
// there are n.
//
// Input: […, C]. Output: […, n]. Parameters: none. Errors: n below C.
func (m Model) PadChannels(n int) Model { return m.then(PadChannelsOp{n}) }

// Kind is "pad-channels".
func (PadChannelsOp) Kind() string                   { return "pad-channels" }
func (PadChannelsOp) title() string                  { return "PadChannels" }
func (PadChannelsOp) parameters([][]int) []Parameter { return nil }

func (o PadChannelsOp) infer(in [][]int) ([]int, *Error) {
	c := channels(in[0])
	if o.Channels < c {
		return nil, &Error{What: "channels", Want: fmt.Sprintf("%d or more", c), Got: fmt.Sprint(o.Channels)}
	}
	return append(append([]int{}, in[0][:len(in[0])-1]...), o.Channels), nil
}
