package main

import (
	"context"
	"fmt"
	"sort"
	"time"
)

// sweepSetup makes 24 small networks from seeds that are new each time, and
// compiles what they need.
const sweepSetup = `small := func(first int64) dsl.Trials {
	return dsl.Sweep([]int{16, 24, 32, 48, 64, 96}, func(width int) dsl.Training {
		return dsl.Input(28, 28, 1).Flatten().Dense(width).ReLU().Dense(10).Train(dsl.MNIST().Take(32_000)).
			Optimizer(dsl.SGD(0.05)).BatchSize(32).Steps(1000)
	}).FromSeeds(first, first+1, first+2, first+3)
}
compiled, err := small(-9).Result(context.Background())`

// A cell that trains the networks one after another, and one that trains them
// as a sweep does.
const (
	oneByOne = `for _, run := range small(%d).Runs() {
	if _, err := run.Result(context.Background()); err != nil {
		panic(err)
	}
}`
	asSweep = `if result, err := small(%d).Result(context.Background()); err != nil || len(result.Failed()) > 0 {
	panic(fmt.Sprint(err, result.Failed()))
}`
)

// sweeps measures 24 small networks one after another and side by side, in
// turn.
func sweeps(ctx context.Context, fathom contender, rounds int) error {
	k, err := fathom.start()
	if err != nil {
		return err
	}
	defer k.Kill()
	if err := must(ctx, k, sweepSetup, false); err != nil {
		return err
	}
	var alone, together []time.Duration
	var ratios []float64
	for n := range rounds {
		begin := time.Now()
		if err := must(ctx, k, fmt.Sprintf(oneByOne, 8*n+1), false); err != nil {
			return err
		}
		between := time.Now()
		if err := must(ctx, k, fmt.Sprintf(asSweep, 8*n+5), false); err != nil {
			return err
		}
		alone, together = append(alone, between.Sub(begin)), append(together, time.Since(between))
		ratios = append(ratios, together[n].Seconds()/alone[n].Seconds())
	}
	sort.Float64s(ratios)
	fmt.Printf("\n%-40s %26s %26s %26s\n", "24 nets of 16 to 96 units, 1,000 steps", "one after another, s", "side by side, s", "ratio")
	fmt.Printf("%-40s %26s %26s %26s\n", "a cell of Fathom", spread(alone), spread(together),
		fmt.Sprintf("%.2f (%.2f to %.2f)", ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1]))
	return nil
}
