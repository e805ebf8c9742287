package live

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// frontVariable names the front's socket.
const frontVariable = "FATHOM_FRONT"

// mostStack is how much a goroutine may put on its stack. To print the stack of
// a recursion without end takes the runtime 13 s for each GB of it.
const mostStack = 256 << 20

// hello is what the front said when the program connected; its Mark is empty
// in a program that no front runs.
var hello stream.Hello

// init joins the front before any line of the cell runs: even what the user's
// own package variables print must arrive in order.
func init() {
	path := os.Getenv(frontVariable)
	if path == "" {
		return
	}
	os.Unsetenv(frontVariable) // a program that the cell starts is not the cell
	if err := join(path); err != nil {
		fmt.Fprintln(os.Stderr, "live: the front cannot be reached:", err)
		os.Exit(1)
	}
}

func join(path string) error {
	fd, err := connect(path)
	if err != nil {
		return err
	}
	line, err := readLine(fd)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, &hello); err != nil {
		return fmt.Errorf("what it said is not understood: %w", err)
	}
	for _, std := range []int{1, 2} {
		if err := syscall.Dup2(fd, std); err != nil {
			return err
		}
	}
	syscall.Close(fd)
	if err := standardError(path); err != nil {
		return err
	}
	show.To(screen{})
	if hello.Engine != "" {
		session.Use(unix.Driver{Path: hello.Engine, Notice: func(s string) { send(stream.Notice, s) }})
	}
	debug.SetMaxStack(mostStack)
	yield()
	watchInterrupt()
	return nil
}

// runtimes is the file of descriptor 2, which the Go runtime writes a panic to:
// if nothing held it, the first garbage collection would close it.
var runtimes *os.File

// standardError gives os.Stderr a connection of its own, so that the front can
// tell it from os.Stdout; what the Go runtime itself writes to descriptor 2
// stays with the rest. Package log goes the first way, where its order is kept.
func standardError(path string) error {
	runtimes = os.Stderr
	// One file, so that its lock keeps text and frames whole.
	os.Stderr = os.Stdout
	if !hello.Errors {
		return nil
	}
	fd, err := connect(path)
	if err != nil {
		return err
	}
	os.Stderr = os.NewFile(uintptr(fd), "/dev/stderr")
	log.SetOutput(logged{})
	return nil
}

// logged writes text for standard error in its place among all else.
type logged struct{}

func (logged) Write(p []byte) (int, error) {
	send(stream.Errors, strings.ToValidUTF8(string(p), "\uFFFD"))
	return len(p), nil
}

func connect(path string) (int, error) {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return 0, err
	}
	syscall.CloseOnExec(fd)
	for {
		err = syscall.Connect(fd, &syscall.SockaddrUnix{Name: path})
		if err != syscall.EINTR {
			return fd, err
		}
	}
}

// readLine reads byte by byte: what follows the line is not ours to take.
func readLine(fd int) ([]byte, error) {
	var line []byte
	b := make([]byte, 1)
	for {
		n, err := syscall.Read(fd, b)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return nil, err
		case n == 0:
			return nil, fmt.Errorf("it closed the connection")
		case b[0] == '\n':
			return line, nil
		default:
			line = append(line, b[0])
		}
	}
}
