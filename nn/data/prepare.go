package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"github.com/seed-380714d4/fathom/dsl"
)

// prepare is the set as the request wants it, sharing with it what stays as
// it is. A set of other examples has another hash: it is a set of its own on
// the device.
func prepare(from *Set, spec dsl.DataSpec) (*Set, error) {
	set := *from
	set.Scaled = from.Scaled && !spec.Raw
	if spec.HoldOut != nil {
		if err := set.holdOut(*spec.HoldOut); err != nil {
			return nil, err
		}
	}
	if spec.Standardize {
		set.standardize()
	}
	if spec.Permuted != nil {
		set.permute(*spec.Permuted)
	}
	if spec.RandomLabels != nil {
		if err := set.randomLabels(*spec.RandomLabels); err != nil {
			return nil, err
		}
	}
	set.Shape = spec.ReadShape(set.Shape) // the same numbers in the same order
	return &set, nil
}

// became gives the set the hash of what was done to it.
func (s *Set) became(what string) {
	sum := sha256.Sum256([]byte(s.Hash + " " + what))
	s.Hash = hex.EncodeToString(sum[:])
}

// holdOut makes the last n training examples the validation split, or the
// test examples where n is 0. Of a set that is not divided they test, too.
func (s *Set) holdOut(n int) error {
	all := s.Train
	if s.HeldOut > 0 {
		all = s.Train.upTo(s.Train.N + s.HeldOut)
	}
	if n < 0 || n >= all.N {
		return &dsl.Error{Where: "HoldOut", What: "number of examples", Want: fmt.Sprintf("0 to %d", all.N-1), Got: fmt.Sprint(n)}
	}
	s.Train, s.Validation, s.HeldOut = all.slice(0, all.N-n), all.slice(all.N-n, all.N), n
	switch {
	case n == 0:
		s.Validation = s.Test
	case s.Undivided:
		s.Test, s.Undivided = s.Validation, false
	}
	s.became(fmt.Sprintf("held out %d", n))
	return nil
}

// permute puts the positions of every input into the order of a seed.
func (s *Set) permute(seed int64) {
	channels := 1
	if len(s.Shape) > 1 {
		channels = s.Shape[len(s.Shape)-1]
	}
	positions := 1
	for _, d := range s.Shape {
		positions *= d
	}
	order := stream(seed, "positions").Perm(positions / channels)
	s.Train, s.Validation, s.Test = s.Train.permuted(order, channels), s.Validation.permuted(order, channels), s.Test.permuted(order, channels)
	s.became(fmt.Sprintf("permuted %d", seed))
}

func (s Split) permuted(order []int, channels int) Split {
	s.Bytes, s.Floats = reordered(s.Bytes, order, channels), reordered(s.Floats, order, channels)
	return s
}

// reordered puts the positions of each row into order, channels of one
// position together.
func reordered[T any](rows []T, order []int, channels int) []T {
	if rows == nil {
		return nil
	}
	out := make([]T, 0, len(rows))
	width := len(order) * channels
	for start := 0; start < len(rows); start += width {
		row := rows[start : start+width]
		for _, p := range order {
			out = append(out, row[p*channels:(p+1)*channels]...)
		}
	}
	return out
}

// randomLabels draws labels of training examples anew.
func (s *Set) randomLabels(r dsl.RandomLabelsSpec) error {
	if s.Train.Labels == nil {
		return &dsl.Error{Where: "RandomLabels", What: "targets", Want: "classes", Got: "values"}
	}
	labels := make([]int32, len(s.Train.Labels))
	draw := stream(r.Seed, "labels")
	for i, l := range s.Train.Labels {
		// Both are drawn for each, so that a larger fraction changes more
		// labels and leaves the changed ones as they are.
		chance, class := draw.Float64(), draw.IntN(s.Classes)
		if chance < r.Fraction {
			l = int32(class)
		}
		labels[i] = l
	}
	s.Train.Labels = labels
	s.became(fmt.Sprintf("labels %d %v", r.Seed, r.Fraction))
	return nil
}

// stream is the random stream that a seed gives to a purpose.
func stream(seed int64, purpose string) *rand.Rand {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(seed))
	return rand.New(rand.NewChaCha8(sha256.Sum256(append(b[:], purpose...))))
}
