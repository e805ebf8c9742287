// Command engine is a small engine for the supervisor's tests: it answers
// every connection with its process id. It dies at once when told so by its
// argument, and otherwise when a caller sends the letter x, or when its
// standard input ends.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "engine", os.Getpid(), "starts")
	if len(os.Args) > 1 && os.Args[1] == "die" {
		fmt.Fprintln(os.Stderr, "no plugin here")
		os.Exit(3)
	}
	if os.Getenv("FATHOM_LISTEN_FD") != "3" {
		fmt.Fprintln(os.Stderr, "FATHOM_LISTEN_FD is not 3")
		os.Exit(4)
	}
	l, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(5)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			os.Exit(6)
		}
		go func() {
			defer c.Close()
			fmt.Fprintln(c, os.Getpid())
			b := make([]byte, 1)
			if _, err := c.Read(b); err == nil && b[0] == 'x' {
				os.Exit(7)
			}
		}()
	}
}
