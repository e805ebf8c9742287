package dsl

// Loss is what training minimises: the mean over a batch of a function of the
// model's output and the target.
type Loss struct {
	Kind string `json:"kind"`
}

var (
	// CrossEntropy is softmax cross-entropy from logits z and a class y:
	// L = log Σ_k e^(z_k) − z_y, in nats. The model ends in a layer with one
	// unit a class and no activation.
	CrossEntropy = Loss{"cross-entropy"}
	// MeanSquaredError is L = (1/K) Σ_k (z_k − t_k)² over the K outputs; for
	// a class, t is its one-hot vector.
	MeanSquaredError = Loss{"mean-squared-error"}
)

// String is the loss's name.
func (l Loss) String() string { return l.Kind }

// Precision is the floating-point type of weights and arithmetic.
type Precision string

// The precisions.
const (
	Float32 Precision = "float32"
	Float64 Precision = "float64"
)
