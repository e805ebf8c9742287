package dsl

import (
	"context"
	"fmt"
	picture "image" // dsl has a function image
	"math"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Subject is whose outputs are wanted: the model that a training ends with, or
// one whose weights were loaded.
type Subject struct {
	Trained *TrainRequest `json:"trained,omitempty"`

	// Or:
	Graph     Graph    `json:"graph,omitzero"`
	Loss      Loss     `json:"loss,omitzero"`
	Precision string   `json:"precision,omitempty"`
	Scaling   *Scaling `json:"scaling,omitempty"`
	Classes   []string `json:"classes,omitempty"`
}

// Scaling is what was done to the inputs that a model was trained on:
// (x − Mean)/Std, with one number for all, one for each channel, or one for
// each value.
type Scaling struct {
	Mean Floats `json:"mean"`
	Std  Floats `json:"std"`
}

// Image is a picture as it travels: red, green and blue of each pixel, row by
// row from the upper left.
type Image struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Pixels []byte `json:"pixels"`
}

// ImageOf is a picture of package image, on black where it is transparent.
func ImageOf(p picture.Image) Image {
	b := p.Bounds()
	out := Image{Width: b.Dx(), Height: b.Dy()}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := p.At(x, y).RGBA()
			out.Pixels = append(out.Pixels, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return out
}

// PredictRequest is what op "predict" takes.
type PredictRequest struct {
	Subject Subject  `json:"subject"`
	Inputs  []Floats `json:"inputs,omitempty"`
	Images  []Image  `json:"images,omitempty"`
	Files   []string `json:"files,omitempty"` // of pictures
}

// PredictReply is what it answers.
type PredictReply struct {
	Outputs []Floats `json:"outputs"`           // one row an input
	Classes []string `json:"classes,omitempty"` // what the classes are called, where that is known
}

// Predictions are a model's outputs for some inputs, with the error inside if
// there are none.
type Predictions struct {
	reply PredictReply
	err   error
}

// Predict gives the outputs of the trained model for inputs of one's own, one
// row each, flattened row by row. They are in the units of the data set that
// it was trained on, before anything is standardised: of pixels, from 0 to 1.
//
// Errors: those of the training; rows of another length.
func (t Training) Predict(inputs [][]float64) Predictions {
	return t.predict(PredictRequest{Inputs: rows(inputs)})
}

// PredictImages is Predict for pictures. A picture of another size is made
// smaller, or larger, by the mean of what each pixel stands for, if it has the
// right proportions; where the model sees one channel, in grey. MNIST's digits
// are white on black.
func (t Training) PredictImages(pictures ...picture.Image) Predictions {
	return t.predict(imagesRequest(pictures))
}

func imagesRequest(pictures []picture.Image) PredictRequest {
	var r PredictRequest
	for _, p := range pictures {
		r.Images = append(r.Images, ImageOf(p))
	}
	return r
}

// PredictFiles is PredictImages for files: PNG, JPEG or GIF.
func (t Training) PredictFiles(paths ...string) Predictions {
	r, err := filesRequest(paths)
	if err != nil {
		return Predictions{err: err}
	}
	return t.predict(r)
}

func filesRequest(paths []string) (PredictRequest, error) {
	var r PredictRequest
	for _, p := range paths {
		absolute, err := filepath.Abs(p)
		if err != nil {
			return r, here(Error{Where: "PredictFiles", What: "file", Want: "a path", Got: err.Error()})
		}
		r.Files = append(r.Files, absolute)
	}
	return r, nil
}

func (t Training) predict(r PredictRequest) Predictions {
	if err := t.Err(); err != nil {
		return Predictions{err: err}
	}
	r.Subject.Trained = t.request()
	return predictions(r)
}

func predictions(r PredictRequest) Predictions {
	if len(r.Inputs)+len(r.Images)+len(r.Files) == 0 {
		return Predictions{err: here(Error{Where: "Predict", What: "inputs", Want: "at least one", Got: "none"})}
	}
	var p Predictions
	p.err = ask(context.Background(), "predict", r, &p.reply, nil, caller())
	return p
}

// Err is why there are none, or nil.
func (p Predictions) Err() error { return p.err }

// Outputs are the model's outputs as they come from its last layer: logits,
// where it was trained with cross-entropy. One row an input.
func (p Predictions) Outputs() [][]float64 {
	out := make([][]float64, len(p.reply.Outputs))
	for i, row := range p.reply.Outputs {
		out[i] = row
	}
	return out
}

// Classes are the likeliest classes, one an input.
func (p Predictions) Classes() []int {
	out := make([]int, len(p.reply.Outputs))
	for i, row := range p.reply.Outputs {
		for k, v := range row {
			if v > row[out[i]] {
				out[i] = k
			}
		}
	}
	return out
}

// Names are the names of the likeliest classes, or their numbers.
func (p Predictions) Names() []string {
	out := make([]string, len(p.reply.Outputs))
	for i, class := range p.Classes() {
		out[i] = className(p.reply.Classes, class)
	}
	return out
}

// Probabilities are the softmax of the outputs, one row an input.
func (p Predictions) Probabilities() [][]float64 {
	out := make([][]float64, len(p.reply.Outputs))
	for i, row := range p.reply.Outputs {
		highest, sum := math.Inf(-1), 0.0
		for _, v := range row {
			highest = math.Max(highest, v)
		}
		out[i] = make([]float64, len(row))
		for k, v := range row {
			out[i][k] = math.Exp(v - highest)
			sum += out[i][k]
		}
		for k := range row {
			out[i][k] /= sum
		}
	}
	return out
}

// shownPredictions is how many a cell shows.
const shownPredictions = 20

// Display shows each input's likeliest class and its probability; of a model
// with one output, that.
func (p Predictions) Display() error {
	if p.err != nil {
		return p.err
	}
	t := show.Table{Head: []string{"input", "class", "probability"}, Right: []bool{true, true, true}}
	single := len(p.reply.Outputs) > 0 && len(p.reply.Outputs[0]) == 1
	if single {
		t = show.Table{Head: []string{"input", "output"}, Right: []bool{true, true}}
	}
	classes, probabilities := p.Classes(), p.Probabilities()
	for i, row := range p.reply.Outputs {
		if i == shownPredictions {
			t.Foot = append([]string{fmt.Sprintf("and %d more", len(p.reply.Outputs)-i)}, make([]string, len(t.Head)-1)...)
			break
		}
		cells := []string{fmt.Sprint(i), className(p.reply.Classes, classes[i]), fmt.Sprintf("%.4f", probabilities[i][classes[i]])}
		if single {
			cells = []string{fmt.Sprint(i), fmt.Sprintf("%.4g", row[0])}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t.Display()
}
