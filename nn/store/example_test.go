package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-380714d4/fathom/nn/store"
)

// Look, wait for whoever computes the same, look again, compute, keep.
func Example() {
	dir, err := os.MkdirTemp("", "runs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	key := strings.Repeat("0123456789abcdef", 4) // a hash of all that decides the run's bits
	for range 2 {
		lock, err := s.Lock(context.Background(), key, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		run, err := s.Get(key)
		if errors.Is(err, store.ErrAbsent) {
			fmt.Println("computing")
			weights, err := store.EncodeSafetensors([]store.Tensor{{Name: "b", DType: "F32", Shape: []int{1}, Data: []byte{0, 0, 128, 63}}}, nil)
			if err != nil {
				fmt.Println(err)
				return
			}
			run = &store.Run{Key: key, Request: []byte(`{"seed":1}`), Reply: []byte(`{"loss":[2.5,1.25]}`), Weights: weights}
			if err := s.Put(*run); err != nil {
				fmt.Println(err) // and use run all the same
			}
		}
		lock.Unlock()
		fmt.Printf("%s\n", run.Reply)
	}
	// Output:
	// computing
	// {"loss":[2.5,1.25]}
	// {"loss":[2.5,1.25]}
}
