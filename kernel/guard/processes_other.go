//go:build !linux

package guard

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// adopt does nothing: only Linux has subreapers. Whoever leaves the program's
// process group and outlives its parent is lost to the guard here.
func adopt() error { return nil }

// sweep kills what is left below this process, by process group and by parent.
func sweep(limit time.Duration) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		left := Descendants(syscall.Getpid())
		if len(left) == 0 {
			return
		}
		for _, p := range left {
			_ = syscall.Kill(-p.PID, syscall.SIGKILL)
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
		var ws syscall.WaitStatus
		for {
			if pid, _ := syscall.Wait4(-1, &ws, syscall.WNOHANG, nil); pid <= 0 {
				break
			}
		}
	}
}

// Relative is a process below another.
type Relative struct {
	PID, Parent int
	Name        string
}

// Descendants lists the processes below pid, as ps tells them.
func Descendants(pid int) []Relative {
	out, err := exec.Command("ps", "-axo", "pid=,ppid=,comm=").Output()
	if err != nil {
		return nil
	}
	children := map[int][]Relative{}
	for _, line := range strings.Split(string(out), "\n") {
		f := strings.Fields(line)
		if len(f) < 3 || f[2] == "ps" {
			continue
		}
		p, err1 := strconv.Atoi(f[0])
		parent, err2 := strconv.Atoi(f[1])
		if err1 == nil && err2 == nil {
			children[parent] = append(children[parent], Relative{p, parent, f[2][strings.LastIndexByte(f[2], '/')+1:]})
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
