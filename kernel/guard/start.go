package guard

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// Command says what to start under a guard.
type Command struct {
	// Guard is the command line that becomes a guard: usually this very
	// program and Arg.
	Guard []string
	// Path and Args are the program to run and its arguments.
	Path string
	Args []string
	// Env and Dir are its environment and working directory; nil and "" are
	// this process's own.
	Env []string
	Dir string
	// Files become its file descriptors 3 and on.
	Files []*os.File
	// Output receives its standard output and error.
	Output io.Writer
	// Remove are directories to remove when it has ended.
	Remove []string
	// Inherit are directories to remove when this process has ended, however;
	// when only the program has, they stay.
	Inherit []string
	// Grace is how long it has, from the end of its standard input, until it
	// is killed.
	Grace time.Duration
	// Yields is how readily it goes when memory runs out: 0 as this process, up
	// to 1000, before any other. What it starts is like it.
	Yields int
}

// Process is a guarded process.
type Process struct {
	cmd  *exec.Cmd
	pipe io.Closer
	done chan struct{}
	err  error
}

// Start starts c under a guard.
func Start(c Command) (*Process, error) {
	if len(c.Guard) == 0 || c.Path == "" {
		return nil, fmt.Errorf("guard: start: want a guard's command line and a program, got %q and %q", c.Guard, c.Path)
	}
	args := append([]string{}, c.Guard[1:]...)
	args = append(args, "-files", strconv.Itoa(len(c.Files)), "-grace", c.Grace.String(), "-yields", strconv.Itoa(c.Yields))
	for _, dir := range c.Remove {
		args = append(args, "-remove", dir)
	}
	for _, dir := range c.Inherit {
		args = append(args, "-inherit", dir)
	}
	args = append(append(args, "--", c.Path), c.Args...)
	cmd := exec.Command(c.Guard[0], args...)
	cmd.Env, cmd.Dir, cmd.ExtraFiles = c.Env, c.Dir, c.Files
	cmd.Stdout, cmd.Stderr = c.Output, c.Output
	// Whoever holds the output open after the process has ended is not waited for.
	cmd.WaitDelay = 200 * time.Millisecond
	return launchGuard(cmd, c.Path)
}

// Keep starts a guard that has no program to run: it removes directories when
// this process has ended, however. They need not be there yet, so that they can
// be made without a moment in which a kill would leave them.
func Keep(guard []string, dirs ...string) (*Process, error) {
	args := append([]string{}, guard[1:]...)
	for _, dir := range dirs {
		args = append(args, "-inherit", dir)
	}
	return launchGuard(exec.Command(guard[0], args...), "guard")
}

// launchGuard starts a guard's command.
func launchGuard(cmd *exec.Cmd, what string) (*Process, error) {
	// A session of its own: what Jupyter signals to the front's group, and a
	// terminal's Ctrl-C, must not reach the guard.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("guard: start %s: %w", what, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("guard: start %s: %w", what, err)
	}
	p := &Process{cmd: cmd, pipe: pipe, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Guard is the guard's process id; the program is its child.
func (p *Process) Guard() int { return p.cmd.Process.Pid }

// Done is closed when the program and all its descendants are gone.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err says how the program ended, once Done is closed: nil or an error such as
// "exit status 2".
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// Stop ends the program as if this process had died: its standard input ends,
// and it and all its descendants are killed after its grace. Stop waits for
// them to be gone.
func (p *Process) Stop() error {
	p.pipe.Close()
	return p.Err()
}
