package nn

import (
	"os"
	"runtime"

	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"

	"github.com/seed-380714d4/fathom/dsl"
)

// narrowest is up to how many floating point operations the largest product of a
// training step goes to the narrow client. A product is split over threads,
// and operations that do not wait for each other go to several; waking them
// takes longer than a small one does. Measured on two cores, MNIST, one thread
// against two, microseconds a step:
//
//	784-32-10, batches of 32              2 MFLOP the largest product   93, 165
//	784-64-64-10, batches of 32           3 MFLOP   144, 222
//	784, 20 × 32, 10, batches of 32       2 MFLOP   270, 350
//	784-96-10, batches of 32              5 MFLOP   175, 220
//	784, 4 × 128, 10, batches of 64      13 MFLOP   700, 640
//	784, 20 × 256, 10, batches of 128    51 MFLOP   17,000, 14,000
//
// Whichever does it, the bits are the same: TestNarrowBits. Those of
// convolutions are not, of which a split sums other parts.
const narrowest = 6e6

// suited is the runner for a training: the narrow one for small networks, of
// which several then go side by side without being in each other's way.
func (r *runner) suited(req dsl.TrainRequest) *runner {
	for _, n := range req.Graph.Nodes {
		if n.Op.Kind() == "conv" {
			return r
		}
	}
	if largestProduct(req) <= narrowest {
		return r.narrow
	}
	return r
}

// largestProduct estimates the floating point operations of the largest product of a
// forward pass: a layer's weights with the batch, at each of its positions.
func largestProduct(req dsl.TrainRequest) float64 {
	largest := 0
	for _, p := range dsl.Parameters(req.Graph) {
		positions := 1
		if shape := req.Graph.Nodes[p.Node].Shape; len(shape) > 1 {
			for _, d := range shape[:len(shape)-1] {
				positions *= d
			}
		}
		largest = max(largest, p.Size()*positions)
	}
	return 2 * float64(largest) * float64(req.BatchSize)
}

// threadsEnv is how XLA's CPU client is told how many threads to make; it has
// no option for that.
const threadsEnv = "NPROC"

// openNarrow makes a CPU client with one thread. It must be the first client
// of the process: the environment is changed, which no other thread may read
// meanwhile. Without it all goes to the usual client.
func openNarrow(name string, options pjrt.NamedValuesMap) *xla.Backend {
	if runtime.NumCPU() == 1 {
		return nil // as is the usual one
	}
	before, set := os.LookupEnv(threadsEnv)
	os.Setenv(threadsEnv, "1")
	defer func() {
		if set {
			os.Setenv(threadsEnv, before)
		} else {
			os.Unsetenv(threadsEnv)
		}
	}()
	b, err := xla.NewWithOptions(name, options)
	if err != nil {
		return nil // the usual one will say why
	}
	return b
}
