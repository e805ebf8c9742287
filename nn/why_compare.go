package nn

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// spelled is an identity document taken apart, to be compared with another.
type spelled struct {
	fields map[string]string   // "optimizer.learning_rate" → "0.01"
	layers []map[string]string // of each node of the graph: "units" → "8"
}

// readIdentity takes a document apart. It need not know layers and options:
// what is added to dsl is compared, and named, as it is spelled there.
func readIdentity(doc []byte) (spelled, error) {
	var whole map[string]json.RawMessage
	var request map[string]json.RawMessage
	var graph struct {
		Nodes []struct {
			Op   string          `json:"op"`
			Args json.RawMessage `json:"args"`
			In   []int           `json:"in"`

			Frozen bool   `json:"frozen"`
			Share  string `json:"share"`
		} `json:"nodes"`
	}
	err := json.Unmarshal(doc, &whole)
	if err == nil {
		err = json.Unmarshal(whole["request"], &request)
	}
	if err == nil {
		err = json.Unmarshal(request["graph"], &graph)
	}
	if err != nil {
		return spelled{}, fmt.Errorf("nn: identity: %w", err)
	}
	s := spelled{fields: map[string]string{}}
	for i, n := range graph.Nodes {
		layer := map[string]string{"kind": n.Op}
		for _, in := range n.In {
			layer["input from"] += fmt.Sprintf("%d back ", i-in)
		}
		if n.Frozen {
			layer["frozen"] = "true"
		}
		if n.Share != "" {
			layer["weights of node"] = n.Share
		}
		leaves(layer, "", n.Args)
		if f, there := layer["f.kind"]; there { // as people say it
			delete(layer, "f.kind")
			layer["activation"] = f
		}
		s.layers = append(s.layers, layer)
	}
	if first, there := request["after"]; there {
		s.fields["continues"] = chain(first)
		delete(request, "after")
	}
	delete(whole, "request")
	delete(request, "graph")
	whole["data.content"] = whole["data"] // beside "data.source", which the request has
	delete(whole, "data")
	for _, part := range []map[string]json.RawMessage{whole, request} {
		for name, value := range part {
			leaves(s.fields, name, value)
		}
	}
	if kind, there := s.fields["loss.kind"]; there { // one with numbers
		delete(s.fields, "loss.kind")
		s.fields["loss"] = kind
	}
	return s, nil
}

// chain says what of a training that is continued may differ from the one that
// continues it: "2 epochs with kind sgd, learning_rate 0.1".
func chain(raw json.RawMessage) string {
	var first struct {
		Epochs    int             `json:"epochs"`
		Steps     int             `json:"steps"`
		Optimizer json.RawMessage `json:"optimizer"`
		After     json.RawMessage `json:"after"`
	}
	if json.Unmarshal(raw, &first) != nil {
		return string(raw)
	}
	text := fmt.Sprintf("%d epochs with ", first.Epochs)
	if first.Steps > 0 {
		text = fmt.Sprintf("%d steps with ", first.Steps)
	}
	options := map[string]string{}
	leaves(options, "", first.Optimizer)
	for i, name := range names(options, nil) {
		if i > 0 {
			text += ", "
		}
		text += name + " " + options[name]
	}
	if first.After != nil {
		text += " after " + chain(first.After)
	}
	return text
}

// leaves writes a value's leaves by their dotted paths.
func leaves(to map[string]string, path string, raw json.RawMessage) {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) == nil && object != nil {
		for name, value := range object {
			if path != "" {
				name = path + "." + name
			}
			leaves(to, name, value)
		}
		return
	}
	text := string(raw)
	var s string
	if json.Unmarshal(raw, &s) == nil {
		text = s
	}
	to[path] = text
}

// compare lists what sets an asked training apart from a stored one: first the
// model, then the other fields by name.
func compare(stored, asked spelled) []dsl.Difference {
	out := compareLayers(stored.layers, asked.layers)
	for _, name := range names(stored.fields, asked.fields) {
		if old, now := stored.fields[name], asked.fields[name]; old != now {
			out = append(out, dsl.Difference{Field: name, Stored: old, Asked: now})
		}
	}
	return out
}

// names are the keys of both, sorted.
func names(a, b map[string]string) []string {
	var list []string
	for name := range a {
		list = append(list, name)
	}
	for name := range b {
		if _, both := a[name]; !both {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	return list
}

// compareLayers compares models: layer by layer where they have as many, and
// saying each kind of change once; else by the layers between what is equal at
// both ends.
func compareLayers(stored, asked []map[string]string) []dsl.Difference {
	if len(stored) != len(asked) {
		first := 0
		for first < min(len(stored), len(asked)) && equal(stored[first], asked[first]) {
			first++
		}
		last := 0
		for last < min(len(stored), len(asked))-first && equal(stored[len(stored)-1-last], asked[len(asked)-1-last]) {
			last++
		}
		return []dsl.Difference{{Field: fmt.Sprintf("model, from layer %d", first),
			Stored: titles(stored[first : len(stored)-last]), Asked: titles(asked[first : len(asked)-last])}}
	}
	var out []dsl.Difference
	where := map[dsl.Difference][]int{}
	for i := range stored {
		for _, name := range names(stored[i], asked[i]) {
			d := dsl.Difference{Field: name, Stored: stored[i][name], Asked: asked[i][name]}
			if d.Stored == d.Asked {
				continue
			}
			if where[d] == nil {
				out = append(out, d)
			}
			where[d] = append(where[d], i)
		}
	}
	for k, d := range out {
		out[k].Field = d.Field + " of " + numbered(where[d])
	}
	return out
}

func equal(a, b map[string]string) bool {
	return !slices.ContainsFunc(names(a, b), func(name string) bool { return a[name] != b[name] })
}

// numbered names layers: "layer 3", "layers 2, 4", "20 layers".
func numbered(list []int) string {
	switch n := len(list); {
	case n == 1:
		return fmt.Sprintf("layer %d", list[0])
	case n <= 4:
		return "layers " + strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]")
	default:
		return fmt.Sprintf("%d layers", n)
	}
}

// titles names layers by their kinds and sizes: "dense 8, tanh".
func titles(layers []map[string]string) string {
	if len(layers) == 0 {
		return ""
	}
	if len(layers) > 6 {
		return fmt.Sprintf("%d layers", len(layers))
	}
	var list []string
	for _, l := range layers {
		title := l["kind"]
		if f := l["activation"]; f != "" {
			title = f
		}
		if units := l["units"]; units != "" {
			title += " " + units
		}
		list = append(list, title)
	}
	return strings.Join(list, ", ")
}
