package dsl

// Pool is the window of a pooling layer.
type Pool struct {
	Size    int    `json:"size"`
	Stride  int    `json:"stride"`
	Padding string `json:"padding"` // "same" or "valid"
}

// MaxPoolOp takes the largest value of each window.
type MaxPoolOp struct{ Pool }

// MaxPool takes the largest value of each window, channel by channel. Windows
// lie side by side unless Stride says otherwise.
//
// Formula: y[p, c] = max_q x[s·p + q − pad, c], over the q inside the input.
// The gradient goes to the largest value, of equal ones to one of them.
// Input: [H, W, C] or [T, C]. Output: [H', W', C] or [T', C], sizes as Conv's.
// Options: Stride, Same.
// Parameters: none.
// Errors: another rank; sizes below 1; a window larger than its input; options
// of Conv alone.
func (m Model) MaxPool(size int, options ...WindowOption) Model {
	return m.pooled("MaxPool", size, options, func(p Pool) Op { return MaxPoolOp{p} })
}

// pooled adds a pooling layer.
func (m Model) pooled(name string, size int, options []WindowOption, op func(Pool) Op) Model {
	w := windowOf(window{stride: size, dilation: 1, groups: 1, padding: valid}, options)
	if w.dilation != 1 || w.groups != 1 || w.noBias {
		return m.fail(Error{Where: name, What: "option", Want: "Stride, Same or Valid", Got: "one of Conv's", Mend: "leave it out"})
	}
	return m.then(op(Pool{size, w.stride, w.padding}))
}

// Kind is "max-pool".
func (MaxPoolOp) Kind() string  { return "max-pool" }
func (MaxPoolOp) title() string { return "MaxPool" }

func (p Pool) infer(in [][]int) ([]int, *Error) {
	if e := image(in[0]); e != nil {
		return nil, e
	}
	spatial, e := slide(in[0][:len(in[0])-1], p.Size, p.Stride, 1, p.Padding)
	if e != nil {
		return nil, e
	}
	return append(spatial, channels(in[0])), nil
}

func (Pool) parameters([][]int) []Parameter { return nil }
