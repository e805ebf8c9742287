package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/support/exceptions"
)

// guard runs fn and turns a panic of GoMLX, which is how it reports mistakes
// while a graph is built or run, into an error that begins with what. It is
// the only place where that is done, so every call into GoMLX lies under it.
func guard(what string, fn func()) error {
	if err := exceptions.TryCatch[error](fn); err != nil {
		return fmt.Errorf("nn: %s: %w", what, err)
	}
	return nil
}
