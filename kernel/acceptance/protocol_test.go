package acceptance

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"
)

// TestProtocol holds the kernel to jupyter_kernel_test, whole: a test that is
// skipped is a failure.
func TestProtocol(t *testing.T) {
	l := root(t)
	cmd := exec.CommandContext(within(t, 5*time.Minute), l.Python(), "testdata/protocol.py")
	cmd.Env = append(os.Environ(), "FATHOM_STORE="+t.TempDir(), "FATHOM_HISTORY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if skipped := regexp.MustCompile(`(?m)^.*skipped.*$`).Find(out); skipped != nil {
		t.Errorf("want nothing to be skipped, got %s", skipped)
	}
	if !regexp.MustCompile(`(?m)^Ran 12 tests`).Match(out) {
		t.Errorf("want the 12 tests of jupyter_kernel_test 0.7, got\n%s", out)
	}
}
