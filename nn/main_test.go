package nn

import (
	"fmt"
	"os"
	"testing"
)

// The tests train: what another process trained must not answer for them, and
// nothing of theirs belongs in the user's store.
func TestMain(m *testing.M) {
	if err := os.Setenv("FATHOM_STORE", "off"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// backends are the engines that every test of arithmetic runs on.
func backends(t *testing.T) map[string]*engine {
	t.Helper()
	usual, err := open()
	must(t, err)
	list := map[string]*engine{usual.info.Backend: usual}
	if usual.info.Backend != "go" {
		list["go"], err = openGo("", "")
		must(t, err)
	}
	return list
}
