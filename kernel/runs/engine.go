package runs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// ask puts one question to an engine of its own. The engine inherits the
// listening socket, where the question waits until it is up, and a pipe as its
// lifeline: however this process ends, the engine ends, too.
func ask(ctx context.Context, binary string, question request) (*reply, error) {
	if _, err := os.Stat(binary); err != nil {
		return nil, fmt.Errorf("runs: engine: want the program %s in .fathom/bin, got none; make lab builds it", filepath.Base(binary))
	}
	dir, err := os.MkdirTemp("", "fathom-runs")
	if err != nil {
		return nil, fmt.Errorf("runs: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	stop, words, err := start(binary, path)
	if err != nil {
		return nil, err
	}
	defer stop()
	body, err := json.Marshal(question)
	if err != nil {
		return nil, fmt.Errorf("runs: %w", err)
	}
	answer, err := unix.Driver{Path: path}.Do(ctx, "runs", body, nil)
	var said *session.Error
	switch {
	case errors.As(err, &said) && said.Code == "engine" && words.Len() > 0:
		return nil, fmt.Errorf("runs: the engine failed: %s; fathom doctor says what is missing", strings.TrimSpace(words.String()))
	case err != nil:
		return nil, err
	}
	r := &reply{}
	if err := json.Unmarshal(answer, r); err != nil {
		return nil, fmt.Errorf("runs: the engine's answer: %w; run make lab again so that both are of one build", err)
	}
	return r, nil
}

// start starts an engine that listens at path; words is what it says, to be
// read when it has failed.
func start(binary, path string) (stop func(), words *bytes.Buffer, err error) {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, nil, fmt.Errorf("runs: engine's socket: %w", err)
	}
	defer l.Close()
	l.SetUnlinkOnClose(false) // the engine has it now
	socket, err := l.File()
	if err != nil {
		return nil, nil, fmt.Errorf("runs: engine's socket: %w", err)
	}
	defer socket.Close()
	words = &bytes.Buffer{}
	cmd := exec.Command(binary, "-cold")
	cmd.Env = append(os.Environ(), "FATHOM_LISTEN_FD=3")
	cmd.ExtraFiles = []*os.File{socket}
	cmd.Stderr = words
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("runs: engine: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("runs: engine: %w", err)
	}
	return func() {
		lifeline.Close()
		cmd.Wait()
	}, words, nil
}
