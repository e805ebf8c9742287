package guard

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// killed is how long the guard goes on killing before it gives up on
// descendants that do not die, such as those of another user.
const killed = 3 * time.Second

// Main is the guard's whole life; args are its arguments after Arg. It returns
// the program's exit status.
func Main(args []string) int {
	flags := flag.NewFlagSet(Arg, flag.ContinueOnError)
	var remove, inherit []string
	flags.Func("remove", "directory to remove at the end", collect(&remove))
	flags.Func("inherit", "directory to remove when standard input ended first", collect(&inherit))
	files := flags.Int("files", 0, "descriptors from 3 on to hand over")
	grace := flags.Duration("grace", 0, "time between the end of standard input and the kill")
	yields := flags.Int("yields", 0, "how readily the program goes when memory runs out")
	if err := flags.Parse(args); err != nil || flags.NArg() == 0 && len(inherit) == 0 {
		fmt.Fprintln(os.Stderr, "guard: want [-remove DIR] [-inherit DIR] [-files N] [-grace D] [-yields N] -- COMMAND ARGS, or -inherit DIR alone")
		return 2
	}
	// Nothing but the end of the pipe, or of the program, ends a guard early.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	if flags.NArg() == 0 {
		io.Copy(io.Discard, os.Stdin)
		for _, dir := range inherit {
			removeAll(dir)
		}
		return 0
	}
	if err := adopt(); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
	}
	status, orphaned := watch(flags.Args(), *files, *grace, *yields)
	sweep(killed)
	if orphaned {
		remove = append(remove, inherit...)
	}
	for _, dir := range remove {
		removeAll(dir)
	}
	return status
}

// collect makes a flag that may be given many times.
func collect(to *[]string) func(string) error {
	return func(s string) error {
		*to = append(*to, s)
		return nil
	}
}

// watch runs the program until it ends or is to end, and gives its status, and
// whether it was the front that ended first.
func watch(command []string, files int, grace time.Duration, yields int) (status int, orphaned bool) {
	child, stdin, err := launch(command, files)
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 127, false
	}
	yield(child, yields)
	front := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.Stdin)
		close(front)
	}()
	ended := make(chan int, 1)
	go func() { ended <- reap(child) }()
	select {
	case status := <-ended:
		return status, false
	case <-front:
	}
	stdin.Close()
	if grace > 0 {
		_ = syscall.Kill(child, syscall.SIGTERM)
	}
	select {
	case status := <-ended:
		return status, true
	case <-time.After(grace):
	}
	_ = syscall.Kill(-child, syscall.SIGKILL)
	return 128 + int(syscall.SIGKILL), true
}

// launch starts the program in a process group of its own. Its standard input
// is a pipe that ends with the guard's.
func launch(command []string, files int) (pid int, stdin io.Closer, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, nil, err
	}
	defer r.Close()
	hand := []*os.File{r, os.Stdout, os.Stderr}
	for i := range files {
		hand = append(hand, os.NewFile(uintptr(3+i), "handed over"))
	}
	p, err := os.StartProcess(command[0], command, &os.ProcAttr{
		Files: hand,
		Sys:   &syscall.SysProcAttr{Setpgid: true},
	})
	if err != nil {
		w.Close()
		return 0, nil, err
	}
	for _, f := range hand[3:] {
		f.Close() // the program holds it now; the guard must not keep it open
	}
	return p.Pid, w, nil
}

// reap collects every child that ends, adopted ones too, until the program
// itself has ended, and gives its exit status.
func reap(child int) int {
	for {
		var ws syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &ws, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 127
		case pid == child && ws.Signaled():
			return 128 + int(ws.Signal())
		case pid == child && ws.Exited():
			return ws.ExitStatus()
		}
	}
}

// removeAll removes a directory that somebody may still be writing to: who
// dies by a signal finishes the system call it is in.
func removeAll(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
