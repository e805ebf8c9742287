package acceptance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
)

// alternating prints and draws 200 times each, in turn, with real figures that
// the engine draws.
const alternating = `curve := figure.New(figure.Spec{Title: "A curve", Series: []figure.Series{{Name: "y", X: dsl.Floats{0, 1, 2}, Y: dsl.Floats{0, 1, 4}}}})
for i := range 200 {
	fmt.Println("text", i)
	show.Value(curve)
}
`

// Text and figures appear in program order and none is lost at the end of a
// cell, whatever the end: 20 times each.
func TestFiguresInOrder(t *testing.T) {
	k := start(t)
	for _, end := range []struct{ name, code, status string }{
		{"return", "", "ok"},
		{"panic", `panic("at the end")`, "error"},
		{"exit", "os.Exit(3)", "error"},
		{"interrupt", "syscall.Kill(os.Getpid(), syscall.SIGINT)\nselect {}", "error"},
	} {
		t.Run(end.name, func(t *testing.T) {
			for n := range 20 {
				o, err := k.Run(within(t, time.Minute), alternating+end.code)
				if err != nil {
					t.Fatal(err)
				}
				if o.Status != end.status {
					t.Fatalf("run %d: want %s, got\n%s", n, end.status, o)
				}
				if wrong := disorder(o); wrong != "" {
					t.Fatalf("run %d: %s", n, wrong)
				}
			}
		})
	}
}

// disorder tells the first place where text and figures do not alternate.
func disorder(o client.Outcome) string {
	outputs := o.Outputs
	if n := len(outputs); n > 0 && outputs[n-1].Kind == "error" {
		outputs = outputs[:n-1]
	}
	if len(outputs) != 400 {
		return fmt.Sprintf("want 400 outputs, got %d", len(outputs))
	}
	for i := range 200 {
		text, figure := outputs[2*i], outputs[2*i+1]
		if want := fmt.Sprintf("text %d\n", i); text.Text != want {
			return fmt.Sprintf("output %d: want %q, got %q", 2*i, want, text.Text)
		}
		if data, _ := figure.Data["image/png"].(string); !strings.HasPrefix(data, "iVBOR") {
			return fmt.Sprintf("output %d: want a picture, got %v", 2*i+1, figure.Kind)
		}
	}
	return ""
}
