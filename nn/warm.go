package nn

import (
	"sync"

	"github.com/seed-380714d4/fathom/nn/data"
)

// Warm does at once, side by side, what the first training would otherwise do
// one after the other: it opens the backend, hashes its plugin, reads MNIST.
// What fails here fails there again, where somebody can be told.
func Warm() {
	var wg sync.WaitGroup
	wg.Go(func() { data.MNIST() })
	wg.Go(func() {
		if e, err := open(); err == nil {
			e.environment()
		}
	})
	wg.Wait()
}
