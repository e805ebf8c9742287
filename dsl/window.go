package dsl

import "fmt"

// WindowOption says how the window of a Conv or a pool moves over its input:
// Stride, Same, Valid, and of Conv alone Dilation, Groups, NoBias.
type WindowOption func(*window)

// window is what options set.
type window struct {
	stride, dilation, groups int
	padding                  string
	noBias                   bool
}

// The paddings, as graphs spell them.
const (
	same  = "same"
	valid = "valid"
)

// Stride moves the window n positions at a time, in every direction.
func Stride(n int) WindowOption { return func(w *window) { w.stride = n } }

// Same pads with zeros so that the output is as large as the input, divided
// by the stride and rounded up: ⌊(K−1)/2⌋ positions before the input and the
// rest behind it, K the window's extent. The default of Conv.
//
// Differs: with a stride above 1 from Keras and JAX, whose "same" pads less
// before the input, depending on its size. Here a strided layer gives every
// n-th value of the layer without the stride, as PyTorch's padding=K//2 does.
func Same() WindowOption { return func(w *window) { w.padding = same } }

// Valid pads nothing: the window stays inside the input. The default of
// MaxPool and AvgPool.
func Valid() WindowOption { return func(w *window) { w.padding = valid } }

// Dilation sets the window's values n positions apart; of Conv.
func Dilation(n int) WindowOption { return func(w *window) { w.dilation = n } }

// Groups splits channels and filters into n parts that do not see each other;
// of Conv. With as many groups as channels it is a depthwise convolution.
func Groups(n int) WindowOption { return func(w *window) { w.groups = n } }

// NoBias leaves the biases out, of Conv: before a BatchNorm, which takes the
// mean off, they would do nothing.
func NoBias() WindowOption { return func(w *window) { w.noBias = true } }

func windowOf(w window, options []WindowOption) window {
	for _, o := range options {
		o(&w)
	}
	return w
}

// slide gives the number of positions of a window along each axis of spatial.
func slide(spatial []int, size, stride, dilation int, padding string) ([]int, *Error) {
	for _, o := range []struct {
		what string
		n    int
	}{{"size", size}, {"stride", stride}, {"dilation", dilation}} {
		if o.n < 1 {
			return nil, &Error{What: o.what, Want: "1 or more", Got: fmt.Sprint(o.n)}
		}
	}
	extent := (size-1)*dilation + 1
	out := make([]int, len(spatial))
	for i, d := range spatial {
		switch {
		case padding == same:
			out[i] = (d + stride - 1) / stride
		case padding != valid:
			return nil, &Error{What: "padding", Want: "dsl.Same() or dsl.Valid()", Got: fmt.Sprintf("%q", padding)}
		case extent > d:
			return nil, &Error{What: "extent of the window", Want: fmt.Sprintf("at most %d, that of the input", d), Got: fmt.Sprint(extent),
				Mend: "add dsl.Same() to pad the input, or make the window smaller"}
		default:
			out[i] = (d-extent)/stride + 1
		}
	}
	return out, nil
}

// image checks that a shape is [T, C] or [H, W, C].
func image(in []int) *Error {
	if len(in) == 2 || len(in) == 3 {
		return nil
	}
	e := &Error{What: "input rank", Want: "[T, C] or [H, W, C]", Got: fmt.Sprint(in)}
	if len(in) == 1 {
		e.Mend = "put it before Flatten(), or add Reshape(…) before it"
	}
	return e
}
