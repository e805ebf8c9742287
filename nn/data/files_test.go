package data

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestReadNPZ reads what testdata/arrays.py wrote, of every type.
func TestReadNPZ(t *testing.T) {
	content, err := os.ReadFile("testdata/arrays.npz")
	if err != nil {
		t.Fatal(err)
	}
	arrays, err := ReadNPZ(content)
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]func(i float64) float64{
		"x": func(i float64) float64 { return i / 2 }, "f8": func(i float64) float64 { return i / 3 }, "f2": func(i float64) float64 { return i - 0.5 },
		"big": func(i float64) float64 { return i }, "i4": func(i float64) float64 { return -i }, "u2": func(i float64) float64 { return i },
		"i1": func(i float64) float64 { return -i }, "u1": func(i float64) float64 { return i }, "columns": func(i float64) float64 { return i },
		"yes": func(i float64) float64 { return 1 - math.Mod(i, 2) }, "deep": func(i float64) float64 { return i },
	} {
		a := arrays[name]
		v := a.Values()
		if name == "deep" && !slices.Equal(a.Shape, []int{2, 3, 4}) || name != "deep" && !slices.Equal(a.Shape, []int{4, 3}) || len(v) < 12 {
			t.Errorf("%s: shape: got %v, %d numbers", name, a.Shape, len(v))
			continue
		}
		for i, got := range v {
			if want := of(float64(i)); got != want {
				t.Errorf("%s: number %d: want %v, got %v", name, i, want, got)
			}
		}
		if whole := strings.Contains("i4 u2 i1 u1 yes", name); a.Whole != whole {
			t.Errorf("%s: whole numbers: want %v", name, whole)
		}
	}
	if a := arrays["scalar"]; len(a.Shape) != 0 || a.Values()[0] != 7 {
		t.Errorf("a scalar: got %v", a)
	}
}

// Half agrees with the numbers of IEEE 754.
func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float64{0x3c00: 1, 0xc000: -2, 0x3555: 0.333251953125, 0x7bff: 65504, 0x0001: 0x1p-24, 0x0400: 0x1p-14, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1)} {
		if got := Half(bits); got != want {
			t.Errorf("%#04x: want %v, got %v", bits, want, got)
		}
	}
	if !math.IsNaN(Half(0x7e00)) {
		t.Error("0x7e00: want NaN")
	}
}

// set reads a file as the functions of dsl ask for it.
func readFile(t *testing.T, f dsl.FileSpec) (*Set, error) {
	t.Helper()
	return Open(dsl.DataSpec{Source: "file", File: &f})
}

