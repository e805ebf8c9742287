package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
)

// Set is a data set in host memory, cut into its three splits. A split that
// the data does not have is empty.
type Set struct {
	// Shape is the shape of one input, without the batch axis.
	Shape []int
	// Targets is the number of values of one target, 0 when the set has labels.
	Targets int
	// Steps is the number of labels of one example, one a time step, 0 when it
	// has one label or a row of targets.
	Steps int
	// Classes is the number of classes, 0 when the set has values as targets.
	Classes int
	// Names are what the classes are called, where that is not their number.
	Names []string
	// HeldOut is how many of the last training examples are the validation
	// split: they lie in memory right behind Train. 0 where it is another.
	HeldOut int
	// Undivided says that all three splits are all of the examples.
	Undivided bool
	// Scaled says that byte inputs are to be standardised as Mean and Std say;
	// otherwise they are only divided by 255.
	Scaled bool
	// Standardized says that Mean and Std were taken out of floats: one for each
	// value, or one for each channel, the last axis.
	Standardized bool
	// Mean and Std are those of byte inputs after division by 255: one for
	// all, or one for each channel, the last axis.
	Mean, Std []float64
	// Hash is the SHA-256 of the whole set's content.
	Hash string

	Train, Validation, Test Split
}

// Divide makes the training and the validation split of all examples, the last
// HeldOut of which validate, and names the set by its content.
func (s *Set) Divide(all Split) {
	n := all.N - s.HeldOut
	s.Train, s.Validation = all.slice(0, n), all.slice(n, all.N)
	s.Hash = contentHash(s.Train, s.Validation, s.Test)
}

// Split is a number of examples. Inputs are bytes or floats, whichever is not
// nil; what they belong to is a label or a row of targets.
type Split struct {
	N      int
	Bytes  []uint8   // [N, Shape…]
	Floats []float64 // [N, Shape…]
	Labels []int32   // [N], or [N, Steps]
	Values []float64 // [N, Targets]
}

// Take returns the first n examples, or all when there are fewer.
func (s Split) Take(n int) Split {
	if n >= s.N {
		return s
	}
	return s.slice(0, n)
}

// upTo returns the first n examples where more lie behind the split in memory.
func (s Split) upTo(n int) Split {
	out := Split{N: n}
	if s.Bytes != nil {
		out.Bytes = s.Bytes[:n*(len(s.Bytes)/s.N)]
	}
	if s.Floats != nil {
		out.Floats = s.Floats[:n*(len(s.Floats)/s.N)]
	}
	if s.Labels != nil {
		out.Labels = s.Labels[:n*(len(s.Labels)/s.N)]
	}
	if s.Values != nil {
		out.Values = s.Values[:n*(len(s.Values)/s.N)]
	}
	return out
}

// slice returns the examples from a up to b, sharing memory with s.
func (s Split) slice(a, b int) Split {
	out := Split{N: b - a}
	if s.N == 0 {
		return out
	}
	if s.Bytes != nil {
		row := len(s.Bytes) / s.N
		out.Bytes = s.Bytes[a*row : b*row]
	}
	if s.Floats != nil {
		row := len(s.Floats) / s.N
		out.Floats = s.Floats[a*row : b*row]
	}
	if s.Labels != nil {
		row := len(s.Labels) / s.N
		out.Labels = s.Labels[a*row : b*row]
	}
	if s.Values != nil {
		row := len(s.Values) / s.N
		out.Values = s.Values[a*row : b*row]
	}
	return out
}

// contentHash is the SHA-256 of the splits' numbers, each array after its
// length, so that moving a value from one array to the next changes it.
func contentHash(splits ...Split) string {
	h := sha256.New()
	for _, s := range splits {
		writeLen(h, s.N)
		writeLen(h, len(s.Bytes))
		h.Write(s.Bytes)
		writeFloats(h, s.Floats)
		writeLen(h, len(s.Labels))
		var b [4]byte
		for _, v := range s.Labels {
			binary.LittleEndian.PutUint32(b[:], uint32(v))
			h.Write(b[:])
		}
		writeFloats(h, s.Values)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func writeLen(h hash.Hash, n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func writeFloats(h hash.Hash, values []float64) {
	writeLen(h, len(values))
	var b [8]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
		h.Write(b[:])
	}
}
