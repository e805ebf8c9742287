package front

import "bytes"

// lastWords are how the Go runtime begins what it says of a program that it is
// about to end. A # stands for a number.
var lastWords = []string{
	"panic: ", "fatal error: ", "runtime: ", "goroutine # [", "unexpected fault address ",
	"SIGABRT: ", "SIGBUS: ", "SIGFPE: ", "SIGILL: ", "SIGQUIT: ", "SIGSEGV: ", "SIGTRAP: ",
}

// held keeps back what may be a program's last words, so that they can be told
// in the user's terms. Everything from such a line on is kept: it is released
// as the text it was when the program turns out to live on.
type held struct {
	words []byte // from a line that begins like last words
	start []byte // of a line that is too short to tell
	mid   bool   // what was passed on last ended within a line
}

// pass gives what of p, and of what was kept before, can be shown.
func (h *held) pass(p []byte) []byte {
	if h.words != nil {
		h.words = append(h.words, p...)
		return nil
	}
	p = append(h.start, p...)
	h.start = nil
	for at := 0; at < len(p); {
		if !h.mid {
			whole, maybe := begins(p[at:])
			if whole {
				h.words = bytes.Clone(p[at:])
				return p[:at]
			}
			if maybe {
				h.start = bytes.Clone(p[at:])
				return p[:at]
			}
		}
		end := bytes.IndexByte(p[at:], '\n')
		if h.mid = end < 0; h.mid {
			break
		}
		at += end + 1
	}
	return p
}

// begins tells whether a line begins like last words, or may yet.
func begins(line []byte) (whole, maybe bool) {
	for _, words := range lastWords {
		w, m := matches(line, words)
		whole, maybe = whole || w, maybe || m
	}
	return whole, maybe && !whole
}

// matches tells whether words begin line, or line is the beginning of words.
func matches(line []byte, words string) (whole, maybe bool) {
	for i := 0; i < len(words); i++ {
		if words[i] == '#' {
			rest := bytes.TrimLeft(line, "0123456789")
			if len(rest) == len(line) && len(line) > 0 {
				return false, false
			}
			line = rest
			continue
		}
		if len(line) == 0 {
			return false, true
		}
		if line[0] != words[i] {
			return false, false
		}
		line = line[1:]
	}
	return true, false
}

// holds tells whether anything is kept back.
func (h *held) holds() bool { return h.words != nil || h.start != nil }

// endless tells whether the words are of a recursion without end: the runtime
// needs seconds for the stack that it prints next.
func (h *held) endless() bool {
	return bytes.HasPrefix(h.words, []byte("runtime: goroutine stack exceeds "))
}

// release gives what was kept: it was ordinary text.
func (h *held) release() []byte {
	out := append(h.words, h.start...)
	if len(out) > 0 {
		h.mid = out[len(out)-1] != '\n'
	}
	h.words, h.start = nil, nil
	return out
}