func TestNPZSets(t *testing.T) {
	own, err := readFile(t, dsl.FileSpec{Format: "npz", Path: "testdata/arrays.npz"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(own.Shape, own.Train.N, own.Test.N, own.Train.Labels, own.Train.Floats[:4], own.Classes, own.Undivided); got != "[3] 4 4 [0 2 1 2] [0 0.5 1 1.5] 3 true" {
		t.Errorf("x and y: got %s", got)
	}
	images, err := readFile(t, dsl.FileSpec{Format: "npz", Path: "testdata/images.npz"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(images.Shape, images.Train.N, images.Test.N, images.Test.Labels, images.Train.Bytes[59:63], images.Scaled, images.Undivided); got != "[4 5 3] 4 2 [2 0] [59 60 61 62] true false" {
		t.Errorf("images: got %s", got)
	}
	// As NumPy has them; see testdata/arrays.py.
	closeTo(t, "means", images.Mean, []float64{0.46470588, 0.46862745, 0.47254902}, 1e-8)
	closeTo(t, "spreads", images.Std, []float64{0.27167302, 0.27167302, 0.27167302}, 1e-8)
	values, err := readFile(t, dsl.FileSpec{Format: "npy", Path: "testdata/inputs.npy", Targets: "testdata/column.npy"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(values.Shape, values.Targets, values.Train.Values, values.Train.Labels); got != "[3] 1 [0.5 1.5 2.5 3.5] []" {
		t.Errorf("two files: got %s", got)
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, text string
		values     int
		want       string
	}{
		{"classes", "1,2,0\n3,4,1\n", 0, "[2] [1 2 3 4] [0 1] [] []"},
		{"words and a heading", "length;width;kind\n1.5;2;rose\n3;-4e-1;lily\n0;0;rose\n", 0, "[2] [1.5 2 3 -0.4 0 0] [1 0 1] [] [lily rose]"},
		{"tabs, spaces, quotes", "\"1\"\t 2 \t\"x y\"\n3\t4\tz\n", 0, "[2] [1 2 3 4] [0 1] [] [x y z]"},
		{"target values", "a,b,c,d\n1,2,3,4\n5,6,7.5,8\n", 2, "[2] [1 2 5 6] [] [3 4 7.5 8] []"},
		{"a byte-order mark", "\xef\xbb\xbf1,2,0\n3,4,1\n", 0, "[2] [1 2 3 4] [0 1] [] []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "table.csv")
			write(t, filepath.Dir(path), "table.csv", []byte(c.text))
			set, err := readFile(t, dsl.FileSpec{Format: "csv", Path: path, Values: c.values})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(set.Shape, set.Train.Floats, set.Train.Labels, set.Train.Values, set.Names); got != c.want {
				t.Errorf("want %s, got %s", c.want, got)
			}
		})
	}
}

// A file that was written again with the same content is the same data; one
// with another content is not.
func TestFileContent(t *testing.T) {
	dir := t.TempDir()
	hash := func(text string) string {
		write(t, dir, "a.csv", []byte(text))
		set, err := readFile(t, dsl.FileSpec{Format: "csv", Path: filepath.Join(dir, "a.csv")})
		if err != nil {
			t.Fatal(err)
		}
		return set.Hash
	}
	first := hash("1,2,0\n3,4,1\n")
	if hash("1,2.0,0\n3, 4,1") != first {
		t.Error("the same numbers spelled otherwise: want the same data")
	}
	if hash("1,2,0\n3,5,1\n") == first {
		t.Error("another number: want other data")
	}
	inline, err := Open(dsl.DataSpec{Source: "slices", Inputs: []dsl.Floats{{1, 2}, {3, 4}}, Labels: []int{0, 1}})
	if err != nil || inline.Hash != first {
		t.Errorf("the same numbers as slices: want the same content, got %v", err)
	}
}

func TestFileMistakes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "gap.csv", []byte("1,2,0\n3,,1\n"))
	write(t, dir, "ragged.csv", []byte("1,2,0\n3,1\n"))
	write(t, dir, "values.csv", []byte("1,2,0.5\n3,4,1\n"))
	write(t, dir, "narrow.csv", []byte("1\n2\n"))
	write(t, dir, "no.npz", []byte("no"))
	write(t, dir, "no.npy", []byte("\x93NUMPY\x01\x00\x06\x00{'x'}\n"))
	for _, c := range []struct {
		f    dsl.FileSpec
		want string
	}{
		{dsl.FileSpec{Format: "csv", Path: "gap.csv"}, `CSV: gap.csv: row 2, column 2; want a number, got ""`},
		{dsl.FileSpec{Format: "csv", Path: "ragged.csv"}, "want rows of equal length, got record on line 2"},
		{dsl.FileSpec{Format: "csv", Path: "values.csv"}, "use dsl.CSVRegression for target values"},
		{dsl.FileSpec{Format: "csv", Path: "narrow.csv"}, "want rows of at least 2 columns"},
		{dsl.FileSpec{Format: "csv", Path: "none.csv"}, "CSV: file; want one that can be read"},
		{dsl.FileSpec{Format: "npz", Path: "no.npz"}, "NPZ: no.npz: arrays; want a file of numpy.savez"},
		{dsl.FileSpec{Format: "npy", Path: "no.npy", Targets: "no.npy"}, "NPY: no.npy; want a file of numpy.save"},
		{dsl.FileSpec{Format: "xls", Path: "a.xls"}, "want csv, npz or npy"},
	} {
		for _, p := range []*string{&c.f.Path, &c.f.Targets} {
			if *p != "" {
				*p = filepath.Join(dir, *p)
			}
		}
		if _, err := readFile(t, c.f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

// FuzzReadNPY: whatever a file holds, reading it ends, with an array or an
// error.
func FuzzReadNPY(f *testing.F) {
	for _, name := range []string{"testdata/inputs.npy", "testdata/column.npy"} {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if a, err := ReadNPY(content); err == nil && len(a.Values()) > len(content) {
			t.Errorf("%d numbers in %d bytes", len(a.Values()), len(content))
		}
	})
}

func TestStandardized(t *testing.T) {
	d := dsl.Slices([][]float64{{1, 10, 5}, {3, 30, 5}, {5, 50, 5}, {100, 0, 6}}, []int{0, 1, 0, 1}).HoldOut(1).Standardized(true)
	set := opened(t, d)
	a := math.Sqrt(1.5)
	closeTo(t, "training", set.Train.Floats, []float64{-a, -a, 0, 0, 0, 0, a, a, 0}, 1e-12)
	closeTo(t, "what is held out, by the training examples' moments", set.Validation.Floats, []float64{97 / math.Sqrt(8./3), -30 / math.Sqrt(800./3), 1}, 1e-12)
	if set.Hash == opened(t, d.Standardized(false)).Hash {
		t.Error("want another hash than without")
	}
	channels := &Set{Shape: []int{2, 2}, Train: Split{N: 1, Floats: []float64{1, 10, 3, 30}}}
	channels.standardize()
	closeTo(t, "by channel", channels.Train.Floats, []float64{-1, -1, 1, 1}, 1e-12)
}
