package dsl

import "fmt"

// ConvOp is a convolution over the axes between the batch and the channels.
type ConvOp struct {
	Filters  int         `json:"filters"`
	Size     int         `json:"size"`
	Stride   int         `json:"stride"`
	Padding  string      `json:"padding"` // "same" or "valid"
	Dilation int         `json:"dilation"`
	Groups   int         `json:"groups"`
	NoBias   bool        `json:"no_bias,omitempty"`
	Weights  Initializer `json:"weights"`
	Biases   Initializer `json:"biases"`
}

// Conv is a convolution with square windows: 2-D over [H, W, C], 1-D over
// [T, C].
//
// Formula: z[p, f] = Σ_q Σ_c x[s·p + d·q − pad, c]·W[q, c, f] + b[f], q over
// the window's positions, s the stride, d the dilation; x is 0 outside. (A
// cross-correlation, as everywhere in the field.)
// Input: [H, W, C] or [T, C]. Output: [H', W', filters] or [T', filters]; with
// Same, the default, H' = ⌈H/s⌉; with Valid H' = ⌊(H − d·(size−1) − 1)/s⌋ + 1.
// Options: Stride, Valid, Dilation, Groups, NoBias.
// Parameters: W [size, size, C/groups, filters], or [size, C/groups, filters];
// b [filters] unless NoBias.
// Init: W Xavier uniform (as Keras), b zeros; Init changes that of W. The fans
// are those of one position: fan_in = size²·C/groups.
// Errors: another rank; sizes below 1; a window larger than its input; groups
// that do not divide channels and filters.
// Source: LeCun et al. 1989, "Backpropagation applied to handwritten zip code
// recognition".
func (m Model) Conv(filters, size int, options ...WindowOption) Model {
	w := windowOf(window{stride: 1, dilation: 1, groups: 1, padding: same}, options)
	return m.then(ConvOp{Filters: filters, Size: size, Stride: w.stride, Padding: w.padding, Dilation: w.dilation,
		Groups: w.groups, NoBias: w.noBias, Weights: XavierUniform(), Biases: Zeros()})
}

// Kind is "conv".
func (ConvOp) Kind() string  { return "conv" }
func (ConvOp) title() string { return "Conv" }

func (o ConvOp) infer(in [][]int) ([]int, *Error) {
	if e := image(in[0]); e != nil {
		return nil, e
	}
	if o.Filters < 1 {
		return nil, &Error{What: "filters", Want: "1 or more", Got: fmt.Sprint(o.Filters)}
	}
	c := channels(in[0])
	if o.Groups < 1 || c%o.Groups != 0 || o.Filters%o.Groups != 0 {
		return nil, &Error{What: "groups", Want: fmt.Sprintf("a divisor of %d channels and %d filters", c, o.Filters), Got: fmt.Sprint(o.Groups)}
	}
	spatial, e := slide(in[0][:len(in[0])-1], o.Size, o.Stride, o.Dilation, o.Padding)
	if e != nil {
		return nil, e
	}
	return append(spatial, o.Filters), nil
}

func (o ConvOp) parameters(in [][]int) []Parameter {
	var shape []int
	positions := 1
	for range in[0][1:] { // the spatial axes
		shape, positions = append(shape, o.Size), positions*o.Size
	}
	perGroup := channels(in[0]) / o.Groups
	fanIn, fanOut := positions*perGroup, positions*o.Filters/o.Groups
	list := []Parameter{{Name: "weights", Shape: append(shape, perGroup, o.Filters), Init: o.Weights, FanIn: fanIn, FanOut: fanOut}}
	if !o.NoBias {
		list = append(list, Parameter{Name: "biases", Shape: []int{o.Filters}, Init: o.Biases, FanIn: fanIn, FanOut: fanOut})
	}
	return list
}

func (o ConvOp) initialized(i Initializer) Op {
	o.Weights, o.Biases = i, i.biases()
	return o
}

// channels is the last axis.
func channels(shape []int) int { return shape[len(shape)-1] }
