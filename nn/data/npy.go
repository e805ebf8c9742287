package data

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Array is an array of numbers as NumPy saved it.
type Array struct {
	Shape []int
	// Whole tells whether its type has whole numbers only.
	Whole bool
	// Bytes are its numbers where its type is uint8; Floats where it is another.
	Bytes  []uint8
	Floats []float64
}

// Values are the array's numbers, whatever its type.
func (a Array) Values() []float64 {
	if a.Bytes == nil {
		return a.Floats
	}
	out := make([]float64, len(a.Bytes))
	for i, b := range a.Bytes {
		out[i] = float64(b)
	}
	return out
}

var (
	npyMagic = []byte("\x93NUMPY")
	npyDescr = regexp.MustCompile(`'descr':\s*'([<>|=]?)([a-zA-Z])(\d+)'`)
	npyOrder = regexp.MustCompile(`'fortran_order':\s*(True|False)`)
	npyShape = regexp.MustCompile(`'shape':\s*\(([^)]*)\)`)
)

// ReadNPY reads an array in NumPy's format, version 1 to 3: numbers of any
// type but complex ones, in either byte order, row-major or column-major.
//
// Source: NumPy enhancement proposal 1, "A Simple File Format for NumPy Arrays".
func ReadNPY(file []byte) (Array, error) {
	header, body, err := npyHeader(file)
	if err != nil {
		return Array{}, err
	}
	descr, order, dims := npyDescr.FindStringSubmatch(header), npyOrder.FindStringSubmatch(header), npyShape.FindStringSubmatch(header)
	if descr == nil || order == nil || dims == nil {
		return Array{}, fmt.Errorf("want an array of numbers, got one whose header is %q", header)
	}
	a := Array{Whole: strings.Contains("iub", descr[2])}
	n := 1
	for _, d := range strings.Split(dims[1], ",") {
		if d = strings.TrimSpace(d); d == "" {
			continue
		}
		k, err := strconv.Atoi(d)
		if err != nil || k < 0 || k > 0 && n > math.MaxInt32*64/k {
			return Array{}, fmt.Errorf("want a shape of whole numbers, got (%s)", dims[1])
		}
		a.Shape, n = append(a.Shape, k), n*k
	}
	width, _ := strconv.Atoi(descr[3])
	read := npyNumber(descr[2], width, descr[1] == ">")
	if read == nil {
		return Array{}, fmt.Errorf("want numbers (float, int, uint or bool), got type %s%s", descr[2], descr[3])
	}
	if len(body) < n*width {
		return Array{}, fmt.Errorf("want %d numbers of %d bytes, got %d bytes", n, width, len(body))
	}
	if descr[2] == "u" && width == 1 {
		a.Bytes = append([]uint8{}, body[:n]...)
	} else {
		a.Floats = make([]float64, n)
		for i := range a.Floats {
			a.Floats[i] = read(body[i*width:])
		}
	}
	if order[1] == "True" {
		a.Bytes, a.Floats = rowMajor(a.Bytes, a.Shape), rowMajor(a.Floats, a.Shape)
	}
	return a, nil
}

func npyHeader(file []byte) (header string, body []byte, err error) {
	if len(file) < 12 || !bytes.HasPrefix(file, npyMagic) {
		return "", nil, fmt.Errorf("want a file of NumPy's format, got one that starts with %.6q", file)
	}
	length, start := int(binary.LittleEndian.Uint16(file[8:])), 10
	if file[6] >= 2 {
		length, start = int(binary.LittleEndian.Uint32(file[8:])), 12
	}
	if length > len(file)-start {
		return "", nil, fmt.Errorf("want a header of %d bytes, got %d", length, len(file)-start)
	}
	return string(file[start : start+length]), file[start+length:], nil
}

// npyNumber reads one number of a type, or is nil where there is no such type.
func npyNumber(kind string, width int, big bool) func([]byte) float64 {
	var order binary.ByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	switch fmt.Sprint(kind, width) {
	case "f2":
		return func(b []byte) float64 { return Half(order.Uint16(b)) }
	case "f4":
		return func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	case "f8":
		return func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
	case "b1", "u1":
		return func(b []byte) float64 { return float64(b[0]) }
	case "i1":
		return func(b []byte) float64 { return float64(int8(b[0])) }
	case "u2":
		return func(b []byte) float64 { return float64(order.Uint16(b)) }
	case "i2":
		return func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case "u4":
		return func(b []byte) float64 { return float64(order.Uint32(b)) }
	case "i4":
		return func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case "u8":
		return func(b []byte) float64 { return float64(order.Uint64(b)) }
	case "i8":
		return func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	}
	return nil
}

// rowMajor puts numbers whose first axis is the fastest into the usual order.
func rowMajor[T any](column []T, shape []int) []T {
	if column == nil {
		return nil
	}
	out := make([]T, len(column))
	index := make([]int, len(shape))
	for i := range out {
		at, stride := 0, 1
		for k, d := range shape {
			at, stride = at+index[k]*stride, stride*d
		}
		out[i] = column[at]
		for k := len(shape) - 1; k >= 0; k-- {
			if index[k]++; index[k] < shape[k] {
				break
			}
			index[k] = 0
		}
	}
	return out
}

// ReadNPZ reads the arrays of a file of numpy.savez, by name.
func ReadNPZ(file []byte) (map[string]Array, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("want a file of numpy.savez: %w", err)
	}
	out := map[string]Array{}
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(f.Name), err)
		}
		content, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if out[name], err = ReadNPY(content); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}
