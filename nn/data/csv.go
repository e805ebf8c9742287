package data

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// file opens a file of the user's own.
func file(spec dsl.DataSpec) (*Set, error) {
	f := spec.File
	if f == nil {
		return nil, &dsl.Error{Where: "data", What: "file", Want: "its path", Got: "none"}
	}
	open := map[string]func(*dsl.FileSpec) (*Set, error){"csv": readCSV, "npz": readNPZSet, "npy": readNPYSet}[f.Format]
	if open == nil {
		return nil, &dsl.Error{Where: "data", What: "format of a file", Want: "csv, npz or npy", Got: fmt.Sprintf("%q", f.Format)}
	}
	key := fmt.Sprintf("%+v", *f)
	for _, path := range []string{f.Path, f.Targets} {
		// A file that was written again is read again; whether that made
		// other data of it the content says.
		if info, err := os.Stat(path); err == nil {
			key += fmt.Sprint(" ", info.Size(), " ", info.ModTime().UnixNano())
		}
	}
	return remembered(key, func() (*Set, error) { return open(f) })
}

// wrongFile says what is wrong with a file of the user's own.
func wrongFile(f *dsl.FileSpec, what, want, got, mend string) error {
	return &dsl.Error{Where: f.Name(), What: filepath.Base(f.Path) + ": " + what, Want: want, Got: got, Mend: mend}
}

func readWhole(f *dsl.FileSpec, path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, &dsl.Error{Where: f.Name(), What: "file", Want: "one that can be read", Got: err.Error(), Mend: "a relative path is looked for where the program runs"}
	}
	return content, nil
}

// readCSV reads a table: a row an example, its inputs first. The first row may
// be a heading.
func readCSV(f *dsl.FileSpec) (*Set, error) {
	content, err := readWhole(f, f.Path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	r.Comma, r.TrimLeadingSpace = separator(content), true
	table, err := r.ReadAll()
	if err != nil {
		return nil, wrongFile(f, "table", "rows of equal length", err.Error(), "mend that line")
	}
	first := 1
	if len(table) > 0 && heading(table[0], f.Values) {
		table, first = table[1:], 2
	}
	targets := max(f.Values, 1)
	if len(table) == 0 || len(table[0]) <= targets {
		return nil, wrongFile(f, "table", fmt.Sprintf("rows of at least %d columns", targets+1), fmt.Sprintf("%d rows", len(table)), "")
	}
	width := len(table[0]) - targets
	s := Split{N: len(table)}
	for i, row := range table {
		inputs, err := cells(f, row[:width], 1, first+i)
		if err != nil {
			return nil, err
		}
		s.Floats = append(s.Floats, inputs...)
		if f.Values > 0 {
			values, err := cells(f, row[width:], width+1, first+i)
			if err != nil {
				return nil, err
			}
			s.Values = append(s.Values, values...)
		}
	}
	set := &Set{Shape: []int{width}, Targets: f.Values, Undivided: true}
	if f.Values == 0 {
		if s.Labels, set.Names, err = labels(f, table, width); err != nil {
			return nil, err
		}
	}
	set.Train, set.Validation, set.Test = s, s, s
	set.Classes, set.Hash = classesOf(s), contentHash(s)
	return set, nil
}

// separator is what stands between columns: whichever of comma, semicolon and
// tab is in the first line most.
func separator(content []byte) rune {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// heading tells whether a row names columns: not all of its inputs are numbers.
func heading(row []string, values int) bool {
	inputs := row[:max(len(row)-max(values, 1), 0)]
	return slices.ContainsFunc(inputs, func(c string) bool {
		_, err := strconv.ParseFloat(strings.TrimSpace(c), 64)
		return err != nil
	})
}

func cells(f *dsl.FileSpec, row []string, column, line int) ([]float64, error) {
	out := make([]float64, len(row))
	for k, c := range row {
		v, err := strconv.ParseFloat(strings.TrimSpace(c), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, wrongFile(f, fmt.Sprintf("row %d, column %d", line, column+k), "a number", fmt.Sprintf("%q", c), "leave out rows with gaps, and columns of words")
		}
		out[k] = v
	}
	return out, nil
}

// labels are the classes of the last column: whole numbers from 0 as they are,
// or words, numbered by the alphabet.
func labels(f *dsl.FileSpec, table [][]string, column int) (labels []int32, names []string, err error) {
	numbers, words := true, map[string]bool{}
	for _, row := range table {
		c := strings.TrimSpace(row[column])
		words[c] = true
		n, err := strconv.Atoi(c)
		if err != nil || n < 0 {
			numbers = false
		}
	}
	for w := range words {
		names = append(names, w)
	}
	slices.Sort(names)
	if len(names) > 10_000 || !numbers && slices.ContainsFunc(names, func(w string) bool { _, err := strconv.ParseFloat(w, 64); return err == nil }) {
		return nil, nil, wrongFile(f, "last column", "classes: whole numbers from 0, or words", fmt.Sprintf("%q and %d others", names[0], len(names)-1), "use dsl.CSVRegression for target values")
	}
	for _, row := range table {
		c := strings.TrimSpace(row[column])
		if numbers {
			n, _ := strconv.Atoi(c) // it was one above
			labels = append(labels, int32(n))
		} else {
			labels = append(labels, int32(slices.Index(names, c)))
		}
	}
	if numbers {
		names = nil
	}
	return labels, names, nil
}
