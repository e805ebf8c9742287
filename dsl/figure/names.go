package figure

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// labelled is a legend entry in the making: its name, and all that could tell
// it from another of the same name, the most telling first; "" tells nothing.
// Its seeds tell it apart only where nothing else does.
type labelled struct {
	name   string
	traits []string
	seeds  string
}

// distinct gives each a name of its own. Those that share one get the traits
// in which they differ: "ReLU, Adam(0.001)". Those without a name are named
// for these traits, or counted.
func distinct(items []labelled, kind string) []string {
	same := map[string][]int{}
	for i, it := range items {
		same[it.name] = append(same[it.name], i)
	}
	out := make([]string, len(items))
	for i, it := range items {
		parts := differing(items, i, same[it.name])
		if it.name != "" {
			parts = append([]string{it.name}, parts...)
		}
		out[i] = strings.Join(parts, ", ")
	}
	shared := map[string]int{}
	for _, name := range out {
		shared[name]++
	}
	for i, it := range items {
		if shared[out[i]] > 1 && it.seeds != "" {
			out[i] = strings.TrimPrefix(out[i]+", "+it.seeds, ", ")
		}
	}
	return numbered(out, kind)
}

// differing are the traits of item i that not all of the others share.
func differing(items []labelled, i int, others []int) []string {
	var parts []string
	for k, trait := range items[i].traits {
		for _, o := range others {
			if other := items[o].traits[k]; trait != "" && other != "" && other != trait {
				parts = append(parts, trait)
				break
			}
		}
	}
	return parts
}

// numbered counts what is left without a name, or with the same one.
func numbered(names []string, kind string) []string {
	shared, seen := map[string]int{}, map[string]int{}
	for _, n := range names {
		shared[n]++
	}
	for i, n := range names {
		seen[n]++
		switch {
		case n == "" && shared[n] == 1:
			names[i] = kind
		case n == "":
			names[i] = fmt.Sprintf("%s %d", kind, seen[n])
		case shared[n] > 1:
			names[i] = fmt.Sprintf("%s, no. %d", n, seen[n])
		}
	}
	return names
}

func inspectionNames(networks []dsl.Inspection) []string {
	items := make([]labelled, len(networks))
	for i, n := range networks {
		r := n.Request()
		state := "before training"
		if n.Trained() {
			state = "after training"
		}
		traits := append([]string{state}, graphTraits(r.Graph)...)
		if r.Trained != nil {
			traits = append(traits, trainTraits(*r.Trained)...)
		} else {
			traits = append(traits, make([]string, len(trainTraits(dsl.TrainRequest{})))...)
		}
		traits = append(traits, fmt.Sprintf("batch of %d", r.Batch.Size), r.Precision)
		items[i] = labelled{n.Name(), traits, "seed " + list(r.Seeds)}
	}
	return distinct(items, "network")
}

func trainingNames(runs []dsl.Training) []string {
	items := make([]labelled, len(runs))
	for i, t := range runs {
		r := t.Request()
		traits := append(graphTraits(r.Graph), trainTraits(r)...)
		items[i] = labelled{t.Name(), append(traits, r.Precision), ""}
	}
	return distinct(items, "run")
}

// trainTraits tell trainings of one network apart.
func trainTraits(r dsl.TrainRequest) []string {
	length := count(r.Epochs, "epoch")
	if r.Steps > 0 {
		length = count(r.Steps, "step")
	}
	data := r.Data.Title()
	if r.Data.Take > 0 {
		data = fmt.Sprintf("%d examples", r.Data.Take)
	}
	if r.Data.Raw {
		data += " not standardised"
	}
	return []string{r.Optimizer.String(), fmt.Sprintf("batches of %d", r.BatchSize), length, r.Loss.String(), data, strings.TrimPrefix(r.Regime.String(), ", ")}
}

// graphTraits tell networks apart: activations, initialisation, depth, width.
func graphTraits(g dsl.Graph) []string {
	layers, width := g.Weighted(), 0
	weights := map[string]bool{}
	for _, l := range layers {
		weights[l.Weights] = true
	}
	var activation, initial []string
	for _, p := range dsl.Tensors(g) {
		if weights[p.Name] {
			initial = addOnce(initial, p.Init.String())
			width = max(width, p.Shape[len(p.Shape)-1])
		}
	}
	for _, n := range g.Nodes {
		if op, ok := n.Op.(dsl.ActivationOp); ok {
			activation = addOnce(activation, op.F.String())
		}
	}
	return []string{strings.Join(activation, " and "), strings.Join(initial, " and "),
		count(len(layers), "layer"), fmt.Sprintf("width %d", width)}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func addOnce(to []string, s string) []string {
	for _, t := range to {
		if t == s {
			return to
		}
	}
	return append(to, s)
}

func list(seeds []int64) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(seeds)), ", "), "[]")
}
