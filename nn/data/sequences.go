package data

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
)

// heldOut is how many examples of a generated set validate, and how many test.
const heldOut = 1_000

// generated opens a set that is drawn anew each time, and keeps the one that
// was drawn last: a run is asked about more than once.
func generated(draw func(dsl.SequenceSpec) *Set) func(dsl.DataSpec) (*Set, error) {
	var mu sync.Mutex
	var last *Set
	var of dsl.SequenceSpec
	return func(spec dsl.DataSpec) (*Set, error) {
		s := spec.Sequence
		if s == nil || s.Length < 1 || s.Examples < 1 {
			return nil, &dsl.Error{Where: "data", What: "sequence", Want: "a length and examples, 1 or more", Got: fmt.Sprintf("%+v", s)}
		}
		mu.Lock()
		defer mu.Unlock()
		if last == nil || of != *s {
			last, of = draw(*s), *s
		}
		return last, nil
	}
}

// divided makes a set of s.Examples, and those that validate and test behind
// them. Each split is drawn from a stream of its own: more examples leave the
// first ones, and the others, as they are.
func divided(set Set, s dsl.SequenceSpec, kind string, draw func(r *rand.Rand, n int) Split) *Set {
	train := draw(stream(s.Seed, kind+" training"), s.Examples)
	held := draw(stream(s.Seed, kind+" validation"), heldOut)
	set.Test = draw(stream(s.Seed, kind+" test"), heldOut)
	both := Split{N: train.N + held.N, Bytes: append(train.Bytes, held.Bytes...), Floats: append(train.Floats, held.Floats...),
		Labels: append(train.Labels, held.Labels...), Values: append(train.Values, held.Values...)}
	set.Train, set.Validation, set.HeldOut = both.slice(0, s.Examples), both.slice(s.Examples, both.N), heldOut
	set.Hash = contentHash(set.Train, set.Validation, set.Test)
	return &set
}

// adding draws the adding problem: at each step a number u and a mark, of
// which there is one in each half; the target is the sum of the marked u.
func adding(s dsl.SequenceSpec) *Set {
	return divided(Set{Shape: []int{s.Length, 2}, Targets: 1}, s, "adding", func(r *rand.Rand, n int) Split {
		out := Split{N: n, Floats: make([]float64, 0, 2*n*s.Length)}
		for range n {
			first, second := r.IntN(s.Length/2), s.Length/2+r.IntN(s.Length-s.Length/2)
			sum := 0.0
			for t := range s.Length {
				u, mark := r.Float64(), 0.0
				if t == first || t == second {
					mark, sum = 1, sum+u
				}
				out.Floats = append(out.Floats, u, mark)
			}
			out.Values = append(out.Values, sum)
		}
		return out
	})
}

// The alphabet of copy memory, and how many symbols are to be recalled.
const (
	copyBlank    = 0
	copyFirst    = 1 // of the eight symbols
	copyLast     = 8
	copyCall     = 9
	copySymbols  = 10
	copyRecalled = 10
)

// copyMemory draws sequences of ten symbols, blanks, a call and ten blanks
// more, one-hot; the labels are blanks, and the ten symbols at the end. A 1 is
// the byte 255, as a white pixel is.
func copyMemory(s dsl.SequenceSpec) *Set {
	steps := s.Length + 2*copyRecalled
	return divided(Set{Shape: []int{steps, copySymbols}, Steps: steps, Classes: copySymbols}, s, "copy memory", func(r *rand.Rand, n int) Split {
		out := Split{N: n, Bytes: make([]uint8, n*steps*copySymbols), Labels: make([]int32, n*steps)}
		for i := range n {
			labels := out.Labels[i*steps : (i+1)*steps]
			for t := range steps {
				symbol := copyBlank
				switch {
				case t < copyRecalled:
					symbol = copyFirst + r.IntN(copyLast-copyFirst+1)
					labels[steps-copyRecalled+t] = int32(symbol)
				case t == s.Length+copyRecalled-1:
					symbol = copyCall
				}
				out.Bytes[(i*steps+t)*copySymbols+symbol] = 255
			}
		}
		return out
	})
}
