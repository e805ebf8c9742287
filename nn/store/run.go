package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Run is a finished run. Request and Reply are JSON that the store does not
// look into.
type Run struct {
	Key      string
	Request  json.RawMessage   // what was asked for
	Reply    json.RawMessage   // what came of it: history, evaluations, digest
	Versions map[string]string // what computed it, by name
	Weights  []byte            // the final weights, as EncodeSafetensors writes them

	Label     string    // what people call it
	Made      time.Time // when it was computed; zero where nobody says
	Optimizer []byte    // the optimiser's state at the end, as safetensors; Get leaves it out
}

// The files of an entry.
const (
	runFile     = "run.json"
	weightsFile = "weights.safetensors"
	sumsFile    = "SHA256SUMS"
	// optimizerFile is there where the optimiser had a state to keep.
	optimizerFile = "optimizer.safetensors"
)

// format names the layout in run.json, so that a later one can be told apart.
const format = "fathom run 1"

// record is run.json.
type record struct {
	Format   string            `json:"format"`
	Key      string            `json:"key"`
	Label    string            `json:"label,omitempty"`
	Made     time.Time         `json:"made,omitzero"`
	Request  json.RawMessage   `json:"request"`
	Reply    json.RawMessage   `json:"reply"`
	Versions map[string]string `json:"versions"`
	Weights  weightsRecord     `json:"weights"`
}

type weightsRecord struct {
	File    string         `json:"file"`
	Bytes   int            `json:"bytes"`
	SHA256  string         `json:"sha256"`
	Tensors []tensorRecord `json:"tensors"`
}

type tensorRecord struct {
	Name  string `json:"name"`
	DType string `json:"dtype"`
	Shape []int  `json:"shape"`
}

// files gives the contents of a run's files by name.
func (r *Run) files() (map[string][]byte, error) {
	tensors, _, err := DecodeSafetensors(r.Weights)
	if err != nil {
		return nil, err
	}
	list := make([]tensorRecord, len(tensors))
	for i, t := range tensors {
		list[i] = tensorRecord{t.Name, t.DType, t.Shape}
	}
	rec := record{format, r.Key, r.Label, r.Made, orNull(r.Request), orNull(r.Reply), r.Versions,
		weightsRecord{weightsFile, len(r.Weights), sum(r.Weights), list}}
	text, err := encodeLines(rec)
	if err != nil {
		return nil, &Error{Where: short(r.Key), What: "its request or reply is not JSON: " + err.Error()}
	}
	sums := fmt.Sprintf("%s  %s\n%s  %s\n", sum(text), runFile, rec.Weights.SHA256, weightsFile)
	files := map[string][]byte{runFile: text, weightsFile: r.Weights}
	if r.Optimizer != nil {
		files[optimizerFile] = r.Optimizer
		sums += fmt.Sprintf("%s  %s\n", sum(r.Optimizer), optimizerFile)
	}
	files[sumsFile] = []byte(sums)
	return files, nil
}

// encodeLines puts each field of rec on a line of its own: a history of thousands of
// numbers stays one line, and the file can still be read and compared by eye.
// Compact JSON in it stays as it is to the byte, so that the digest of a
// request is that of what was put in.
func encodeLines(rec any) ([]byte, error) {
	var whole bytes.Buffer
	enc := json.NewEncoder(&whole)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(rec); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(&whole)
	dec.Token() // the opening brace, which the encoder wrote
	var fields []string
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		fields = append(fields, fmt.Sprintf("  %q: %s", name, value))
	}
	return []byte("{\n" + strings.Join(fields, ",\n") + "\n}\n"), nil
}

// parse verifies the files of an entry against each other and makes the run.
func parse(key string, files map[string][]byte) (*Run, error) {
	want := parseSums(files[sumsFile])
	for _, name := range []string{runFile, weightsFile} {
		if got := sum(files[name]); got != want[name] {
			return nil, fmt.Errorf("checksum of %s: want %.12q, got %.12q", name, want[name], got)
		}
	}
	var rec record
	if err := json.Unmarshal(files[runFile], &rec); err != nil {
		return nil, fmt.Errorf("%s: %v", runFile, err)
	}
	if rec.Format != format || rec.Key != key {
		return nil, fmt.Errorf("%s: want format %q of %s, got %q of %.20q", runFile, format, short(key), rec.Format, rec.Key)
	}
	return &Run{Key: key, Label: rec.Label, Made: rec.Made, Request: rec.Request, Reply: rec.Reply, Versions: rec.Versions, Weights: files[weightsFile]}, nil
}

// parseSums gives the checksums of a SHA256SUMS by file.
func parseSums(text []byte) map[string]string {
	sums := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if digest, name, ok := strings.Cut(line, "  "); ok {
			sums[name] = digest
		}
	}
	return sums
}

func sum(b []byte) string {
	digest := sha256.Sum256(b)
	return hex.EncodeToString(digest[:])
}

func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}
