package dsl

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// SaveRequest is what op "save" takes.
type SaveRequest struct {
	Subject Subject `json:"subject"`
	Name    string  `json:"name"`
	Path    string  `json:"path"` // absolute
}

// SaveReply is what it answers.
type SaveReply struct {
	Bytes  int    `json:"bytes"`
	Digest string `json:"digest"` // SHA-256 of the file
}

// Saved says what became of saving a model, with the error inside if it failed.
type Saved struct {
	path  string
	reply SaveReply
	err   error
}

// Save writes the model that the training ends with to a file, training it
// first if nobody has yet. Load reads it again, here or elsewhere.
//
//	run.Save("resnet.fathom")
//
// The file is in the safetensors format, which Python opens: tensors are named
// "3.dense.weights", for the layer's number in the Summary, its kind and its
// part. Its metadata hold the architecture ("graph"), how inputs are to be
// scaled ("scaling"), the loss and the names of classes, as JSON.
// Errors: those of the training; a file that cannot be written.
func (t Training) Save(path string) Saved {
	if err := t.Err(); err != nil {
		return Saved{err: err}
	}
	return saveTo(path, t.Name(), Subject{Trained: t.request()})
}

func saveTo(path, name string, s Subject) Saved {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return Saved{err: here(Error{Where: "Save", What: "file", Want: "a path", Got: err.Error()})}
	}
	out := Saved{path: path}
	out.err = ask(context.Background(), "save", SaveRequest{s, name, absolute}, &out.reply, nil, caller())
	return out
}

// Err is why it could not be saved, or nil.
func (s Saved) Err() error { return s.err }

// String is a line about the file.
func (s Saved) String() string {
	if s.err != nil {
		return s.err.Error()
	}
	return fmt.Sprintf("%s: %s bytes, SHA-256 %.12s…", s.path, thousands(s.reply.Bytes), s.reply.Digest)
}

// Display shows that line.
func (s Saved) Display() error {
	if s.err == nil {
		show.Show(show.Text(s.String()))
	}
	return s.err
}
