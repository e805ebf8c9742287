package guard

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// OutOfMemoryKills counts the processes that the system has killed for want of
// memory, those beyond a container's or group's bound among them; 0 where it
// does not tell. Who was killed while it grew was most likely one of them.
func OutOfMemoryKills() int64 {
	text, err := os.ReadFile("/proc/vmstat")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if n, ok := strings.CutPrefix(line, "oom_kill "); ok {
			kills, _ := strconv.ParseInt(strings.TrimSpace(n), 10, 64)
			return kills
		}
	}
	return 0
}

// yield has the system kill a process before others that are as large, when
// memory runs out; only Linux is told.
func yield(pid, score int) {
	if score > 0 {
		_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), strconv.AppendInt(nil, int64(score), 10), 0)
	}
}
