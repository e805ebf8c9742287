package acceptance

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestConsole uses the kernel from jupyter console, at a terminal.
func TestConsole(t *testing.T) {
	l := root(t)
	cmd := exec.CommandContext(within(t, 4*time.Minute), l.Python(), "testdata/console.py", l.Venv("bin", "jupyter"))
	state := t.TempDir()
	cmd.Env = append(os.Environ(), "FATHOM_STORE="+t.TempDir(), "FATHOM_HISTORY=off", "IPYTHONDIR="+state,
		"JUPYTER_CONFIG_DIR="+state, "JUPYTER_RUNTIME_DIR="+state, "TERM=xterm")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "ok\n") {
		t.Fatalf("%v\n%s", err, out)
	}
}
