package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestDispatch(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"help":                 {[]string{"help"}, 0, ""},
		"nothing":              {nil, 0, ""},
		"an unknown one":       {[]string{"frobnicate"}, 2, `no sub-command "frobnicate"; fathom help lists them`},
		"an argument too many": {[]string{"setup", "now"}, 1, `setup: want no arguments, got ["now"]`},
		"run without notebook": {[]string{"run"}, 1, "want the path of a notebook"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			if code := dispatch(t.Context(), test.args, &stderr); code != test.code {
				t.Errorf("want exit code %d, got %d", test.code, code)
			}
			if !strings.Contains(stderr.String(), test.says) {
				t.Errorf("want %q on standard error, got %q", test.says, stderr.String())
			}
		})
	}
}
