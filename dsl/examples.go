package dsl

import "context"

// Examples are some examples of a data set, as they are before anything is
// standardised: pixels from 0 to 1, other values as they came.
type Examples struct {
	Shape   []int    `json:"shape"`  // of one input
	Inputs  []Floats `json:"inputs"` // one row an example
	Labels  []int    `json:"labels,omitempty"`
	Targets []Floats `json:"targets,omitempty"` // where there are values in place of classes
	Classes []string `json:"classes,omitempty"` // their names, where they have some
}

// Class is the name of example i's class, or its number.
func (e Examples) Class(i int) string { return className(e.Classes, e.Labels[i]) }

func className(names []string, class int) string {
	if class >= 0 && class < len(names) {
		return names[class]
	}
	return list([]int{class})
}

// Examples gives the batch's examples themselves, to look at.
//
// Errors: those of the batch.
func (b Batch) Examples(ctx context.Context) (Examples, error) {
	var out Examples
	if err := b.Err(); err != nil {
		return out, err
	}
	return out, ask(ctx, "show", b.Spec(), &out, nil, caller())
}
