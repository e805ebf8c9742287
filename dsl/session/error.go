package session

import (
	"encoding/json"
	"errors"
)

// Error is an error that crossed from another process.
type Error struct {
	// Code says what kind of error it was: "error" for any, "no-driver",
	// "interrupted", "engine", or a code that the sender's error gave itself.
	Code string `json:"code"`
	// Message is the text of the error.
	Message string `json:"message"`
	// Detail is the sender's own encoding of the error, if it had one, from
	// which the receiver can make the typed error again.
	Detail json.RawMessage `json:"detail,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// Coder is an error that can be made again on the other side of a session:
// its code says who can, its JSON form is what they make it from.
type Coder interface {
	error
	SessionCode() string
}

// EncodeError gives the form in which err crosses a session.
func EncodeError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	out := &Error{Code: "error", Message: err.Error()}
	var c Coder
	if errors.As(err, &c) {
		if detail, jerr := json.Marshal(c); jerr == nil {
			out.Code, out.Detail = c.SessionCode(), detail
		}
	}
	return out
}
