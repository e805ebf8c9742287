package dsl

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Float is a float64 whose JSON form also has a spelling for NaN and the
// infinities, which occur in honest results: a loss that diverged, a gradient
// that exploded. Finite values are written shortest and read back exactly.
type Float float64

// MarshalJSON writes a number, or "NaN", "+Inf", "-Inf" as a string.
func (f Float) MarshalJSON() ([]byte, error) {
	return appendFloat(nil, float64(f)), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Float) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || (!math.IsNaN(v) && !math.IsInf(v, 0)) {
			return fmt.Errorf("dsl: a number; want NaN, +Inf or -Inf, got %q", s)
		}
		*f = Float(v)
		return nil
	}
	return json.Unmarshal(b, (*float64)(f))
}

// Floats is a []float64 with the JSON form of Float.
type Floats []float64

// MarshalJSON writes an array of numbers and spelled-out exceptions.
func (fs Floats) MarshalJSON() ([]byte, error) {
	if fs == nil {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, 12*len(fs)+2), '[')
	for i, f := range fs {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFloat(b, f)
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (fs *Floats) UnmarshalJSON(b []byte) error {
	var read []Float
	if err := json.Unmarshal(b, &read); err != nil {
		return err
	}
	if read == nil {
		*fs = nil
		return nil
	}
	out := make(Floats, len(read))
	for i, f := range read {
		out[i] = float64(f)
	}
	*fs = out
	return nil
}

func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(b, `"+Inf"`...)
	case math.IsInf(f, -1):
		return append(b, `"-Inf"`...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}
