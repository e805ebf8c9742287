package runs

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// request and reply are op "runs" as the engine speaks it: the part that is
// needed here.
type request struct {
	Do           string   `json:"do"`
	Keys         []string `json:"keys,omitempty"`
	OlderSeconds float64  `json:"older_seconds,omitempty"`
	Bytes        int64    `json:"bytes,omitempty"`
	DryRun       bool     `json:"dry_run,omitempty"`
}

type reply struct {
	Dir         string       `json:"dir"`
	Bytes       int64        `json:"bytes"`
	Limit       int64        `json:"limit"`
	Runs        []run        `json:"runs"`
	Items       []item       `json:"items"`
	Differences []difference `json:"differences"`
	Shown       *shown       `json:"shown"`
}

type run struct {
	Key        string     `json:"key"`
	Label      string     `json:"label"`
	Made       time.Time  `json:"made"`
	Used       time.Time  `json:"used"`
	Bytes      int64      `json:"bytes"`
	Pinned     bool       `json:"pinned"`
	Model      string     `json:"model"`
	Data       string     `json:"data"`
	Loss       string     `json:"loss"`
	Optimizer  string     `json:"optimizer"`
	BatchSize  int        `json:"batch_size"`
	Seed       int64      `json:"seed"`
	Precision  string     `json:"precision"`
	Continues  bool       `json:"continues"`
	Steps      int        `json:"steps"`
	Seconds    float64    `json:"seconds"`
	Backend    string     `json:"backend"`
	TrainLoss  number     `json:"train_loss"`
	Validation evaluation `json:"validation"`
	Test       evaluation `json:"test"`
}

type evaluation struct {
	Step     int    `json:"step"`
	Epoch    int    `json:"epoch"`
	Loss     number `json:"loss"`
	Accuracy number `json:"accuracy"`
}

type item struct {
	Kind  string    `json:"kind"`
	Key   string    `json:"key"`
	Bytes int64     `json:"bytes"`
	Used  time.Time `json:"used"`
}

type difference struct {
	Field  string `json:"field"`
	Stored string `json:"stored"`
	Asked  string `json:"asked"`
}

type shown struct {
	Identity json.RawMessage   `json:"identity"`
	Versions map[string]string `json:"versions"`
	Reply    struct {
		Loss       []number     `json:"loss"`
		Accuracy   []number     `json:"accuracy"`
		Validation []evaluation `json:"validation"`
		Digest     string       `json:"digest"`
	} `json:"reply"`
}

// number is a float64 for which JSON may have no number: "NaN", "+Inf", "-Inf".
type number float64

// UnmarshalJSON reads a number or one of the three words.
func (n *number) UnmarshalJSON(b []byte) error {
	var word string
	if json.Unmarshal(b, &word) == nil {
		values := map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1), "Inf": math.Inf(1), "-Inf": math.Inf(-1)}
		v, ok := values[word]
		if !ok {
			return fmt.Errorf("number: want one, NaN, +Inf or -Inf; got %q", word)
		}
		*n = number(v)
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}
