package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// The first cells in the real JupyterLab in the real Chromium. It is run where
// both are there with Playwright, as .ci/run sees to.
func TestFirstCellsInBrowser(t *testing.T) {
	l := root(t)
	needBrowser(t, l)
	dir := emptyNotebook(t, "first.ipynb")
	url := lab(t, l, dir)
	outputs := typed(t, l, url, "first.ipynb", firstCells)

	for i, o := range outputs {
		t.Logf("cell %d: %v s\n%s", i+1, o.Seconds, o.Text)
		if o.Errors > 0 {
			t.Errorf("cell %d shows an error:\n%s", i+1, o.Text)
		}
	}
	if !strings.Contains(outputs[0].Text, "parameters") {
		t.Errorf("cell 1: want a table, got\n%s", outputs[0].Text)
	}
	if outputs[1].Pictures != 1 {
		t.Errorf("cell 2: want one picture, got %d", outputs[1].Pictures)
	}
	if !strings.Contains(outputs[2].Text, "ReLU") || strings.Count(strings.TrimSpace(outputs[2].Text), "\n") > 3 {
		t.Errorf("cell 3: want the run's result in a line, got\n%s", outputs[2].Text)
	}
}

// needBrowser skips a test where there is no browser, or nothing to drive it.
func needBrowser(t *testing.T, l layout.Layout) {
	t.Helper()
	if _, err := os.Stat("/usr/bin/chromium"); err != nil {
		t.Skip("not run: it needs Chromium in /usr/bin/chromium, which .ci/run installs")
	}
	if err := exec.Command(l.Python(), "-c", "import playwright").Run(); err != nil {
		t.Skip("not run: it needs Playwright in .fathom/venv, which .ci/run installs")
	}
}

// emptyNotebook makes a directory with a notebook of one empty cell.
func emptyNotebook(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	empty := `{"cells":[{"cell_type":"code","id":"first","metadata":{},"execution_count":null,"outputs":[],"source":""}],
"metadata":{"kernelspec":{"name":"fathom","display_name":"Go (Fathom)","language":"go"}},"nbformat":4,"nbformat_minor":5}`
	if err := os.WriteFile(filepath.Join(dir, name), []byte(empty), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

type seen struct {
	Text             string
	Pictures, Errors int
	Seconds          float64
}

// typed types cells into a notebook and says what the page then shows. The
// screenshots are kept in .fathom/screenshots to be looked at.
func typed(t *testing.T, l layout.Layout, url, notebook string, cells []string) []seen {
	t.Helper()
	shots := l.Dot("screenshots")
	if err := os.MkdirAll(shots, 0o755); err != nil {
		t.Fatal(err)
	}
	input, _ := json.Marshal(cells)
	cmd := exec.CommandContext(within(t, 6*time.Minute), l.Python(), "testdata/lab.py", url, notebook, shots)
	cmd.Stdin = bytes.NewReader(input)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	var all []seen
	if err := json.Unmarshal(out.Bytes(), &all); err != nil || len(all) != len(cells) {
		t.Fatalf("want %d outputs, got %s (%v)", len(cells), out.String(), err)
	}
	return all
}

// lab starts JupyterLab on dir, as fathom lab does, and gives its address.
func lab(t *testing.T, l layout.Layout, dir string) string {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := socket.Addr().(*net.TCPAddr).Port
	socket.Close()
	cmd := exec.Command(l.Bin("fathom"), "lab", "--", "--no-browser", "--IdentityProvider.token=t",
		fmt.Sprintf("--ServerApp.port=%d", port), "--ServerApp.port_retries=0", "--ServerApp.root_dir="+dir)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	state := t.TempDir()
	cmd.Env = append(os.Environ(), "FATHOM_STORE="+t.TempDir(), "JUPYTER_CONFIG_DIR="+state, "JUPYTER_DATA_DIR="+state, "JUPYTER_RUNTIME_DIR="+state)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Not SIGINT: without a terminal Jupyter leaves that to Python, where
		// whatever runs at that moment may swallow it.
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			t.Logf("JupyterLab wrote:\n%s", log.String())
		}
	})
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if r, err := http.Get(url + "/api?token=t"); err == nil {
			r.Body.Close()
			return url
		}
		if time.Now().After(end) {
			t.Fatal("JupyterLab does not answer")
		}
	}
}
