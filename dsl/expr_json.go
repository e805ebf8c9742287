package dsl

import "encoding/json"

type exprJSON struct {
	Terms []Term `json:"terms,omitempty"`
	Err   *Error `json:"error,omitempty"`
}

// MarshalJSON writes the expression whole, or its mistake: so a parameter that
// several Funcs share can be a variable of a notebook.
func (x Expr) MarshalJSON() ([]byte, error) {
	j := exprJSON{Err: x.err}
	if x.err == nil && x.node != nil {
		j.Terms = spell(x).Terms
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (x *Expr) UnmarshalJSON(b []byte) error {
	var j exprJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*x = Expr{err: j.Err}
	read := make([]Expr, len(j.Terms))
	for i, t := range j.Terms {
		var in []Expr
		for _, k := range t.In {
			if k < 0 || k >= i {
				return &Error{Where: "expression", What: "term", Want: "one that reads earlier terms", Got: string(b)}
			}
			in = append(in, read[k])
		}
		t.In = nil
		if read[i] = newExpr(t, in...); read[i].err != nil {
			return read[i].err
		}
		*x = read[i]
	}
	return nil
}
