package dsl

import (
	"fmt"
	"slices"
	"strings"
)

// Regime is how a training goes about its steps, spelled out: what is left at
// its default is not said.
type Regime struct {
	MicroBatches int            `json:"micro_batches,omitempty"` // parts that a batch is worked through in
	Augment      []Augmentation `json:"augment,omitempty"`       // of training batches, one after another
	Stop         *StopSpec      `json:"stop,omitempty"`
}

// FullBatch makes each step see all training examples: gradient descent in
// place of its stochastic form. One step is an epoch.
//
// Where they do not fit in memory, MicroBatches works through them in parts.
func (t Training) FullBatch() Training {
	if t = t.wholly("FullBatch"); t.err == nil {
		t.batch = t.data.Len()
	}
	return t
}

// MicroBatches works through each batch in n parts, one after another, and
// adds up their gradients: a step needs the memory of a part, and its gradient
// is that of the whole batch but for rounding.
//
// The parts are as large as each other, the last smaller where n does not
// divide the batch. Layers that look at a whole batch see a part: BatchNorm's
// statistics are those of parts. Dropout and Augment draw other bits for
// another n.
// Errors: n below 1.
func (t Training) MicroBatches(n int) Training {
	if t = t.wholly("MicroBatches"); t.err != nil {
		return t
	}
	if n < 1 {
		return t.fail(Error{Where: "MicroBatches", What: "number of parts", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	if t.regime.MicroBatches = n; n == 1 {
		t.regime.MicroBatches = 0 // what there is without it, so the same run
	}
	return t
}

// Augmentation changes the inputs of a training batch at random, so that no
// epoch sees quite the examples of another.
type Augmentation struct {
	Kind string `json:"kind"` // "flip" or "crop"
	Pad  int    `json:"pad,omitempty"`
}

// RandomFlip mirrors each image left to right with probability ½.
//
// Input: [H, W, C]. Output: the same.
// Source: He et al. 2016, section 4.2.
func RandomFlip() Augmentation { return Augmentation{Kind: "flip"} }

// RandomCrop cuts each image, with a margin of pad zeros around it, to its old
// size at one of the (2·pad + 1)² places, all equally likely.
//
// Input: [H, W, C], standardised, so that the margin is the mean of the
// pixels. Output: the same.
// Differs: torchvision's RandomCrop before Normalize has a black margin.
// Source: He et al. 2016, section 4.2, with pad 4.
// Errors, of Augment: pad below 1.
func RandomCrop(pad int) Augmentation { return Augmentation{Kind: "crop", Pad: pad} }

// String is "random flip" or "random crop of 4".
func (a Augmentation) String() string {
	if a.Kind == "crop" {
		return fmt.Sprintf("random crop of %d", a.Pad)
	}
	return "random " + a.Kind
}

// Augment changes training batches at random, on the device. What is drawn
// follows from the seed and the step, so a training that goes on from a
// checkpoint draws the same. Their order is of no consequence. Evaluations, inspections and probes see the
// examples as they are.
//
//	resnet.Train(cifar).Augment(dsl.RandomFlip(), dsl.RandomCrop(4))
//
// Errors: data that are no images [H, W, C]; those of each augmentation.
func (t Training) Augment(all ...Augmentation) Training {
	if t = t.wholly("Augment"); t.err != nil {
		return t
	}
	if shape := t.data.Shape(); len(shape) != 3 && len(all) > 0 {
		return t.fail(Error{Where: "Augment", What: "shape of the data", Want: "[H W C], images", Got: fmt.Sprint(shape)})
	}
	for _, a := range all {
		if e := a.Check(); e != nil {
			return t.fail(*e)
		}
	}
	// A flip and a crop may change places: what they draw is as likely. Crops
	// come first, since the other way round XLA takes ten times as long.
	t.regime.Augment = slices.Clone(all)
	slices.SortStableFunc(t.regime.Augment, func(a, b Augmentation) int { return strings.Compare(a.Kind, b.Kind) })
	return t
}

// Check finds what is wrong with the augmentation itself, or gives nil.
func (a Augmentation) Check() *Error {
	switch {
	case a.Kind == "flip":
	case a.Kind != "crop":
		return &Error{Where: "Augment", What: "augmentation", Want: "dsl.RandomFlip() or dsl.RandomCrop(4)", Got: fmt.Sprintf("%q", a.Kind)}
	case a.Pad < 1:
		return &Error{Where: "RandomCrop", What: "margin", Want: "1 pixel or more", Got: fmt.Sprint(a.Pad), Mend: "4 is usual for 32 × 32"}
	}
	return nil
}

// String is the regime in words; "" where all is at its default.
func (r Regime) String() string {
	text := ""
	if r.MicroBatches > 1 {
		text += fmt.Sprintf(", in %d parts", r.MicroBatches)
	}
	for _, a := range r.Augment {
		text += ", " + a.String()
	}
	if r.Stop != nil {
		text += ", " + r.Stop.String()
	}
	return text
}
