package cell

import (
	"go/types"
	"slices"
	"strings"
)

// timers are the functions of the standard library by which a program is woken
// though all its goroutines wait for each other.
var timers = map[string][]string{
	"time":    {"After", "AfterFunc", "NewTimer", "NewTicker", "Tick"},
	"context": {"WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause"},
}

// usesTimers tells whether a program may have timers, or be woken by signals.
// Of packages that are neither the standard library's nor Fathom's language
// nobody knows.
func (ch *checked) usesTimers(module string) bool {
	for _, o := range ch.info.Uses {
		p := o.Pkg()
		if p == nil || p == ch.pkg {
			continue
		}
		path := p.Path()
		if slices.Contains(timers[path], o.Name()) || path == "os/signal" {
			return true
		}
		first, _, _ := strings.Cut(path, "/")
		ours := path == module+"/dsl" || strings.HasPrefix(path, module+"/dsl/") || path == module+"/kernel/cell/live"
		if strings.Contains(first, ".") && !ours {
			if _, ok := o.(*types.PkgName); !ok {
				return true
			}
		}
	}
	return false
}
