package dsl

import (
	"fmt"
	"strings"
)

// source is what the language knows of the data sets of one kind before an
// example was seen: enough to say in the cell what does not fit.
type source struct {
	title   string
	shape   func(DataSpec) []int
	train   func(DataSpec) int // how many examples train, with those that are held out to validate
	heldOut int                // so many of the last of them, unless HoldOut says otherwise; 0: the test examples validate
	test    func(DataSpec) int // how many examples test; nil: all that there are
	outputs func(DataSpec) int
	steps   func(DataSpec) int // how many targets an example has, one a time step; nil: one
	// apart says that as many examples as test validate, drawn for it.
	apart bool
	// prepared says what was done to the inputs, unless Standardized says no.
	prepared string
	values   func(DataSpec) bool // whether targets are values rather than classes; nil: classes
}

// sources are the kinds by the name that a DataSpec has for them. Package
// nn/data has what opens each.
var sources = map[string]source{
	"mnist":    fixed("MNIST", 60_000, 5_000, 10_000, 10, pixels, 28, 28, 1),
	"mnist-1d": fixed("MNIST-1D", 4_000, 0, 1_000, 10, "", 40, 1),
	"adding": {title: "Adding problem", heldOut: sequenceHeldOut,
		shape:   func(d DataSpec) []int { return []int{d.Sequence.Length, 2} },
		train:   func(d DataSpec) int { return d.Sequence.Examples + sequenceHeldOut },
		test:    func(DataSpec) int { return sequenceHeldOut },
		outputs: func(DataSpec) int { return 1 },
		values:  func(DataSpec) bool { return true },
	},
	"copy-memory": {title: "Copy memory", heldOut: sequenceHeldOut,
		shape:   func(d DataSpec) []int { return []int{copySteps(d), copySymbols} },
		train:   func(d DataSpec) int { return d.Sequence.Examples + sequenceHeldOut },
		test:    func(DataSpec) int { return sequenceHeldOut },
		outputs: func(DataSpec) int { return copySymbols },
		steps:   copySteps,
	},
	"fashion-mnist": fixed("Fashion-MNIST", 60_000, 5_000, 10_000, 10, pixels, 28, 28, 1),
	"cifar-10":      fixed("CIFAR-10", 50_000, 5_000, 10_000, 10, pixels, 32, 32, 3),
	"cifar-100":     fixed("CIFAR-100", 50_000, 5_000, 10_000, 100, pixels, 32, 32, 3),
	"spirals": {title: "Spirals",
		shape:   func(DataSpec) []int { return []int{2} },
		train:   func(d DataSpec) int { return d.Spirals.Points * d.Spirals.Arms },
		test:    func(d DataSpec) int { return d.Spirals.Points * d.Spirals.Arms },
		apart:   true,
		outputs: func(d DataSpec) int { return d.Spirals.Arms },
	},
	"slices": told("Slices"),
	"file":   told("File"),
	"teacher": {title: "Teacher", heldOut: taughtHeldOut,
		shape:   func(d DataSpec) []int { return d.Teacher.Graph.Nodes[0].Shape },
		train:   func(d DataSpec) int { return d.Teacher.Examples + taughtHeldOut },
		test:    func(DataSpec) int { return taughtHeldOut },
		outputs: func(d DataSpec) int { return size(d.Teacher.Graph.Nodes[len(d.Teacher.Graph.Nodes)-1].Shape) },
		values:  func(DataSpec) bool { return true },
	},
}

// told is a data set whose examples are there, or of which the engine told.
func told(title string) source {
	return source{title: title,
		shape:   func(d DataSpec) []int { return append([]int{}, d.facts().Shape...) },
		train:   func(d DataSpec) int { return d.facts().Train },
		test:    func(d DataSpec) int { return d.facts().Test },
		outputs: func(d DataSpec) int { return d.facts().Outputs },
		values:  func(d DataSpec) bool { return d.facts().Values },
	}
}

const pixels = "standardised pixels"

func copySteps(d DataSpec) int { return d.Sequence.Length + 2*copyRecalled }

// fixed is a published data set with classes.
func fixed(title string, train, heldOut, test, classes int, prepared string, shape ...int) source {
	return source{title: title, heldOut: heldOut, prepared: prepared,
		shape:   func(DataSpec) []int { return append([]int{}, shape...) },
		train:   func(DataSpec) int { return train },
		test:    func(DataSpec) int { return test },
		outputs: func(DataSpec) int { return classes },
	}
}

// Title is what people call the data set, and what was done to it:
// "MNIST, labels 15 % random".
func (d DataSpec) Title() string {
	title := sources[d.Source].title
	if d.File != nil {
		title = d.File.title()
	}
	if title == "" {
		title = d.Source
	}
	return strings.Join(append([]string{title}, d.changes()...), ", ")
}

// changes says what was done to the examples.
func (d DataSpec) changes() []string {
	var parts []string
	if d.Spirals != nil && d.Spirals.Seed != 0 {
		parts = append(parts, fmt.Sprintf("seed %d", d.Spirals.Seed))
	}
	if d.Sequence != nil && d.Sequence.Seed != 0 {
		parts = append(parts, fmt.Sprintf("seed %d", d.Sequence.Seed))
	}
	if d.Read != "" {
		parts = append(parts, fmt.Sprintf("%s by %s", d.Read, d.Read))
	}
	if d.Teacher != nil && d.Teacher.Seed != 0 {
		parts = append(parts, fmt.Sprintf("seed %d", d.Teacher.Seed))
	}
	if d.Standardize {
		parts = append(parts, "standardised")
	}
	if d.Permuted != nil {
		parts = append(parts, "positions permuted")
	}
	if d.RandomLabels != nil {
		parts = append(parts, d.RandomLabels.String())
	}
	return parts
}
