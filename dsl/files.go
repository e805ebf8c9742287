package dsl

import (
	"context"
	"fmt"
	"path/filepath"
)

// FileSpec says what a data set is read from.
type FileSpec struct {
	Format  string `json:"format"` // "csv", "npz" or "npy"
	Path    string `json:"path"`   // absolute
	Targets string `json:"targets,omitempty"`
	Values  int    `json:"values,omitempty"` // of a CSV file: how many of the last columns are target values
}

// Name is the function that made it.
func (f FileSpec) Name() string {
	if f.Values > 0 {
		return "CSVRegression"
	}
	return map[string]string{"csv": "CSV", "npz": "NPZ", "npy": "NPY"}[f.Format]
}

func (f FileSpec) title() string { return filepath.Base(f.Path) }

// CSV is a data set in a text file: a row an example, inputs first, its class
// last. Classes are whole numbers from 0, or words, which are numbered by the
// alphabet. Columns are parted by commas, semicolons or tabs; a first row that
// names them is passed over.
//
// A relative path is looked for where the cell runs. The file is read where the
// engine is, and the data are known by their content: a file that was moved or
// touched trains nothing again, one that was changed does.
// It trains, validates and tests on all rows, unless HoldOut holds some back.
// Errors: a file that cannot be read; an input that is no number, with its row
// and column.
func CSV(path string) Data { return fileData(FileSpec{Format: "csv", Path: path}) }

// CSVRegression is CSV with target values in the last columns in place of a
// class.
func CSVRegression(path string, targets int) Data {
	if targets < 1 {
		return Data{spec: DataSpec{Source: "file"}, err: here(Error{Where: "CSVRegression", What: "target columns", Want: "1 or more", Got: fmt.Sprint(targets)})}
	}
	return fileData(FileSpec{Format: "csv", Path: path, Values: targets})
}

// NPZ is a data set in a file of numpy.savez: arrays x and y; or x_train,
// y_train, x_test and y_test, as Keras has them, where the test examples also
// validate. Inputs are [N, …], of any type: uint8 are pixels, which are
// standardised by their own mean and deviation. Targets are classes where they
// are whole numbers [N], values where they are floats or [N, K].
//
// For the rest it is as CSV.
func NPZ(path string) Data { return fileData(FileSpec{Format: "npz", Path: path}) }

// NPY is NPZ with inputs and targets in files of numpy.save.
func NPY(inputs, targets string) Data {
	return fileData(FileSpec{Format: "npy", Path: inputs, Targets: targets})
}

func fileData(f FileSpec) Data {
	d := Data{spec: DataSpec{Source: "file", File: &f}}
	for _, path := range []*string{&f.Path, &f.Targets} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			d.err = here(Error{Where: f.Name(), What: "file", Want: "a path", Got: err.Error()})
			return d
		}
		*path = absolute
	}
	var facts Facts
	if err := ask(context.Background(), "describe", d.spec, &facts, nil, caller()); err != nil {
		d.err = errorOf(f.Name(), err)
		return d
	}
	d.spec.Facts = &facts
	return d
}
