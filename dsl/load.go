package dsl

import (
	"context"
	"encoding/json"
	picture "image" // dsl has a function image
	"path/filepath"
)

// Trained is a trained model as a value: what Load read. It predicts, is
// evaluated and looked into, and trains on.
type Trained struct {
	model     Model // which has the weights
	loss      Loss
	precision Precision
	scaling   *Scaling
	classes   []string
	err       *Error
}

// LoadRequest is what op "load" takes.
type LoadRequest struct {
	Path string `json:"path"` // absolute
}

// LoadReply is what it answers. The nodes of Graph have their weights.
type LoadReply struct {
	Name      string   `json:"name"`
	Graph     Graph    `json:"graph"`
	Loss      Loss     `json:"loss"`
	Precision string   `json:"precision"`
	Scaling   *Scaling `json:"scaling,omitempty"`
	Classes   []string `json:"classes,omitempty"`
	Content   string   `json:"content"` // of the weights
}

// Load reads a model that Save wrote. It is known by its content: from another
// path, or after the file was touched, it is the same, and what was computed
// with it is known.
//
// Errors: a file that cannot be read, or was not written by Save.
func Load(path string) Trained {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return Trained{err: here(Error{Where: "Load", What: "file", Want: "a path", Got: err.Error()})}
	}
	var r LoadReply
	if err := ask(context.Background(), "load", LoadRequest{absolute}, &r, nil, caller()); err != nil {
		return Trained{err: errorOf("Load", err)}
	}
	m, err := modelOf(r.Graph, nil)
	if err != nil {
		return Trained{err: errorOf("Load", err)}
	}
	return Trained{model: m.Named(r.Name), loss: r.Loss, precision: Precision(r.Precision), scaling: r.Scaling, classes: r.Classes}
}

// Err is why there is no model, or nil.
func (t Trained) Err() error {
	switch {
	case t.err != nil:
		return t.err
	case t.model.top == nil:
		return &Error{Where: "trained model", What: "no model", Mend: "start with dsl.Load(…)"}
	}
	return nil
}

// Model is the model with its weights: what is added to it starts at random,
// what it has as it was saved. Frozen keeps that so.
func (t Trained) Model() Model {
	m := t.model
	if m.err == nil {
		m.err = t.err
	}
	return m
}

// Train trains it on, from the weights that it has.
func (t Trained) Train(d Data) Training {
	return t.Model().Train(d)
}

// Inspect looks inside it, on b.
func (t Trained) Inspect(b Batch) Inspection { return t.Model().Inspect(b) }

// Predict is Training.Predict.
func (t Trained) Predict(inputs [][]float64) Predictions {
	return t.predict(PredictRequest{Inputs: rows(inputs)})
}

// PredictImages is Training.PredictImages.
func (t Trained) PredictImages(pictures ...picture.Image) Predictions {
	return t.predict(imagesRequest(pictures))
}

// PredictFiles is Training.PredictFiles.
func (t Trained) PredictFiles(paths ...string) Predictions {
	r, err := filesRequest(paths)
	if err != nil {
		return Predictions{err: err}
	}
	return t.predict(r)
}

func (t Trained) predict(r PredictRequest) Predictions {
	if err := t.Err(); err != nil {
		return Predictions{err: err}
	}
	r.Subject = t.subject()
	return predictions(r)
}

func (t Trained) subject() Subject {
	return Subject{Graph: t.model.Graph(), Loss: t.loss, Precision: string(t.precision), Scaling: t.scaling, Classes: t.classes}
}

// Save is Training.Save.
func (t Trained) Save(path string) Saved {
	if err := t.Err(); err != nil {
		return Saved{err: err}
	}
	return saveTo(path, t.model.name, t.subject())
}

// Display shows the model as its Summary.
func (t Trained) Display() error {
	if err := t.Err(); err != nil {
		return err
	}
	return t.model.Display()
}

// Glance is the model in a line.
func (t Trained) Glance() string {
	if err := t.Err(); err != nil {
		return err.Error()
	}
	return "trained " + t.model.Glance()
}

type trainedJSON struct {
	Model     Model     `json:"model"`
	Loss      Loss      `json:"loss"`
	Precision Precision `json:"precision"`
	Scaling   *Scaling  `json:"scaling,omitempty"`
	Classes   []string  `json:"classes,omitempty"`
	Err       *Error    `json:"error,omitempty"`
}

// MarshalJSON writes the model's description; its weights stay in the engine.
func (t Trained) MarshalJSON() ([]byte, error) {
	return json.Marshal(trainedJSON{t.model, t.loss, t.precision, t.scaling, t.classes, t.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Trained) UnmarshalJSON(b []byte) error {
	var j trainedJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*t = Trained{j.Model, j.Loss, j.Precision, j.Scaling, j.Classes, j.Err}
	return nil
}
