package dsl

// Histograms are looked at less often than norms: every value comes from the
// device to be counted.
const (
	histogramsEvery = 50
	histogramBins   = 64
)

func histogram(of string) Probe {
	return Probe{spec: ProbeSpec{Measure: "histogram", Of: of, Every: histogramsEvery, Bins: histogramBins}}
}

// WeightHistogram is how each layer's weights are distributed.
//
// Measures: a Histogram of all entries of W, biases left out.
// Unit: counts, over the unit of the weights.
// When: before each sampled step.
// Shape: [looks, layers] histograms.
// Cost: the weights are copied and counted: about 4 ns each. It only reads.
func WeightHistogram() Probe { return histogram("weights") }

// GradientHistogram is how each layer's weight gradients are distributed. Of
// a deep network it wants Log: they differ by powers of ten.
//
// Measures: a Histogram of all entries of ∂L/∂W, L the mean loss of the
// step's batch.
// Unit: counts, over loss per unit of weight.
// When: before each sampled step, on its batch.
// Shape: [looks, layers] histograms.
// Cost: a forward and a backward pass, and about 4 ns a weight. It only reads.
// Source: Glorot & Bengio 2010, figure 7.
func GradientHistogram() Probe { return histogram("gradients") }

// UpdateHistogram is how the changes of each layer's weights are distributed.
//
// Measures: a Histogram of all entries of ΔW, the weights after the step less
// those before.
// Unit: counts, over the unit of the weights.
// When: at each sampled step.
// Shape: [looks, layers] histograms.
// Cost: about 4 ns a weight. It only reads. Not at rest.
func UpdateHistogram() Probe { return histogram("updates") }

// ActivationHistogram is how each layer's outputs are distributed.
//
// Measures: a Histogram of a = f(z) over the samples of the step's batch and
// the layer's units.
// Unit: counts, over the unit of the activations.
// When: before each sampled step, on its batch.
// Shape: [looks, layers] histograms.
// Cost: a forward pass, and about 4 ns a value. It only reads.
// Source: Glorot & Bengio 2010, figures 2 to 4 and 6.
func ActivationHistogram() Probe { return histogram("activations") }
