package nn

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
)

// turns are places for trainings that go on at the same time. First come,
// first served: a large training that waits for all places is not passed by
// small ones for ever.
//
// How large a training is decides no bit of its result, only who goes on
// beside it.
type turns struct {
	mu     sync.Mutex
	places int // in all
	free   int
	queue  []*turn
}

type turn struct {
	share int
	ready chan struct{} // closed when it has its share
}

func newTurns(places int) *turns { return &turns{places: places, free: places} }

// take waits for share of the places, calling waiting first if it has to, and
// returns what gives them back.
func (t *turns) take(ctx context.Context, share int, waiting func()) (done func(), err error) {
	mine := &turn{share: max(1, min(share, t.places)), ready: make(chan struct{})}
	t.mu.Lock()
	t.queue = append(t.queue, mine)
	t.next()
	t.mu.Unlock()
	select {
	case <-mine.ready:
	default:
		waiting()
	}
	select {
	case <-mine.ready:
		return sync.OnceFunc(func() { t.give(mine) }), nil
	case <-ctx.Done():
		t.leave(mine)
		return nil, ctx.Err()
	}
}

// next lets go on who stands first in the queue, while there are places.
func (t *turns) next() {
	for len(t.queue) > 0 && t.queue[0].share <= t.free {
		t.free -= t.queue[0].share
		close(t.queue[0].ready)
		t.queue = t.queue[1:]
	}
}

func (t *turns) give(mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free += mine.share
	t.next()
}

// leave takes out who no longer waits, though its turn may just have come.
func (t *turns) leave(mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.queue, mine); i >= 0 {
		t.queue = slices.Delete(t.queue, i, i+1)
	} else {
		t.free += mine.share
	}
	t.next()
}

// large is from how many floating point operations a step on a training goes
// on alone. Measured on two cores, MNIST, ReLU networks, time side by side over
// time one after another:
//
//	784-16-10, batches of 32            2 MFLOP a step   0.67, three at once 0.55
//	784-64-64-10, batches of 32        11 MFLOP          0.7, 0.54
//	784, 4 × 128, 10, batches of 64    58 MFLOP          0.8, 0.77
//	784, 20 × 256, 10, batches of 128   1.1 GFLOP        0.82
//	784, 3 × 1024, 10, batches of 128   2.2 GFLOP        0.7 to 0.8
//	784, 3 × 2048, 10, batches of 512    31 GFLOP        0.78
//
// A small step keeps one core busy and leaves the other idle; a large one uses
// both, if not to the full. So what is gained shrinks with the size, while the
// memory that each takes grows, and the wait for the first result doubles.
const large = 5e9

// placesFor is how many of all places a training takes. A GPU is one
// training's.
func placesFor(work float64, all int, cpu bool) int {
	if !cpu || work >= large {
		return all
	}
	return 1
}

// work estimates the floating point operations of a training step: a product
// with each weight forward, and two backward, are six for each example and
// each of a layer's positions.
func work(req dsl.TrainRequest) float64 {
	products := 0.0
	for _, p := range dsl.Tensors(req.Graph) {
		if !p.Statistic {
			products += float64(p.Size()) * float64(positions(req.Graph, p.Node))
		}
	}
	return 6 * products * float64(req.BatchSize)
}

// positions is at how many places of an example a layer's weights are used: all
// but the last axis of its output or, of a recurrent layer, the input's time.
func positions(g dsl.Graph, node int) int {
	shape := g.Nodes[node].Shape
	switch g.Nodes[node].Op.Kind() {
	case "rnn", "lstm", "gru":
		shape = g.Nodes[g.Nodes[node].In[0]].Shape
	}
	n := 1
	for _, d := range shape[:len(shape)-1] {
		n *= d
	}
	return n
}

// turn waits until the training may go on.
func (r *runner) turn(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (done func(), err error) {
	cpu := r.engine.info.Backend == "xla:cpu" || r.engine.info.Backend == "go"
	return r.turns.take(ctx, placesFor(work(req), r.turns.places, cpu), func() { news(dsl.Progress{Phase: "waiting"}) })
}

// places is how many small trainings go on at the same time: one more than
// there are cores, since each pauses now and then, to write what it found.
func places() int { return runtime.GOMAXPROCS(0) + 1 }
