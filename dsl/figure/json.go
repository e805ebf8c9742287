package figure

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// wire is how a figure travels: its spec, or the error in its place.
type wire struct {
	*Spec
	Error *session.Error `json:"error,omitempty"`
}

// MarshalJSON writes the figure, so that a variable of a cell can carry it.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f = f.known(); f.err != nil {
		return json.Marshal(wire{Error: session.EncodeError(f.err)})
	}
	return json.Marshal(wire{Spec: &f.spec})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Figure) UnmarshalJSON(b []byte) error {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("figure: reading a figure: %w", err)
	}
	switch {
	case w.Error != nil:
		*f = Figure{err: typed(w.Error)}
	case w.Spec != nil:
		*f = New(*w.Spec)
	default:
		*f = Figure{err: errors.New("figure: reading a figure; want its spec, got nothing")}
	}
	return nil
}

// typed makes an error of package dsl again what it was.
func typed(e *session.Error) error {
	var d dsl.Error
	if e.Code == "dsl" && json.Unmarshal(e.Detail, &d) == nil {
		return &d
	}
	return e
}
