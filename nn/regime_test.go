package nn

import (
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestMicroBatches: a batch in parts gives the weights of the whole one, but
// for rounding; the last part, and the epoch's last batch, may be smaller.
func TestMicroBatches(t *testing.T) {
	for _, e := range backends(t) {
		for name, run := range map[string]dsl.Training{
			"batches":    small().Train(spiral(23)).Optimizer(dsl.Adam(0.01).ClipNorm(0.1)).BatchSize(10).Epochs(4).Precision(dsl.Float64).Seed(1),
			"full batch": small().Train(spiral(23)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).FullBatch().Steps(9).Precision(dsl.Float64),
		} {
			t.Run(e.info.Backend+"/"+name, func(t *testing.T) {
				r := fresh(t, e)
				want := trained(t, r, run.Request())
				for _, parts := range map[string][]int{"batches": {3, 100}, "full batch": {2}}[name] {
					got := trained(t, r, run.MicroBatches(parts).Request())
					if got.Key == want.Key {
						t.Fatal("want another key than that of the whole batch, got the same")
					}
					for i, loss := range got.Reply.Loss {
						if !near(loss, want.Reply.Loss[i], 1e-9) || !near(got.Reply.Accuracy[i], want.Reply.Accuracy[i], 1e-9) {
							t.Fatalf("%d parts: step %d: want loss %v and accuracy %v, got %v and %v", parts, i+1,
								want.Reply.Loss[i], want.Reply.Accuracy[i], loss, got.Reply.Accuracy[i])
						}
					}
				}
			})
		}
	}
}

// TestFullBatch: a step an epoch, and no batch smaller than the others.
func TestFullBatch(t *testing.T) {
	r := trained(t, fresh(t, usual(t)), small().Train(spiral(40)).FullBatch().Epochs(3).Request()).Reply
	if r.Steps != 3 || len(r.Validation) != 3 {
		t.Errorf("want 3 steps and 3 evaluations, got %d and %d", r.Steps, len(r.Validation))
	}
}

// TestStopEarly: it stops patience epochs after the best one, whose weights it
// has; with KeepLast those of the last.
func TestStopEarly(t *testing.T) {
	base := deepTanh(1).Train(dsl.MNIST().Take(300)).Optimizer(dsl.SGD(0.3).Momentum(0.9)).BatchSize(100).Epochs(60).Seed(1)
	r := fresh(t, usual(t))
	got := trained(t, r, base.StopEarly(dsl.Patience(3)).Request()).Reply
	all := trained(t, r, base.Request()).Reply
	best := 0
	for i, e := range all.Validation {
		if e.Loss < all.Validation[best].Loss {
			best = i
		}
		if i-best == 3 {
			break
		}
	}
	if got.Best != 3*(best+1) || got.Steps != got.Best+9 || got.Steps >= all.Steps || len(got.Validation) != best+4 {
		t.Fatalf("want the best at step %d and the end 9 steps later, got %d and %d, %d evaluations", 3*(best+1), got.Best, got.Steps, len(got.Validation))
	}
	short := trained(t, r, base.Epochs(best+1).Request()).Reply
	if got.Digest != short.Digest || got.Test != short.Test {
		t.Errorf("want weights and test of the best epoch, %+v, got %+v", short.Test, got.Test)
	}
	if v := dsl.ValidationLoss.Of(dsl.Result{TrainReply: got}); v != float64(got.Validation[best].Loss) {
		t.Errorf("validation loss: want the best epoch's, got %v", v)
	}
	last := trained(t, r, base.StopEarly(dsl.Patience(3).KeepLast()).Request()).Reply
	if want := trained(t, r, base.Epochs(best+4).Request()).Reply; last.Digest != want.Digest || last.Best != 0 || last.Steps != got.Steps {
		t.Error("KeepLast: want the weights of the last epoch, got others")
	}
	if slow := trained(t, r, base.Epochs(5).StopEarly(dsl.Patience(2).By(1)).Request()).Reply; slow.Steps != 3*3 {
		t.Errorf("by 1 at least: want it stopped after 1 + 2 epochs, got %d steps", slow.Steps)
	}
	if whole := trained(t, r, base.Epochs(2).StopEarly(dsl.Patience(9).On(dsl.TrainLoss)).Request()).Reply; whole.Steps != 6 || whole.Best != 6 {
		t.Errorf("never stopped: want 6 steps, the last the best, got %d and %d", whole.Steps, whole.Best)
	}
}

// TestAugment: of each image one of the flips and crops that there are, and
// over many steps each about as often as the others.
func TestAugment(t *testing.T) {
	const h, w, c, n, pad = 5, 4, 2, 300, 1
	image := make([]float64, h*w*c)
	for i := range image {
		image[i] = float64(i + 1)
	}
	var batch []float64
	for range n {
		batch = append(batch, image...)
	}
	wanted := map[string]int{}
	for _, flip := range []bool{false, true} {
		for dy := range 2*pad + 1 {
			for dx := range 2*pad + 1 {
				wanted[asText(t, cropped(image, h, w, c, flip, dy-pad, dx-pad))] = 0
			}
		}
	}
	for _, e := range backends(t) {
		t.Run(e.info.Backend, func(t *testing.T) {
			run := func(step float64) []float64 {
				prog, err := e.compile("augmentation", func(g *graph.Graph) []*graph.Node {
					in := &inputs{graph: g}
					x, words, at := in.next(dtypes.Float32, n, h, w, c), in.next(dtypes.Uint32, 3), in.next(dtypes.Float64)
					return []*graph.Node{augment(lotOf(words, at), []dsl.Augmentation{dsl.RandomCrop(pad), dsl.RandomFlip()}, x)}
				})
				must(t, err)
				out, err := prog.run(tensorOf(dtypes.Float32, batch, n, h, w, c), lotWords(7, 0), tensors.FromScalar(step))
				must(t, err)
				values, err := valuesOf(out[0])
				must(t, err)
				return values
			}
			first := run(0)
			for i := range n {
				one := asText(t, first[i*len(image):(i+1)*len(image)])
				if _, there := wanted[one]; !there {
					t.Fatalf("image %d is none that flip and crop can make: %s", i, one)
				}
				wanted[one]++
			}
			for one, times := range wanted { // 300/18 = 16.7 ± 4
				if times < 3 || times > 40 {
					t.Errorf("%d times of %d: %s", times, n, one)
				}
				wanted[one] = 0
			}
			if !slices.Equal(first, run(0)) || slices.Equal(first, run(1)) {
				t.Error("want the same of the same step, and other of another")
			}
		})
	}
}

// cropped is what a move and then a flip make of an image.
func cropped(image []float64, h, w, c int, flip bool, dy, dx int) []float64 {
	out := make([]float64, len(image))
	for y := range h {
		for x := range w {
			fromY, fromX := y+dy, x+dx
			if fromY < 0 || fromY >= h || fromX < 0 || fromX >= w {
				continue
			}
			to := x
			if flip {
				to = w - 1 - x
			}
			copy(out[(y*w+to)*c:][:c], image[(fromY*w+fromX)*c:][:c])
		}
	}
	return out
}

// TestAugmentTrainsOnly: training sees changed images; evaluations do not.
func TestAugmentTrainsOnly(t *testing.T) {
	run := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST().Take(60)).BatchSize(60).Epochs(1).Seed(3)
	r := fresh(t, usual(t))
	plain, changed := trained(t, r, run.Request()).Reply, trained(t, r, run.Augment(dsl.RandomFlip(), dsl.RandomCrop(4)).Request()).Reply
	if plain.Loss[0] == changed.Loss[0] || plain.Digest == changed.Digest {
		t.Error("want another loss of the changed batch, got the same")
	}
	still := run.Optimizer(dsl.SGD(1).Schedule(dsl.Hold(0, 1)))
	if a, b := trained(t, r, still.Request()).Reply, trained(t, r, still.Augment(dsl.RandomCrop(4)).Request()).Reply; a.Test != b.Test || a.Validation[0] != b.Validation[0] {
		t.Error("weights that stay: want the same evaluations, got others")
	}
}

