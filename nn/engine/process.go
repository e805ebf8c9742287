package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// untilEnd gives a context that is done when r ends, too: r is a pipe whose
// other end dies with the kernel's front, however that dies.
func untilEnd(ctx context.Context, r io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		io.Copy(io.Discard, r)
		cancel()
	}()
	return ctx
}

// limitMemory makes Go's collector work harder before its heap takes what XLA,
// which the collector does not see, and everybody else need: at half of the
// machine's memory. GOMEMLIMIT overrides it.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return // not Linux: Go's own defaults
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kib int64
		if n, _ := fmt.Sscanf(lines.Text(), "MemTotal: %d kB", &kib); n == 1 {
			debug.SetMemoryLimit(kib << 10 / 2)
			return
		}
	}
}

// build names the sources that this program was built from, as far as Go
// recorded them: "" where they were changed after their commit, as then two
// builds of one name may differ.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			return ""
		}
	}
	return revision
}
