package dsl

// normsEvery is how often norms are looked at unless a program says: often
// enough for a curve, and under 15 % of a step's time.
const normsEvery = 10

func norm(of string) Probe { return Probe{spec: ProbeSpec{Measure: "norm", Of: of, Every: normsEvery}} }

// WeightNorm is the size of each layer's weights.
//
// Measures: ‖W‖ = √Σ w², Frobenius, biases left out; with RMS, ‖W‖/√n for n
// weights.
// Unit: that of the weights.
// When: before each sampled step.
// Shape: [looks, layers].
// Cost: one pass over the weights. It only reads.
func WeightNorm() Probe { return norm("weights") }

// GradientNorm is the size of each layer's weight gradient.
//
// Measures: ‖∂L/∂W‖ = √Σ (∂L/∂w)², L the mean loss of the step's batch; with
// RMS, over √n.
// Unit: loss per unit of weight.
// When: before each sampled step, on its batch.
// Shape: [looks, layers].
// Cost: a forward and a backward pass. It only reads.
// Source: Pascanu, Mikolov & Bengio 2013, for its growth and decay.
func GradientNorm() Probe { return norm("gradients") }

// PreActivationGradientNorm is how much gradient reaches each layer, before it
// is multiplied by the layer's input.
//
// Measures: √(mean over samples i of ‖∂L_i/∂z‖²), L_i the loss of sample i
// alone, z = x·W + b.
// Unit: loss per unit of z.
// When: before each sampled step, on its batch.
// Shape: [looks, layers].
// Cost: a forward and a backward pass. It only reads.
// Source: Glorot & Bengio 2010, section 4.2.
func PreActivationGradientNorm() Probe { return norm("deltas") }

// UpdateNorm is how far each layer's weights move in a step.
//
// Measures: ‖ΔW‖, ΔW the weights after the step less those before; with RMS,
// over √n.
// Unit: that of the weights.
// When: at each sampled step.
// Shape: [looks, layers].
// Cost: one pass over the weights. It only reads. Not at rest.
func UpdateNorm() Probe { return norm("updates") }

// ActivationNorm is the size of each layer's output a = f(z).
//
// Measures: √Σ a² over samples and units of the step's batch; with RMS, over
// √n, which does not depend on the batch's size.
// Unit: that of the activations.
// When: before each sampled step, on its batch.
// Shape: [looks, layers].
// Cost: a forward pass. It only reads.
func ActivationNorm() Probe { return norm("activations") }

// UpdateRatio is how far each layer's weights move in a step, relative to
// their size. About 10⁻³ is healthy by rule of thumb.
//
// Measures: ‖ΔW‖/‖W‖, W before the step.
// Unit: none.
// When: at each sampled step.
// Shape: [looks, layers].
// Cost: two passes over the weights. It only reads. Not at rest.
// Source: Karpathy, CS231n lecture notes, "Ratio of weights:updates", 2015.
func UpdateRatio() Probe {
	return Probe{spec: ProbeSpec{Measure: "ratio", Of: "updates", Every: normsEvery}}
}
