package guard

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// adopt makes this process the parent of whoever loses theirs below it.
func adopt() error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("become a subreaper: %w", err)
	}
	return nil
}

// sweep kills every descendant of this process and collects them. It looks
// again until none is left: some may be starting others meanwhile.
func sweep(limit time.Duration) {
	self := os.Getpid()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		for {
			var ws syscall.WaitStatus
			if pid, err := syscall.Wait4(-1, &ws, syscall.WNOHANG, nil); pid <= 0 && err != syscall.EINTR {
				break
			}
		}
		left := Descendants(self)
		if len(left) == 0 {
			return
		}
		for _, p := range left {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
	}
}

// Relative is a process below another.
type Relative struct {
	PID, Parent int
	Name        string // the program's name, cut at 15 bytes
}

// Descendants lists the processes below pid, parents before their children. A
// zombie counts: it is there until somebody waits for it.
func Descendants(pid int) []Relative {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	children := map[int][]Relative{}
	for _, path := range stats {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // ended since
		}
		if r, ok := parseStat(string(data)); ok {
			children[r.Parent] = append(children[r.Parent], r)
		}
	}
	var all []Relative
	for queue := children[pid]; len(queue) > 0; {
		r := queue[0]
		queue = append(queue[1:], children[r.PID]...)
		all = append(all, r)
	}
	return all
}

// parseStat reads "PID (NAME) STATE PPID …"; the name may hold anything.
func parseStat(s string) (Relative, bool) {
	open, shut := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
	if open < 0 || shut < open {
		return Relative{}, false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(s[:open]))
	fields := strings.Fields(s[shut+1:])
	if err != nil || len(fields) < 2 {
		return Relative{}, false
	}
	parent, err := strconv.Atoi(fields[1])
	return Relative{PID: pid, Parent: parent, Name: s[open+1 : shut]}, err == nil
}
