package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strings"
)

// Tensor is a named array: raw little-endian numbers, row-major.
type Tensor struct {
	Name  string
	DType string // as safetensors spells it: "F32", "F64", "I64", …
	Shape []int
	Data  []byte
}

// types are the number types that we write and read, in the order in which
// the reference implementation lays them out: the widest first, so that all
// are aligned.
var types = []struct {
	name  string
	bytes int
}{
	{"U64", 8}, {"I64", 8}, {"F64", 8}, {"F32", 4}, {"U32", 4}, {"I32", 4}, {"BF16", 2},
	{"F16", 2}, {"U16", 2}, {"I16", 2}, {"I8", 1}, {"U8", 1}, {"BOOL", 1},
}

// maxHeader is the limit that the reference implementation sets for a header.
const maxHeader = 100_000_000

// span is what a header says of one tensor.
type span struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// EncodeSafetensors writes tensors in the safetensors format: the header's
// length in 8 bytes, a JSON header, the data. It writes the bytes that the
// reference implementation writes, whatever the order of tensors.
func EncodeSafetensors(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	sorted := append([]Tensor(nil), tensors...)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		if ra, rb := rank(a.DType), rank(b.DType); ra != rb {
			return ra < rb
		}
		return a.Name < b.Name
	})
	var fields []string
	if len(metadata) > 0 {
		fields = append(fields, `"__metadata__":`+quote(metadata))
	}
	taken := map[string]bool{"__metadata__": true}
	end := 0
	for _, t := range sorted {
		n, err := byteSize(t.DType, t.Shape)
		if err == nil && n != len(t.Data) {
			err = fmt.Errorf("want %d bytes for %s %v, got %d", n, t.DType, t.Shape, len(t.Data))
		}
		if err == nil && taken[t.Name] {
			err = fmt.Errorf("the name is taken")
		}
		if err != nil {
			return nil, fmt.Errorf("store: safetensors: tensor %q: %v", t.Name, err)
		}
		taken[t.Name] = true
		s := span{t.DType, append([]int{}, t.Shape...), [2]int{end, end + n}}
		fields = append(fields, quote(t.Name)+":"+quote(s))
		end += n
	}
	text := "{" + strings.Join(fields, ",") + "}"
	text += strings.Repeat(" ", (8-len(text)%8)%8) // so that the data are aligned
	out := make([]byte, 8, 8+len(text)+end)
	binary.LittleEndian.PutUint64(out, uint64(len(text)))
	out = append(out, text...)
	for _, t := range sorted {
		out = append(out, t.Data...)
	}
	return out, nil
}

// quote is JSON without HTML's escapes, which other writers do not make.
func quote(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(v) // strings, integers and maps of strings: cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

// DecodeSafetensors reads what EncodeSafetensors, or any other writer of the
// format, wrote. The tensors come in the order of their names and share b's
// memory.
func DecodeSafetensors(b []byte) ([]Tensor, map[string]string, error) {
	fail := func(form string, args ...any) ([]Tensor, map[string]string, error) {
		return nil, nil, fmt.Errorf("store: safetensors: "+form, args...)
	}
	if len(b) < 8 {
		return fail("want at least 8 bytes, got %d", len(b))
	}
	n := binary.LittleEndian.Uint64(b)
	if n > maxHeader || n > uint64(len(b)-8) {
		return fail("header: want at most %d bytes, got %d", min(maxHeader, len(b)-8), n)
	}
	text, data := b[8:8+n], b[8+n:]
	var header map[string]json.RawMessage
	if err := json.Unmarshal(text, &header); err != nil {
		return fail("header: %v", err)
	}
	var metadata map[string]string
	if raw, ok := header["__metadata__"]; ok {
		if err := json.Unmarshal(raw, &metadata); err != nil {
			return fail("metadata: %v", err)
		}
		delete(header, "__metadata__")
	}
	tensors := make([]Tensor, 0, len(header))
	for name, raw := range header {
		t, err := decodeTensor(name, raw, data)
		if err != nil {
			return fail("tensor %q: %v", name, err)
		}
		tensors = append(tensors, t)
	}
	sort.Slice(tensors, func(i, j int) bool { return tensors[i].Name < tensors[j].Name })
	return tensors, metadata, nil
}

func decodeTensor(name string, raw json.RawMessage, data []byte) (Tensor, error) {
	var s span
	if err := json.Unmarshal(raw, &s); err != nil {
		return Tensor{}, err
	}
	n, err := byteSize(s.DType, s.Shape)
	if err != nil {
		return Tensor{}, err
	}
	from, to := s.Offsets[0], s.Offsets[1]
	if from < 0 || to < from || to > len(data) || to-from != n {
		return Tensor{}, fmt.Errorf("want %d bytes within %d, got offsets %v", n, len(data), s.Offsets)
	}
	return Tensor{name, s.DType, s.Shape, data[from:to:to]}, nil
}

// rank is a type's place among types, -1 if it is not there.
func rank(dtype string) int {
	for i, t := range types {
		if t.name == dtype {
			return i
		}
	}
	return -1
}

// byteSize is how many bytes an array takes.
func byteSize(dtype string, shape []int) (int, error) {
	i := rank(dtype)
	if i < 0 {
		return 0, fmt.Errorf("type %q is not known", dtype)
	}
	n := types[i].bytes
	for _, d := range shape {
		if d < 0 || (d > 0 && n > math.MaxInt/d) {
			return 0, fmt.Errorf("shape %v is not possible", shape)
		}
		n *= d
	}
	return n, nil
}
