package nn

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// safetensorsEntry is a tensor in a safetensors header.
type safetensorsEntry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// safetensors writes weights as a safetensors file: the header's length, a
// JSON header, the tensors one behind the other, little-endian. Equal weights
// give equal bytes, so the file's hash is the weights' digest.
// Source: huggingface/safetensors, "Format".
func (p *plan) safetensors(weights []*tensors.Tensor) ([]byte, error) {
	header := map[string]safetensorsEntry{}
	var body []byte
	for i, par := range p.parameters {
		values, err := valuesOf(weights[i])
		if err != nil {
			return nil, err
		}
		start := len(body)
		if p.dtype == dtypes.Float64 {
			for _, v := range values {
				body = binary.LittleEndian.AppendUint64(body, math.Float64bits(v))
			}
		} else {
			for _, v := range values {
				body = binary.LittleEndian.AppendUint32(body, math.Float32bits(float32(v)))
			}
		}
		header[par.Name] = safetensorsEntry{safetensorsType(p.dtype), par.Shape, [2]int{start, len(body)}}
	}
	text, err := json.Marshal(header) // a map: its keys are sorted
	if err != nil {
		return nil, fmt.Errorf("nn: writing weights: %w", err)
	}
	text = append(text, bytes.Repeat([]byte(" "), (8-len(text)%8)%8)...) // tensors start at a multiple of 8
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(out, text...), body...), nil
}

func safetensorsType(dtype dtypes.DType) string {
	if dtype == dtypes.Float64 {
		return "F64"
	}
	return "F32"
}

// fromSafetensors reads the plan's parameters, in order and in its precision.
func (p *plan) fromSafetensors(file []byte) ([]*tensors.Tensor, error) {
	header, body, err := readHeader(file)
	if err != nil {
		return nil, err
	}
	weights := make([]*tensors.Tensor, len(p.parameters))
	for i, par := range p.parameters {
		e, ok := header[par.Name]
		if !ok || fmt.Sprint(e.Shape) != fmt.Sprint(par.Shape) {
			return nil, fmt.Errorf("nn: reading weights: %s; want shape %v, got %v; train the model again", par.Name, par.Shape, e.Shape)
		}
		values, err := e.values(body, par.Size())
		if err != nil {
			return nil, fmt.Errorf("nn: reading weights: %s: %w", par.Name, err)
		}
		weights[i] = tensorOf(p.dtype, values, par.Shape...)
	}
	return weights, nil
}

func readHeader(file []byte) (map[string]safetensorsEntry, []byte, error) {
	if len(file) < 8 {
		return nil, nil, fmt.Errorf("nn: reading weights: want a safetensors file, got %d bytes", len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	if n > uint64(len(file)-8) {
		return nil, nil, fmt.Errorf("nn: reading weights: want a header of %d bytes, got %d", n, len(file)-8)
	}
	header := map[string]safetensorsEntry{}
	if err := json.Unmarshal(file[8:8+n], &header); err != nil {
		return nil, nil, fmt.Errorf("nn: reading weights: header: %w", err)
	}
	return header, file[8+n:], nil
}

// values decodes one tensor of n scalars.
func (e safetensorsEntry) values(body []byte, n int) ([]float64, error) {
	width := map[string]int{"F32": 4, "F64": 8}[e.DType]
	if width == 0 {
		return nil, fmt.Errorf("type; want F32 or F64, got %q", e.DType)
	}
	a, b := e.Offsets[0], e.Offsets[1]
	if a < 0 || b > len(body) || b-a != n*width {
		return nil, fmt.Errorf("want %d bytes, got those from %d to %d of %d", n*width, a, b, len(body))
	}
	values := make([]float64, n)
	for i := range values {
		if width == 8 {
			values[i] = math.Float64frombits(binary.LittleEndian.Uint64(body[a+8*i:]))
		} else {
			values[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(body[a+4*i:])))
		}
	}
	return values, nil
}

// digest names weights by their content.
func digest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}
