// Command bench measures what probes cost: the same trainings with and without
// them, in turn and in one process, and prints how much longer a step takes.
//
//	go run ./nn/bench [-rounds 5]
//
// A step's time is that of the whole loop over its steps, looks included,
// without compiling and without evaluations. Medians over the rounds are
// printed, with the lowest and the highest.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	_ "github.com/seed-380714d4/fathom/nn"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each training is timed")
	flag.Parse()
	log.SetFlags(0)
	if err := os.Setenv("FATHOM_STORE", "off"); err != nil { // before the first run: nothing may be known
		log.Fatal("bench: ", err)
	}
	if err := bench(context.Background(), *rounds); err != nil {
		log.Fatal("bench: ", err)
	}
}

// network is a training to be timed.
type network struct {
	name         string
	model        dsl.Model
	batch, steps int
}

func networks() []network {
	image := dsl.Input(28, 28, 1).Flatten()
	return []network{
		{"784-32-10, batch 32", image.Dense(32).ReLU().Dense(10), 32, 1500},
		{"784-20×256 tanh-10, batch 128", image.Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10), 128, 150},
	}
}

// sets are what is measured together, every 10 steps.
func sets() []struct {
	name   string
	probes []dsl.Probe
} {
	return []struct {
		name   string
		probes []dsl.Probe
	}{
		{"nothing", nil},
		{"norm of gradients", []dsl.Probe{dsl.GradientNorm()}},
		{"all norms", []dsl.Probe{dsl.WeightNorm(), dsl.GradientNorm(), dsl.PreActivationGradientNorm(), dsl.UpdateNorm(), dsl.ActivationNorm(), dsl.UpdateRatio()}},
		{"histogram of weights", []dsl.Probe{dsl.WeightHistogram().Every(10)}},
		{"histogram of gradients", []dsl.Probe{dsl.GradientHistogram().Log().Every(10)}},
		{"histogram of activations", []dsl.Probe{dsl.ActivationHistogram().Every(10)}},
	}
}

func bench(ctx context.Context, rounds int) error {
	fmt.Println("What probes that only read cost, every 10 steps")
	for _, n := range networks() {
		fmt.Printf("\n%-34s %12s %28s\n", n.name, "step", "more than without")
		all := sets()
		times := make([][]float64, len(all))
		for round := range rounds + 1 { // the first one compiles
			for i, s := range all {
				t, err := n.time(ctx, int64(round*len(all)+i), s.probes) // a run with a probe is the same run: another seed trains
				if err != nil {
					return err
				}
				if round > 0 {
					times[i] = append(times[i], t)
				}
			}
		}
		for i, s := range all {
			fmt.Printf("  %-32s %9.3f ms %28s\n", s.name, 1e3*median(times[i]), more(times[i], times[0]))
		}
	}
	return nil
}

// time is the seconds that a step takes.
func (n network) time(ctx context.Context, seed int64, probes []dsl.Probe) (float64, error) {
	var last dsl.Progress
	_, err := n.model.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.01)).BatchSize(n.batch).Steps(n.steps).Seed(seed).
		Probe(probes...).Follow(ctx, func(p dsl.Progress) { last = p })
	if err == nil && (last.Step != n.steps || last.StepsPerSecond <= 0) {
		err = fmt.Errorf("%s: want news of its last step, got %v", n.name, last)
	}
	return 1 / float64(last.StepsPerSecond), err
}

// more is by how much steps take longer, each against the one timed beside it.
func more(times, bare []float64) string {
	if &times[0] == &bare[0] {
		return ""
	}
	share := make([]float64, len(times))
	for i, t := range times {
		share[i] = 100 * (t/bare[i] - 1)
	}
	sort.Float64s(share)
	return strings.TrimSpace(fmt.Sprintf("%.1f %% (%.1f to %.1f)", median(share), share[0], share[len(share)-1]))
}

func median(v []float64) float64 {
	s := append([]float64{}, v...)
	sort.Float64s(s)
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}
