package data

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// readNPZSet reads x and y, or x_train, y_train, x_test and y_test, as
// Keras names them.
func readNPZSet(f *dsl.FileSpec) (*Set, error) {
	content, err := readWhole(f, f.Path)
	if err != nil {
		return nil, err
	}
	arrays, err := ReadNPZ(content)
	if err != nil {
		return nil, wrongFile(f, "arrays", "a file of numpy.savez", err.Error(), "")
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := arrays[n]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("x_train", "y_train", "x_test", "y_test"):
		return arraySet(f, [2]Array{arrays["x_train"], arrays["y_train"]}, [2]Array{arrays["x_test"], arrays["y_test"]})
	case has("x", "y"):
		return arraySet(f, [2]Array{arrays["x"], arrays["y"]})
	}
	names := slices.Sorted(maps.Keys(arrays))
	return nil, wrongFile(f, "arrays", "x and y, or x_train, y_train, x_test and y_test", strings.Join(names, ", "), "in Python: numpy.savez(path, x=…, y=…)")
}

// readNPYSet reads inputs from one file and targets from another.
func readNPYSet(f *dsl.FileSpec) (*Set, error) {
	var both [2]Array
	for i, path := range []string{f.Path, f.Targets} {
		content, err := readWhole(f, path)
		if err != nil {
			return nil, err
		}
		if both[i], err = ReadNPY(content); err != nil {
			return nil, &dsl.Error{Where: f.Name(), What: filepath.Base(path), Want: "a file of numpy.save", Got: err.Error()}
		}
	}
	return arraySet(f, both)
}

// arraySet makes a set of inputs and targets: one pair is all three splits,
// two are what trains and what tests.
func arraySet(f *dsl.FileSpec, pairs ...[2]Array) (*Set, error) {
	set := &Set{Undivided: len(pairs) == 1}
	var splits []Split
	for _, p := range pairs {
		x, y := p[0], p[1]
		if len(x.Shape) < 2 || len(y.Shape) < 1 || x.Shape[0] != y.Shape[0] || x.Shape[0] == 0 || slices.Contains(x.Shape, 0) {
			return nil, wrongFile(f, "shapes", "inputs [N, …] and targets [N] or [N, K]", fmt.Sprintf("%v and %v", x.Shape, y.Shape), "")
		}
		if len(splits) > 0 && !slices.Equal(set.Shape, x.Shape[1:]) {
			return nil, wrongFile(f, "shapes", fmt.Sprintf("test inputs [N, …] as those that train, %v", set.Shape), fmt.Sprint(x.Shape), "")
		}
		set.Shape = x.Shape[1:]
		s := Split{N: x.Shape[0], Bytes: x.Bytes, Floats: x.Floats}
		var err error
		if s.Labels, s.Values, err = arrayTargets(f, y); err != nil {
			return nil, err
		}
		if s.Values != nil {
			set.Targets = len(s.Values) / s.N
		}
		splits = append(splits, s)
	}
	last := splits[len(splits)-1]
	set.Train, set.Validation, set.Test = splits[0], last, last
	set.Classes, set.Hash = classesOf(set.Train), contentHash(splits...)
	if set.Train.Bytes != nil {
		set.Scaled = true
		set.Mean, set.Std = set.channelMoments()
	}
	return set, nil
}

// arrayTargets are classes where the array has whole numbers, one an example,
// and values where it has others.
func arrayTargets(f *dsl.FileSpec, y Array) (labels []int32, values []float64, err error) {
	n := y.Shape[0]
	v := y.Values()
	if !y.Whole || len(v) != n {
		return nil, v, nil
	}
	for i, c := range v {
		if c < 0 || c > 1e6 {
			return nil, nil, wrongFile(f, fmt.Sprintf("class of example %d", i), "0 or more", fmt.Sprint(c), "of values to predict make floats: y.astype(float)")
		}
		labels = append(labels, int32(c))
	}
	return labels, nil, nil
}

// channelMoments are mean and spread of the training pixels, from 0 to 1, by
// channel where the last axis is one of three, else of all.
func (s *Set) channelMoments() (mean, std []float64) {
	channels := 1
	if n := len(s.Shape); n == 3 && s.Shape[n-1] == 3 {
		channels = 3
	}
	counts := make([][256]float64, channels)
	for i, b := range s.Train.Bytes {
		counts[i%channels][b]++
	}
	for _, c := range counts {
		n, sum, squares := 0.0, 0.0, 0.0
		for b, k := range c {
			v := float64(b) / 255
			n, sum, squares = n+k, sum+k*v, squares+k*v*v
		}
		m := sum / n
		mean, std = append(mean, m), append(std, math.Sqrt(max(squares/n-m*m, 1e-12)))
	}
	return mean, std
}
