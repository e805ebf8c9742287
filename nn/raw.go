package nn

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/nn/store"
)

// rawOf copies a tensor of floats to the host, to the bit.
func rawOf(name string, t *tensors.Tensor) (store.Tensor, error) {
	values, err := valuesOf(t)
	if err != nil {
		return store.Tensor{}, err
	}
	return rawFloats(name, safetensorsType(t.DType()), t.Shape().Dimensions, values), nil
}

// rawFloats are numbers as safetensors has them.
func rawFloats(name, dtype string, shape []int, values []float64) store.Tensor {
	width := 4
	if dtype == "F64" {
		width = 8
	}
	data := make([]byte, 0, width*len(values))
	for _, v := range values {
		if width == 8 {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		} else {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
		}
	}
	return store.Tensor{Name: name, DType: dtype, Shape: slices.Clone(shape), Data: data}
}

// floatsOf is what rawFloats was made of.
func floatsOf(t store.Tensor) []float64 {
	e := safetensorsEntry{DType: t.DType, Offsets: [2]int{0, len(t.Data)}}
	width := 4
	if t.DType == "F64" {
		width = 8
	}
	values, _ := e.values(t.Data, len(t.Data)/width) // whoever asks has checked the type
	return values
}

// arrays are the tensors of a file by name.
type arrays map[string]store.Tensor

func arraysOf(list []store.Tensor) arrays {
	a := arrays{}
	for _, t := range list {
		a[t.Name] = t
	}
	return a
}

// tensor gives an array of the type and shape that are wanted.
func (a arrays) tensor(name string, dtype dtypes.DType, shape []int) (*tensors.Tensor, error) {
	t, ok := a[name]
	if !ok || t.DType != safetensorsType(dtype) || !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("nn: stored state: %s; want %s %v, got %s %v", name, safetensorsType(dtype), shape, t.DType, t.Shape)
	}
	return tensorOf(dtype, floatsOf(t), shape...), nil
}
