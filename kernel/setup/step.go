package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Step is one thing that set-up brings about.
type Step struct {
	Name  string
	Does  string   // what a person reads while it runs
	Needs []string // names of steps without which it cannot run
	// Optional steps may fail: Fathom works without, in the way that the
	// failure says.
	Optional bool
	// Key lists everything that decides the outcome. A step without a key
	// is run every time; it should be quick when there is nothing to do.
	Key []string
	// Files are there when the step has been done.
	Files []string
	// Do does it, and returns a few words on what is there now.
	Do func(context.Context, *Log) (string, error)
}

// Trouble is what stops a step, and how to mend it.
type Trouble struct {
	What string
	Mend string
}

func (t *Trouble) Error() string { return t.What + "; " + t.Mend }

// fingerprint condenses the step's key.
func (s *Step) fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join(s.Key, "\x00")))
	return hex.EncodeToString(sum[:])
}

// stamp is the file that remembers the fingerprint of the step's last success.
func (s *Step) stamp(dir string) string {
	return filepath.Join(dir, strings.ReplaceAll(strings.ToLower(s.Name), " ", "-"))
}

// done tells whether the step need not run, and what it said when it did.
func (s *Step) done(stamps string) (string, bool) {
	if len(s.Key) == 0 {
		return "", false
	}
	for _, file := range s.Files {
		if _, err := os.Stat(file); err != nil {
			return "", false
		}
	}
	text, err := os.ReadFile(s.stamp(stamps))
	if err != nil {
		return "", false
	}
	key, said, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(said), key == s.fingerprint()
}

// remember writes the stamp of a step that has succeeded.
func (s *Step) remember(stamps, said string) error {
	if err := os.MkdirAll(stamps, 0o755); err != nil {
		return err
	}
	return os.WriteFile(s.stamp(stamps), []byte(s.fingerprint()+"\n"+said+"\n"), 0o644)
}

// run brings about all steps in order, as far as it can.
func run(ctx context.Context, steps []*Step, stamps string, out io.Writer) error {
	failed := map[string]bool{}
	var troubles []string
	for _, s := range steps {
		if lacking := firstOf(s.Needs, failed); lacking != "" {
			failed[s.Name] = true
			fmt.Fprintf(out, "  left out  %-11s it needs %s\n", s.Name, lacking)
			continue
		}
		err := s.run(ctx, stamps, out)
		if ctx.Err() != nil {
			return errors.New("setup: stopped; what was finished is kept, so the next run goes on from here")
		}
		if err == nil {
			continue
		}
		failed[s.Name] = true
		if !s.Optional {
			troubles = append(troubles, s.Name)
		}
	}
	if len(troubles) > 0 {
		return fmt.Errorf("setup: not finished: %s; mend what is said above, then run the same command again",
			strings.Join(troubles, ", "))
	}
	return nil
}

// run does one step and reports it.
func (s *Step) run(ctx context.Context, stamps string, out io.Writer) error {
	if said, ok := s.done(stamps); ok {
		fmt.Fprintf(out, "  there     %-11s %s\n", s.Name, said)
		return nil
	}
	// A step without a key that was done before has, most times, nothing to
	// do; it is not announced.
	_, err := os.Stat(s.stamp(stamps))
	if s.Does != "" && (len(s.Key) > 0 || err != nil) {
		fmt.Fprintf(out, "  …         %-11s %s\n", s.Name, s.Does)
	}
	began := time.Now()
	said, err := s.Do(ctx, &Log{out: out})
	if err == nil {
		err = s.remember(stamps, said)
	}
	if err != nil {
		s.complain(out, err)
		return err
	}
	took := ""
	if d := time.Since(began); d >= time.Second {
		took = fmt.Sprintf(" (%.0f s)", d.Seconds())
	}
	fmt.Fprintf(out, "  done      %-11s %s%s\n", s.Name, said, took)
	return nil
}

// complain says what stopped the step and how to mend it.
func (s *Step) complain(out io.Writer, err error) {
	word := "FAILED"
	if s.Optional {
		word = "without"
	}
	var t *Trouble
	if !errors.As(err, &t) {
		t = &Trouble{What: err.Error()}
	}
	fmt.Fprintf(out, "  %-9s %-11s %s\n", word, s.Name, indent(t.What))
	if t.Mend != "" {
		fmt.Fprintf(out, "            %-11s → %s\n", "", indent(t.Mend))
	}
}

// indent sets further lines of text under the first.
func indent(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+strings.Repeat(" ", 24))
}

// firstOf returns the first name that is in set, or "".
func firstOf(names []string, set map[string]bool) string {
	for _, name := range names {
		if set[name] {
			return name
		}
	}
	return ""
}
