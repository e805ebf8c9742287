package acceptance

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestKeysInBrowser completes, reads documentation, interrupts, and restarts
// and runs all in the real JupyterLab. The screenshots are kept in
// .fathom/screenshots to be looked at.
func TestKeysInBrowser(t *testing.T) {
	l := root(t)
	needBrowser(t, l)
	dir := emptyNotebook(t, "keys.ipynb")
	shots := l.Dot("screenshots")
	if err := os.MkdirAll(shots, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(within(t, 5*time.Minute), l.Python(), "testdata/keys.py", lab(t, l, dir), "keys.ipynb", shots)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	var seen struct {
		Vars string
		Tab  struct {
			Single  string
			Items   []string
			Seconds []float64
		}
		ShiftTab struct {
			Text    string
			Seconds float64
		} `json:"shift_tab"`
		Interrupt struct {
			Text    string
			Seconds float64
		}
		Again struct{ Texts []string }
	}
	if err := json.Unmarshal(out.Bytes(), &seen); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	t.Logf("Tab: %v s; Shift-Tab: %v s; interrupt: %v s", seen.Tab.Seconds, seen.ShiftTab.Seconds, seen.Interrupt.Seconds)
	for _, c := range []struct{ what, got, want string }{
		{"%vars", seen.Vars, "small: 4 → 2, 10 parameters"},
		{"Tab with one candidate", seen.Tab.Single, "model.Summary"},
		{"Tab with many", strings.Join(seen.Tab.Items, " "), "Dense"},
		{"Shift-Tab, the signature", seen.ShiftTab.Text, "func strings.Repeat(s string, count int) string"},
		{"Shift-Tab, the prose", seen.ShiftTab.Text, "consisting of count copies"},
		{"the interrupt", seen.Interrupt.Text, "Interrupted"},
		{"running all again", strings.Join(seen.Again.Texts, " "), "total"},
		{"running all again", strings.Join(seen.Again.Texts, " "), "small: 4 → 2"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%s: want %q in\n%s", c.what, c.want, c.got)
		}
	}
}
