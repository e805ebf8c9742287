package acceptance

import (
	"strings"
	"testing"
)

// Without XLA the notebook says so once, and how much slower it is.
func TestNoticeWithoutXLA(t *testing.T) {
	k := start(t, "GOMLX_BACKEND=go")
	first := run(t, k, "net := dsl.Input(28, 28, 1).Flatten().Dense(16).Tanh().Dense(10)\nnet.Inspect(dsl.MNIST().Batch(32))")
	second := run(t, k, "net.Inspect(dsl.MNIST().Batch(16))")
	if text := first.String(); !strings.Contains(text, "10 to 25 times slower") {
		t.Errorf("want the first cell to say that XLA is not used, got\n%s", text)
	}
	if text := second.String(); strings.Contains(text, "slower") {
		t.Errorf("want it said once, got it again:\n%s", text)
	}
}
