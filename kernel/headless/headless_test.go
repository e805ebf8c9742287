package headless

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// These tests run Python notebooks: what is tested is the way from a notebook
// to a verdict, which is the same for every kernel, and ipykernel is in the
// venv.

// claim is a cell that puts a claim among its outputs.
func claim(verdict, explanation string) string {
	return `from IPython.display import display
display({"` + claimsMIME + `": [{"claim": "depth hurts", "source": "a paper", "predicted": "1", "measured": "2",
  "verdict": "` + verdict + `", "explanation": "` + explanation + `"}], "text/plain": "a table"}, raw=True)`
}

// notebook writes a notebook of Python cells.
func notebook(t *testing.T, cells ...string) string {
	t.Helper()
	type cell map[string]any
	list := []cell{{"cell_type": "markdown", "id": "m", "metadata": cell{}, "source": "# A question"}}
	for i, source := range cells {
		list = append(list, cell{"cell_type": "code", "id": string(rune('a' + i)), "metadata": cell{},
			"source": source, "outputs": []any{}, "execution_count": nil})
	}
	text, err := json.Marshal(cell{"nbformat": 4, "nbformat_minor": 5, "metadata": cell{}, "cells": list})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "question.ipynb")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// here is this checkout, with its venv.
func here(t *testing.T) layout.Layout {
	t.Helper()
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.Python()); err != nil {
		t.Skip("not run: it needs nbclient; run make setup first")
	}
	return l
}

func TestRunKeepsOutputs(t *testing.T) {
	l := here(t)
	nb := notebook(t, "x = 6", "print(x * 7)", claim("held", ""))
	before, err := os.ReadFile(nb)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var out bytes.Buffer
	o := Options{Kernel: "python3", Dir: dir}
	if err := Run(t.Context(), l, []string{nb}, o, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	executed, err := os.ReadFile(filepath.Join(dir, "question.ipynb"))
	if err != nil || !bytes.Contains(executed, []byte(`"42\n"`)) {
		t.Errorf("want the output in the executed notebook (%v):\n%s", err, executed)
	}
	if bytes.Contains(executed, []byte("iopub")) {
		t.Errorf("the executed notebook holds times, so no two runs of it are the same:\n%s", executed)
	}
	if after, _ := os.ReadFile(nb); !bytes.Equal(before, after) {
		t.Error("the notebook itself was changed")
	}
	for _, want := range []string{"cell 2 of 3", "print(x * 7)", "claims: 1 held", "ok     " + nb} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
}

func TestRunFailsWithItsCell(t *testing.T) {
	l := here(t)
	nb := notebook(t, "print('before')", "1/0", "print('after')")
	var out bytes.Buffer
	err := Run(t.Context(), l, []string{nb}, Options{Kernel: "python3", InPlace: true}, &out)
	if err == nil || !strings.Contains(err.Error(), "1 of 1 notebooks failed") {
		t.Errorf("want an error that counts, got %v", err)
	}
	if text := out.String(); !strings.Contains(text, "ZeroDivisionError") || strings.ContainsAny(text, "\x1b") {
		t.Errorf("want the cell's error in the report, without colours:\n%s", text)
	}
	text, _ := os.ReadFile(nb)
	if !bytes.Contains(text, []byte("before\\n")) || bytes.Contains(text, []byte("after\\n")) {
		t.Errorf("want outputs up to the cell that failed, in place:\n%s", text)
	}
}

// An interrupt ends the run soon, and the kernel with it, and is not told as
// a failure of Python's.
func TestRunInterrupted(t *testing.T) {
	l := here(t)
	ctx, cancel := context.WithCancel(t.Context())
	mark := filepath.Join(t.TempDir(), "pid")
	nb := notebook(t, "import os, time; open("+strconv.Quote(mark)+", 'w').write(str(os.getpid()))", "time.sleep(600)")
	go func() {
		for {
			if _, err := os.Stat(mark); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(300 * time.Millisecond)
		cancel()
	}()
	var out bytes.Buffer
	err := Run(ctx, l, []string{nb}, Options{Kernel: "python3"}, &out)
	if err == nil || strings.Contains(out.String(), "Traceback") {
		t.Errorf("want a short word on the interrupt, got %v\n%s", err, out.String())
	}
	text, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); syscall.Kill(pid, 0) == nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the kernel, process %d, outlived the run", pid)
		}
	}
}

func TestRunWithoutItsKernel(t *testing.T) {
	l := here(t)
	var out bytes.Buffer
	err := Run(t.Context(), l, []string{notebook(t, "1")}, Options{Kernel: "no-such"}, &out)
	if err == nil || !strings.Contains(out.String(), "no kernelspec named no-such; run make setup") {
		t.Errorf("want it said what is missing, got %v\n%s", err, out.String())
	}
}

func TestJudge(t *testing.T) {
	for name, test := range map[string]struct {
		verdict, explanation string
		pass                 bool
	}{
		"held":                        {"held", "", true},
		"failed":                      {"failed", "", false},
		"not reproduced, explained":   {"not reproduced", "the paper used another initialisation", true},
		"not reproduced, unexplained": {"not reproduced", "", false},
		"a verdict that is none":      {"hold", "", false},
		"never measured":              {"open", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := judge([]Claim{{"depth hurts", test.verdict, test.explanation}}, &out)
			if (err == nil) != test.pass {
				t.Errorf("want pass %v, got %v", test.pass, err)
			}
			if err != nil && !strings.Contains(err.Error(), "depth hurts") {
				t.Errorf("want the claim in the error, got %v", err)
			}
		})
	}
}

// A table that states claims comes before the one that judges them; what has
// failed once stays failed.
func TestJudgeOverSeveralTables(t *testing.T) {
	open, held, failed := Claim{"a", "open", ""}, Claim{"a", "held", ""}, Claim{"a", "failed", ""}
	for name, test := range map[string]struct {
		claims []Claim
		pass   bool
	}{
		"stated, then held":           {[]Claim{open, held}, true},
		"stated, then failed":         {[]Claim{open, failed}, false},
		"failed in one table of two":  {[]Claim{open, failed, held}, false},
		"another one is not measured": {[]Claim{open, held, {"b", "open", ""}}, false},
	} {
		if err := judge(test.claims, new(bytes.Buffer)); (err == nil) != test.pass {
			t.Errorf("%s: want pass %v, got %v", name, test.pass, err)
		}
	}
}

func TestClaimsOfSeveralCells(t *testing.T) {
	file := filepath.Join(t.TempDir(), "n.ipynb")
	text := `{"cells": [{"cell_type": "markdown", "source": "x"},
	 {"cell_type": "code", "outputs": [{"output_type": "stream", "text": "hello"}]},
	 {"cell_type": "code", "outputs": [{"data": {"` + claimsMIME + `": [{"claim": "a", "verdict": "held"}]}}]},
	 {"cell_type": "code", "outputs": [{"data": {"` + claimsMIME + `": [{"claim": "b", "verdict": "failed"}]}}]}]}`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	claims, err := Claims(file)
	if err != nil || len(claims) != 2 || claims[0].Verdict != "held" || claims[1].Claim != "b" {
		t.Errorf("want both claims, got %+v (%v)", claims, err)
	}
}
