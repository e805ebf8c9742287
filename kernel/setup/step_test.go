package setup

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// counted is a step that counts how often it is done.
func counted(name string, done *int, err error) *Step {
	return &Step{Name: name, Key: []string{"1"}, Do: func(context.Context, *Log) (string, error) {
		*done++
		return "words", err
	}}
}

func TestSecondRunDoesNothing(t *testing.T) {
	stamps := t.TempDir()
	var done int
	s := counted("a", &done, nil)
	for range 2 {
		if err := run(t.Context(), []*Step{s}, stamps, new(bytes.Buffer)); err != nil {
			t.Fatal(err)
		}
	}
	if done != 1 {
		t.Errorf("two runs: want the step done once, was done %d times", done)
	}
}

func TestStepRunsAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "product")
	for name, spoil := range map[string]func(s *Step, stamps string){
		"when its key changed":     func(s *Step, _ string) { s.Key = []string{"2"} },
		"when its file went":       func(*Step, string) { os.Remove(file) },
		"when its stamp is broken": func(s *Step, stamps string) { os.WriteFile(s.stamp(stamps), []byte("x"), 0o644) },
		"when it has no key":       func(s *Step, _ string) { s.Key = nil },
	} {
		t.Run(name, func(t *testing.T) {
			stamps := t.TempDir()
			if err := os.WriteFile(file, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			var done int
			s := counted("a", &done, nil)
			s.Files = []string{file}
			for range 2 {
				if err := run(t.Context(), []*Step{s}, stamps, new(bytes.Buffer)); err != nil {
					t.Fatal(err)
				}
				spoil(s, stamps)
			}
			if done != 2 {
				t.Errorf("want it done again, was done %d times", done)
			}
		})
	}
}

func TestFailureStopsOnlyWhatNeedsIt(t *testing.T) {
	var a, b, c int
	first := counted("first", &a, &Trouble{What: "it is raining", Mend: "take an umbrella"})
	second := counted("second", &b, nil)
	second.Needs = []string{"first"}
	third := counted("third", &c, nil)
	var out bytes.Buffer
	err := run(t.Context(), []*Step{first, second, third}, t.TempDir(), &out)
	if err == nil || !strings.Contains(err.Error(), "first") || strings.Contains(err.Error(), "third") {
		t.Errorf("want an error that names what failed, got %v", err)
	}
	if a != 1 || b != 0 || c != 1 {
		t.Errorf("want first tried, second left out, third done; got %d, %d, %d", a, b, c)
	}
	for _, want := range []string{"it is raining", "→ take an umbrella", "left out  second      it needs first"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
}

func TestOptionalStepMayFail(t *testing.T) {
	var a int
	s := counted("extra", &a, errors.New("not here"))
	s.Optional = true
	stamps := t.TempDir()
	var out bytes.Buffer
	if err := run(t.Context(), []*Step{s}, stamps, &out); err != nil {
		t.Errorf("want no error, got %v", err)
	}
	if !strings.Contains(out.String(), "without   extra") {
		t.Errorf("want it said, got:\n%s", out.String())
	}
	run(t.Context(), []*Step{s}, stamps, &out)
	if a != 2 {
		t.Errorf("want a failed step tried again, was tried %d times", a)
	}
}

func TestCommandShowsTheEndOfWhatFailed(t *testing.T) {
	_, err := (&Log{out: new(bytes.Buffer)}).command(t.Context(), "", nil, "sh", "-c", "echo early; echo the cause >&2; exit 7")
	if err == nil || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "the cause") {
		t.Errorf("want the exit status and the output, got %v", err)
	}
}

func TestCommandStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Log{out: new(bytes.Buffer)}).command(ctx, "", nil, "sleep", "600"); err == nil {
		t.Error("want an error from a command whose context is done")
	}
}

func TestShort(t *testing.T) {
	got := short("/a/venv/bin/python", []string{"-m", "pip", "install", "--no-input", "-r", "/a/file"})
	if want := "python -m pip install"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}
