// Package stream is the one ordered stream in which a cell's text and displays
// reach the front: whatever the program writes to its standard output and
// error, as it is, with frames in between that no text can imitate.
//
// A frame is
//
//	ESC ] fathom ; MARK ; KIND ; LENGTH BEL PAYLOAD
//
// where MARK is a random word that the front chose for this cell and PAYLOAD
// is JSON of LENGTH bytes. It is one write to the same descriptor as the text,
// so that order needs no agreement between readers, and what was written
// before a program died has arrived.
package stream

import (
	"encoding/json"
	"fmt"
)

// Kind says what a frame asks of the front.
type Kind string

// The kinds of frames, and the Go type of each payload.
const (
	Display Kind = "display" // a Data: display_data
	Update  Kind = "update"  // a Data with an ID: update_display_data
	Result  Kind = "result"  // a Data: execute_result
	Failure Kind = "failure" // a Report: the cell has failed, and how
	Notice  Kind = "notice"  // a string: what the user should know once, in whichever cell it comes up
	Vars    Kind = "vars"    // a []Var: variables that the cell leaves behind
	Errors  Kind = "errors"  // a string: text for standard error, in its place among the rest
	Clear   Kind = "clear"   // a Wiping: what the cell has shown so far is to go
	Where   Kind = "where"   // a Spot: where the cell is, should it end without a word
)

// Data is something to show, by MIME type, as Jupyter takes it: text as a
// string, pictures in base64, JSON types as values.
type Data struct {
	MIME map[string]any `json:"data"`
	Meta map[string]any `json:"metadata,omitempty"`
	ID   string         `json:"id,omitempty"` // names a display that later updates replace
}

// Report is a failure in the cell's terms.
type Report struct {
	Name  string `json:"ename"`  // the Go type of the error
	Value string `json:"evalue"` // one readable line
	Hint  string `json:"hint,omitempty"`
	Cell  int    `json:"cell,omitempty"` // where the user's code made it; 0 if unknown
	Line  int    `json:"line,omitempty"`
}

// Var is a variable that a cell leaves to later cells.
type Var struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	File    string `json:"file,omitempty"`    // where its value lies
	Refused string `json:"refused,omitempty"` // why it could not be carried, when it could not
	Glance  string `json:"glance,omitempty"`  // what it holds, in a few words
}

// Wiping says when what a cell has shown goes: at once, or when there is
// something new to take its place.
type Wiping struct {
	Wait bool `json:"wait"`
}

// Spot is where a cell is, said ahead of an end that it cannot tell of itself.
type Spot struct {
	Cell   int   `json:"cell"`
	Line   int   `json:"line"`
	Exits  bool  `json:"exits,omitempty"`  // it is about to call os.Exit, or the like
	Memory int64 `json:"memory,omitempty"` // bytes that it holds
}

// Hello is what the front sends a cell, as one line of JSON, when the cell
// connects to the socket that the environment variable FATHOM_FRONT names.
type Hello struct {
	Mark   string `json:"mark"`
	Cell   int    `json:"cell"`   // the cell's number, as shown in Jupyter
	Vars   string `json:"vars"`   // the directory of carried values
	Engine string `json:"engine"` // the engine's socket; "" if there is none
	Errors bool   `json:"errors"` // a second connection is taken, for os.Stderr
	Timed  bool   `json:"timed"`  // the cell is to say how long it took
}

// Encode gives a frame's bytes.
func Encode(mark string, kind Kind, payload any) ([]byte, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("stream: %s: %w", kind, err)
	}
	head := fmt.Sprintf("\x1b]fathom;%s;%s;%d\a", mark, kind, len(body))
	return append([]byte(head), body...), nil
}
