package store

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
)

func f32(values ...float32) (b []byte) {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func f64(values ...float64) (b []byte) {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// reference is what testdata/reference.py saves.
var reference = []Tensor{
	{"1.dense.biases", "F32", []int{3}, f32(-1.5, 0, float32(math.Inf(1)))},
	{"1.dense.weights", "F32", []int{2, 3}, f32(0, 0.25, 0.5, 0.75, 1, 1.25)},
	{"empty", "F32", []int{0, 4}, []byte{}},
	{"mask", "BOOL", []int{3}, []byte{1, 0, 1}},
	{"step", "I64", []int{}, []byte{7, 0, 0, 0, 0, 0, 0, 0}},
	{"Σ <double>", "F64", []int{1, 2}, f64(1e300, -2.5)},
}

func TestSafetensors(t *testing.T) {
	python, err := os.ReadFile("testdata/reference.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("read", func(t *testing.T) {
		got, metadata, err := DecodeSafetensors(python)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, reference) {
			t.Errorf("tensors: want %v, got %v", reference, got)
		}
		if metadata["by"] != "numpy" || len(metadata) != 1 {
			t.Errorf("metadata: got %v", metadata)
		}
	})
	t.Run("write", func(t *testing.T) {
		got, err := EncodeSafetensors(reference, map[string]string{"by": "numpy"})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, python) {
			t.Errorf("want the bytes that Python wrote:\n%q\ngot\n%q", python, got)
		}
	})
}

func TestSafetensorsRefuses(t *testing.T) {
	file := func(header, data string) []byte {
		return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header+data...)
	}
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"nothing":             {nil, "at least 8 bytes"},
		"header past the end": {[]byte{9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}, "at most 2 bytes"},
		"giant header":        {bytes.Repeat([]byte{255}, 64), "at most"},
		"no JSON":             {file("{", ""), "header"},
		"data past the end":   {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "1234"), "want 8 bytes within 4"},
		"wrong size":          {file(`{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}`, "1234"), "want 8 bytes"},
		"negative offset":     {file(`{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}`, "1234"), "offsets [-4 0]"},
		"negative dimension":  {file(`{"a":{"dtype":"U8","shape":[-1,-4],"data_offsets":[0,4]}}`, "1234"), "not possible"},
		"overflow":            {file(`{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, ""), "not possible"},
		"unknown type":        {file(`{"a":{"dtype":"C3","shape":[4],"data_offsets":[0,4]}}`, "1234"), `"C3" is not known`},
	} {
		if _, _, err := DecodeSafetensors(c.bytes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", name, c.want, err)
		}
	}
	for name, tensors := range map[string][]Tensor{
		"too few bytes":  {{"a", "F32", []int{2}, f32(1)}},
		"twice":          {{"a", "F32", nil, f32(1)}, {"a", "F64", nil, f64(1)}},
		"reserved name":  {{"__metadata__", "F32", nil, f32(1)}},
		"unknown number": {{"a", "float", nil, f32(1)}},
	} {
		if _, err := EncodeSafetensors(tensors, nil); err == nil {
			t.Errorf("%s: want an error, got none", name)
		}
	}
}

func FuzzDecodeSafetensors(f *testing.F) {
	whole, err := EncodeSafetensors(reference, map[string]string{"a": "b"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, metadata, err := DecodeSafetensors(b)
		if err != nil {
			return
		}
		again, err := EncodeSafetensors(tensors, metadata)
		if err != nil {
			t.Fatalf("what could be read cannot be written: %v", err)
		}
		if back, _, err := DecodeSafetensors(again); err != nil || len(back) != len(tensors) {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
