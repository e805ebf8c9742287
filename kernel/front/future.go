package front

import "context"

// future is a value that is being made.
type future[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// start makes a value in the background.
func start[T any](build func() (T, error)) *future[T] {
	f := &future[T]{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.value, f.err = build()
	}()
	return f
}

// wait gives the value once it is there.
func (f *future[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
