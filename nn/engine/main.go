package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	_ "github.com/seed-380714d4/fathom/dsl/figure/draw" // answers "draw"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/nn"
	"github.com/seed-380714d4/fathom/nn/engine/server"
)

func main() {
	socket := flag.String("socket", "", "serve at this `path`")
	cold := flag.Bool("cold", false, "open and read nothing before somebody asks")
	info := flag.Bool("info", false, "say in JSON what it computes on, and end")
	flag.Parse()
	listenFD := os.Getenv("FATHOM_LISTEN_FD")
	leaveKernel()
	if err := run(*socket, listenFD, *info, *cold); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0) // not waiting for what did not notice that it was cancelled
}

// leaveKernel forgets what the environment says of the kernel that this is the
// engine of: a program that the engine were to start is no cell.
func leaveKernel() {
	for _, name := range []string{"FATHOM_FRONT", "FATHOM_ENGINE", "FATHOM_LISTEN_FD"} {
		os.Unsetenv(name)
	}
}

func run(socket, listenFD string, info, cold bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	limitMemory()
	nn.Register(nn.Default())
	if info {
		reply, err := session.Local(ctx, "info", nil, nil)
		if err == nil {
			fmt.Printf("%s\n", reply)
		}
		return err
	}
	l, err := listener(socket, listenFD)
	if err != nil {
		return err
	}
	if listenFD != "" {
		ctx = untilEnd(ctx, os.Stdin)
	}
	if !cold {
		go nn.Warm()
	}
	s := &server.Server{Do: session.Local, Same: same, Story: story, Build: build(), Notice: notice, Log: log.New(os.Stderr, "", log.LstdFlags)}
	return s.Serve(ctx, l)
}

// listener is the inherited one, or one made at path.
func listener(path, fd string) (net.Listener, error) {
	if fd == "" {
		if path == "" {
			return nil, fmt.Errorf("engine: socket; want -socket PATH, or one inherited as FATHOM_LISTEN_FD says; got neither")
		}
		l, err := net.Listen("unix", path)
		if err != nil {
			return nil, fmt.Errorf("engine: socket: %w; remove it if no engine is alive there, or take another -socket", err)
		}
		return l, nil
	}
	n, err := strconv.Atoi(fd)
	if err != nil || n < 3 {
		return nil, fmt.Errorf("engine: FATHOM_LISTEN_FD; want the number of an open socket, got %q", fd)
	}
	f := os.NewFile(uintptr(n), "listener")
	defer f.Close() // FileListener has a copy, which no child inherits
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("engine: FATHOM_LISTEN_FD=%s: %w", fd, err)
	}
	return l, nil
}