// TestMicroBatchesAndStatistics: what layers keep runs on from part to part,
// as it does from batch to batch of that size.
func TestMicroBatchesAndStatistics(t *testing.T) {
	run := dsl.Input(2).Dense(4).BatchNorm().ReLU().Dense(2).Train(spiral(20)).Optimizer(dsl.SGD(1).Schedule(dsl.Hold(0, 9))).Seed(2)
	r := fresh(t, usual(t))
	want := trained(t, r, run.BatchSize(10).Steps(2).Request()).Reply
	if got := trained(t, r, run.BatchSize(20).MicroBatches(2).Steps(1).Request()).Reply; got.Digest != want.Digest {
		t.Error("two parts: want the statistics after two batches of their size, got others")
	}
	_, err := r.train(t.Context(), run.BatchSize(20).MicroBatches(20).Steps(1).Request(), func(dsl.Progress) {})
	if err == nil {
		t.Error("parts of one example: want it refused, since a batch of one has no variance")
	}
}

// TestStopEarlyWithProbes: what probes measured of a run that stopped early is
// kept, to the step that it stopped at.
func TestStopEarlyWithProbes(t *testing.T) {
	run := small().Train(spiral(20)).Optimizer(dsl.SGD(1)).BatchSize(10).Epochs(50).StopEarly(dsl.Patience(1).By(10)).Probe(dsl.WeightNorm().Every(1))
	r := fresh(t, usual(t))
	for range 2 {
		got, err := r.measured(t.Context(), run.Request(), func(dsl.Progress) {})
		must(t, err)
		if steps := got.Series[0].Steps; len(steps) != 4 || got.Again {
			t.Errorf("want the looks of 4 steps, without going through the run again, got %v, %v", steps, got.Again)
		}
	}
}
