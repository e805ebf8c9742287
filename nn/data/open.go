package data

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// openers make the data sets of a kind, by the name that dsl has for it.
var openers = map[string]func(dsl.DataSpec) (*Set, error){
	"mnist":    func(dsl.DataSpec) (*Set, error) { return MNIST() },
	"mnist-1d": func(dsl.DataSpec) (*Set, error) { return MNIST1D() },
	"slices":   inline,
	"spirals":  spirals,
	"file":     file,

	"cifar-10":      cifar10,
	"cifar-100":     cifar100,
	"fashion-mnist": fashionMNIST,

	"adding":      generated(adding),
	"copy-memory": generated(copyMemory),
}

// Open reads or makes the data set that a request describes, prepared as it
// says. Take is not applied: it chooses among the training examples and
// changes none.
func Open(spec dsl.DataSpec) (*Set, error) {
	open := openers[spec.Source]
	if open == nil {
		return nil, &dsl.Error{Where: "data", What: "source", Want: "one of " + kinds(), Got: fmt.Sprintf("%q", spec.Source),
			Mend: "build Fathom's engine again: make lab"}
	}
	set, err := open(spec)
	if err != nil {
		return nil, err
	}
	return prepare(set, spec)
}

// OpenKept is Open for examples that were kept earlier, under the name of their
// content.
func OpenKept(spec dsl.DataSpec, name string, kept func() (dsl.DataSpec, error)) (*Set, error) {
	set, err := remembered("content "+name, func() (*Set, error) {
		examples, err := kept()
		if err != nil {
			return nil, err
		}
		return inline(examples)
	})
	if err != nil {
		return nil, err
	}
	return prepare(set, spec)
}

// Generated is Open for a set that make makes, under a name of its own.
func Generated(spec dsl.DataSpec, name string, make func() (*Set, error)) (*Set, error) {
	set, err := remembered(name, make)
	if err != nil {
		return nil, err
	}
	return prepare(set, spec)
}

func kinds() string {
	var names []string
	for k := range openers {
		names = append(names, k)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
