package client

import (
	"context"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// Output is one output of a cell as a notebook stores it. An update to a
// display replaces what it updates, as in a notebook.
type Output struct {
	Kind string         // "stream", "display_data", "execute_result" or "error"
	Name string         // of a stream
	Text string         // of a stream, joined while nothing else came between
	Data map[string]any // of a display, by MIME type
	id   string
}

// Outcome is what became of a cell.
type Outcome struct {
	Status    string // "ok", "error" or "aborted"
	Count     int    // the number in In[ ]
	Name      string // of an error, its type
	Value     string // of an error, its line
	Traceback []string
	Outputs   []Output
	Took      time.Duration // from sending the cell to the kernel being idle again
	Order     []string      // the iopub messages' types, in order
}

// Run runs a cell and waits until the kernel is idle again.
func (k *Kernel) Run(ctx context.Context, code string) (Outcome, error) {
	return k.Follow(ctx, code, nil)
}

// Follow is Run which hands out each iopub message as it comes.
func (k *Kernel) Follow(ctx context.Context, code string, each func(wire.Message)) (Outcome, error) {
	m, err := k.wire.New("execute_request", map[string]any{"code": code, "silent": false, "store_history": true,
		"user_expressions": map[string]any{}, "allow_stdin": false, "stop_on_error": true})
	if err != nil {
		return Outcome{}, err
	}
	begin := time.Now()
	if err := k.wire.Shell.Send(m); err != nil {
		return Outcome{}, err
	}
	var o Outcome
	for idle, replied := false, false; !idle || !replied; {
		select {
		case r := <-k.shell:
			if r.ParentHeader().ID == m.Header.ID {
				replied = true
				err = o.reply(r)
			}
		case p := <-k.iopub:
			if p.ParentHeader().ID != m.Header.ID {
				continue
			}
			if each != nil {
				each(p)
			}
			idle, err = o.publish(p)
		case <-k.done:
			return o, fmt.Errorf("client: the kernel ended while a cell ran; it wrote:\n%s", k.Log())
		case <-ctx.Done():
			return o, fmt.Errorf("client: the cell did not end: %w; so far:\n%s", ctx.Err(), o)
		}
		if err != nil {
			return o, err
		}
	}
	o.Took = time.Since(begin)
	return o, nil
}

func (o *Outcome) reply(m wire.Message) error {
	var c struct {
		Status string `json:"status"`
		Count  int    `json:"execution_count"`
		EName  string `json:"ename"`
		EValue string `json:"evalue"`
	}
	if err := m.Decode(&c); err != nil {
		return err
	}
	o.Status, o.Count, o.Name, o.Value = c.Status, c.Count, c.EName, c.EValue
	return nil
}

// publish takes in an iopub message and tells whether it says idle.
func (o *Outcome) publish(m wire.Message) (idle bool, err error) {
	var c struct {
		State     string         `json:"execution_state"`
		Name      string         `json:"name"`
		Text      string         `json:"text"`
		Data      map[string]any `json:"data"`
		Transient struct {
			ID string `json:"display_id"`
		} `json:"transient"`
		Traceback []string `json:"traceback"`
	}
	if err := m.Decode(&c); err != nil {
		return false, err
	}
	o.Order = append(o.Order, m.Header.Type)
	switch kind := m.Header.Type; kind {
	case "status":
		return c.State == "idle", nil
	case "stream":
		if n := len(o.Outputs); n > 0 && o.Outputs[n-1].Kind == kind && o.Outputs[n-1].Name == c.Name {
			o.Outputs[n-1].Text += c.Text
			return false, nil
		}
		o.Outputs = append(o.Outputs, Output{Kind: kind, Name: c.Name, Text: c.Text})
	case "display_data", "execute_result":
		o.Outputs = append(o.Outputs, Output{Kind: kind, Data: c.Data, id: c.Transient.ID})
	case "update_display_data":
		for i := range o.Outputs {
			if o.Outputs[i].id == c.Transient.ID {
				o.Outputs[i].Data = c.Data
			}
		}
	case "error":
		o.Traceback = c.Traceback
		o.Outputs = append(o.Outputs, Output{Kind: kind, Text: strings.Join(c.Traceback, "\n")})
	}
	return false, nil
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// String is the outcome as a reader of the notebook sees it, in plain text:
// pictures by their alternative text.
func (o Outcome) String() string {
	var b strings.Builder
	for _, out := range o.Outputs {
		switch out.Kind {
		case "stream":
			fmt.Fprintf(&b, "[%s]\n%s", out.Name, endLine(out.Text))
		case "error":
			fmt.Fprintf(&b, "[error %s: %s]\n%s", o.Name, o.Value, endLine(ansi.ReplaceAllString(out.Text, "")))
		default:
			var types []string
			for t := range out.Data {
				types = append(types, t)
			}
			sort.Strings(types)
			text, _ := out.Data["text/plain"].(string)
			fmt.Fprintf(&b, "[%s %s]\n%s", out.Kind, strings.Join(types, " "), endLine(text))
		}
	}
	fmt.Fprintf(&b, "[%s]\n", o.Status)
	return b.String()
}

func endLine(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}
