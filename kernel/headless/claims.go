package headless

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// claimsMIME is the type under which a notebook's outputs hold its claims. It
// is what the language writes and what other programs read, so it is spelled
// here again: this package imports nothing of the language.
const claimsMIME = "application/vnd.fathom.claims+json"

// Claim is what a notebook said it would find, and what it found.
type Claim struct {
	Claim       string `json:"claim"`
	Verdict     string `json:"verdict"` // "open", "held", "failed" or "not reproduced"
	Explanation string `json:"explanation"`
}

// Claims reads the claims in the outputs of an executed notebook.
func Claims(notebook string) ([]Claim, error) {
	text, err := os.ReadFile(notebook)
	if err != nil {
		return nil, err
	}
	var nb struct {
		Cells []struct {
			Outputs []struct {
				Data map[string]json.RawMessage `json:"data"`
			} `json:"outputs"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(text, &nb); err != nil {
		return nil, fmt.Errorf("run: %s: not a notebook: %w", notebook, err)
	}
	var all []Claim
	for _, cell := range nb.Cells {
		for _, output := range cell.Outputs {
			raw, ok := output.Data[claimsMIME]
			if !ok {
				continue
			}
			var claims []Claim
			if err := json.Unmarshal(raw, &claims); err != nil {
				return nil, fmt.Errorf("run: %s: claims: want a JSON array of claims: %w", notebook, err)
			}
			all = append(all, claims...)
		}
	}
	return all, nil
}

// judge counts verdicts, and fails for claims that failed, for claims that were
// stated and never measured, and for verdicts that it does not know: a claim
// must not pass by being misspelt, or forgotten.
func judge(claims []Claim, out io.Writer) error {
	if len(claims) == 0 {
		return nil
	}
	counts := map[string]int{}
	measured := map[string]bool{}
	for _, c := range claims {
		measured[c.Claim] = measured[c.Claim] || c.Verdict != "open"
	}
	bad := ""
	for _, c := range claims {
		if c.Verdict == "open" && measured[c.Claim] {
			continue // the table that stated it; another one says what came of it
		}
		counts[c.Verdict]++
		switch {
		case c.Verdict == "open":
			bad += fmt.Sprintf("\nclaim %q: stated, and never measured", c.Claim)
		case c.Verdict == "held":
		case c.Verdict == "not reproduced" && c.Explanation != "":
		default:
			bad += fmt.Sprintf("\nclaim %q: %s, unexplained", c.Claim, c.Verdict)
		}
	}
	fmt.Fprintf(out, "  claims: %d held, %d not reproduced and explained why, %d failed\n",
		counts["held"], counts["not reproduced"], counts["failed"])
	if bad != "" {
		return fmt.Errorf("run: a claim failed:%s", bad)
	}
	return nil
}
