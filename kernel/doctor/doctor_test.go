package doctor

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

func TestExamine(t *testing.T) {
	there := check{name: "there", look: func(context.Context) (string, error) { return "here it is", nil }}
	gone := check{name: "gone", look: func(context.Context) (string, error) {
		return "", &setup.Trouble{What: "it is raining", Mend: "take an umbrella"}
	}}
	extra := check{name: "extra", optional: true, look: func(context.Context) (string, error) {
		return "", errors.New("not here")
	}}
	var out bytes.Buffer
	if err := examine(t.Context(), []check{there, extra}, &out); err != nil {
		t.Errorf("all that is needed is there: want no error, got %v", err)
	}
	out.Reset()
	err := examine(t.Context(), []check{there, gone, extra}, &out)
	if err == nil || !strings.Contains(err.Error(), "1 of 3") {
		t.Errorf("want one missing, got %v", err)
	}
	want := "ok        there       here it is\n" +
		"MISSING   gone        it is raining\n" +
		"                      → take an umbrella\n" +
		"without   extra       not here\n" +
		"                      → run make setup\n"
	if out.String() != want {
		t.Errorf("want\n%s\ngot\n%s", want, out.String())
	}
}

// In a checkout without .fathom everything that set-up makes is missing, and
// each says how to get it.
func TestFreshCheckout(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	l := layout.Layout{Root: t.TempDir()}
	for _, c := range checks(l) {
		switch c.name {
		case "checkout", "Go", "C compiler", "Python", "store": // not of set-up's making
			continue
		}
		_, err := c.look(t.Context())
		if err == nil {
			t.Errorf("%s: want it missing in an empty checkout", c.name)
			continue
		}
		if what, mend := explain(err); what == "" || mend != setupMends {
			t.Errorf("%s: want a cause and %q, got %q, %q", c.name, setupMends, what, mend)
		}
	}
}

// After set-up, what set-up made is found by the versions it asked for.
func TestThisCheckout(t *testing.T) {
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.Kernelspec()); err != nil {
		t.Skip("not run: this checkout is not set up; run make setup first")
	}
	for _, c := range checks(l) {
		switch c.name {
		case "venv", "JupyterLab", "kernelspec", "fathom", "GoNB", "goimports":
			if found, err := c.look(t.Context()); err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if found == "" {
				t.Errorf("%s: found, but what?", c.name)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	got, err := describe([]byte(`{"backend":"xla:cpu","plugin":"/p.so","device":"CPU, 4 devices","note":""}`))
	if want := "xla:cpu: CPU, 4 devices\nby the plugin /p.so"; err != nil || got != want {
		t.Errorf("want %q, got %q (%v)", want, got, err)
	}
	if _, err := describe([]byte("panic: no")); err == nil {
		t.Error("an answer that is no JSON: want an error")
	}
}
