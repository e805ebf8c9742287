package nn

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
)

// taken tells whether a turn that is asked for comes at once.
func takenAtOnce(t *turns, share int) (done func(), ok bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done, err := t.take(ctx, share, cancel)
	return done, err == nil
}

func TestTurns(t *testing.T) {
	turns := newTurns(3)
	first, ok1 := takenAtOnce(turns, 1)
	second, ok2 := takenAtOnce(turns, 1)
	if !ok1 || !ok2 {
		t.Fatal("two small ones do not go on side by side")
	}
	if _, ok := takenAtOnce(turns, 3); ok {
		t.Fatal("a large one goes on beside small ones")
	}
	third, ok := takenAtOnce(turns, 1)
	if !ok {
		t.Fatal("one that gave up waiting still holds back others")
	}
	third()
	first()
	first() // more than once
	second()
	if done, ok := takenAtOnce(turns, 99); !ok {
		t.Fatal("not all places are free again")
	} else if _, ok := takenAtOnce(turns, 1); ok {
		t.Fatal("a small one goes on beside a large one")
	} else {
		done()
	}
}

// TestTurnsInOrder: small trainings that come later do not pass a large one.
func TestTurnsInOrder(t *testing.T) {
	turns := newTurns(2)
	small, _ := takenAtOnce(turns, 1)
	waits := make(chan struct{})
	got := make(chan func())
	go func() {
		done, err := turns.take(context.Background(), 2, func() { close(waits) })
		if err != nil {
			t.Error(err)
		}
		got <- done
	}()
	<-waits
	if _, ok := takenAtOnce(turns, 1); ok {
		t.Error("a small one passed a large one")
	}
	small()
	select {
	case done := <-got:
		done()
	case <-time.After(time.Minute):
		t.Fatal("the large one's turn never came")
	}
}

func TestPlacesFor(t *testing.T) {
	net := func(layers, width, batch int) float64 {
		m := dsl.Input(28, 28, 1).Flatten().Repeat(layers, func(m dsl.Model) dsl.Model { return m.Dense(width).ReLU() }).Dense(10)
		return work(m.Train(dsl.MNIST()).BatchSize(batch).Request())
	}
	for _, c := range []struct {
		name string
		work float64
		cpu  bool
		want int
	}{
		{"a small net", net(1, 32, 32), true, 1},
		{"the notebooks' deep net", net(20, 256, 128), true, 1},
		{"a large net", net(3, 2048, 512), true, 5},
		{"a small net on a GPU", net(1, 32, 32), false, 5},
	} {
		if got := placesFor(c.work, 5, c.cpu); got != c.want {
			t.Errorf("%s of %.3g FLOP a step takes %d places, want %d", c.name, c.work, got, c.want)
		}
	}
	resnet := dsl.Input(32, 32, 3).ResNet(20, dsl.ShortcutA).Dense(10)
	// 40.6 million multiply-adds in its convolutions, of each of 128 images.
	if w := work(dsl.TrainRequest{Graph: resnet.Graph(), BatchSize: 128}); w < 6*128*40.5e6 || w > 6*128*41.5e6 {
		t.Errorf("work of ResNet-20: want about %.3g, got %.3g", 6*128*41e6, w)
	}
	if w := net(1, 32, 32); w != 6*32*(784*32+32+32*10+10) {
		t.Errorf("work %v", w)
	}
}

// TestTurnsLeaveBits: what goes on beside a training does not touch its bits.
func TestTurnsLeaveBits(t *testing.T) {
	for name, e := range backends(t) {
		t.Run(name, func(t *testing.T) {
			request := func(width int, seed int64) dsl.TrainRequest {
				return dsl.Input(28, 28, 1).Flatten().Dense(width).ReLU().Dense(10).Train(dsl.MNIST().Take(300)).
					BatchSize(64).Steps(12).Optimizer(dsl.Adam(0.001)).Seed(seed).Request()
			}
			digests := func(places int) (out [6]string) {
				r := newRunner(e, NewMemory())
				r.turns = newTurns(places)
				var all sync.WaitGroup
				for i := range out {
					all.Go(func() {
						run, err := r.train(context.Background(), request(8+16*(i%3), int64(i)), func(dsl.Progress) {})
						if err != nil {
							t.Error(err)
							return
						}
						out[i] = run.Reply.Digest
					})
				}
				all.Wait()
				return out
			}
			if alone, together := digests(1), digests(4); alone != together {
				t.Errorf("one after another\n%v\nside by side\n%v", alone, together)
			}
		})
	}
}
