package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// RunInfo is a finished run as lists show it.
type RunInfo struct {
	Key       string    `json:"key"`
	Label     string    `json:"label"`
	Made      time.Time `json:"made"`
	Used      time.Time `json:"used"`
	Bytes     int64     `json:"bytes"`
	Pinned    bool      `json:"pinned"`
	Model     string    `json:"model"`
	Data      string    `json:"data"`
	Loss      string    `json:"loss"`
	Optimizer string    `json:"optimizer"`
	BatchSize int       `json:"batch_size"`
	Seed      int64     `json:"seed"`
	Precision string    `json:"precision"`
	Continues bool      `json:"continues"` // another run
	Steps     int       `json:"steps"`
	Seconds   float64   `json:"seconds"`
	Backend   string    `json:"backend"`
	TrainLoss dsl.Float `json:"train_loss"` // of the last step's batch

	Validation dsl.Evaluation `json:"validation"`
	Test       dsl.Evaluation `json:"test"`
}

// RunsRequest is what op "runs" takes. Keys may be beginnings of keys.
type RunsRequest struct {
	// Do is "list", "show" or "compare" (Keys), "pin" or "unpin" (Keys), or
	// "clean" (Keys, or what is older or more than the store is to take, or
	// neither: what was set aside, and checkpoints that a day has gone by).
	Do           string   `json:"do"`
	Keys         []string `json:"keys,omitempty"`
	OlderSeconds float64  `json:"older_seconds,omitempty"`
	Bytes        int64    `json:"bytes,omitempty"`
	DryRun       bool     `json:"dry_run,omitempty"`
}

// RunsReply is what op "runs" answers.
type RunsReply struct {
	Dir         string           `json:"dir"`
	Bytes       int64            `json:"bytes"` // that the store takes
	Limit       int64            `json:"limit"` // that it may take; 0 for no limit
	Runs        []RunInfo        `json:"runs,omitempty"`
	Items       []StoredItem     `json:"items,omitempty"`       // list: what is no run; clean: what goes
	Differences []dsl.Difference `json:"differences,omitempty"` // compare
	Shown       *RunShown        `json:"shown,omitempty"`       // show
}

// StoredItem is something in the store.
type StoredItem struct {
	Kind  string    `json:"kind"` // "run", "checkpoint", "answer", "damaged"
	Key   string    `json:"key"`
	Bytes int64     `json:"bytes"`
	Used  time.Time `json:"used"`
}

// RunShown is all that is kept of a run, but its weights.
type RunShown struct {
	Identity json.RawMessage   `json:"identity"`
	Versions map[string]string `json:"versions"`
	Reply    dsl.TrainReply    `json:"reply"`
}

// catalogued is Runs on disk.
type catalogued interface{ disk() *store.Store }

func (k *kept) disk() *store.Store { return k.store }

func (l lazy) disk() *store.Store {
	if c, ok := l().(catalogued); ok {
		return c.disk()
	}
	return nil
}

// catalogue answers about the store. It needs no backend.
func catalogue(_ context.Context, runs Runs, req RunsRequest) (*RunsReply, error) {
	c, ok := runs.(catalogued)
	if !ok || c.disk() == nil {
		return nil, &dsl.Error{Where: "runs", What: "nothing is kept on disk", Want: store.Env + " unset, or set to a directory",
			Got: "a store that keeps nothing"}
	}
	s := c.disk()
	items, err := s.Items()
	if err != nil {
		return nil, err
	}
	reply := &RunsReply{Dir: s.Dir(), Limit: s.Limit()}
	for _, i := range items {
		reply.Bytes += i.Bytes
	}
	keys := make([]string, len(req.Keys))
	for i, prefix := range req.Keys {
		if keys[i], err = s.Find(prefix); err != nil {
			return nil, err
		}
	}
	switch req.Do {
	case "list":
		return reply, reply.list(s, items)
	case "show":
		return reply, reply.show(s, items, keys)
	case "compare":
		return reply, reply.compare(s, items, keys)
	case "pin", "unpin":
		return reply, reply.pin(s, keys, req.Do == "pin")
	case "clean":
		return reply, reply.clean(s, items, keys, req)
	}
	return nil, &dsl.Error{Where: "runs", What: "do", Want: "list, show, compare, pin, unpin or clean", Got: fmt.Sprintf("%q", req.Do)}
}

func (r *RunsReply) list(s *store.Store, items []store.Item) error {
	for _, i := range items {
		if i.Kind != store.KindRun {
			r.Items = append(r.Items, stored(i))
			continue
		}
		if info, err := runInfo(s, i); err == nil {
			r.Runs = append(r.Runs, info)
		}
	}
	sort.SliceStable(r.Runs, func(i, j int) bool { return r.Runs[i].Made.After(r.Runs[j].Made) })
	return nil
}

func stored(i store.Item) StoredItem { return StoredItem{string(i.Kind), i.Key, i.Bytes, i.Used} }

// some are those of the items that are runs with these keys, in their order.
func some(items []store.Item, keys []string) (out []store.Item) {
	for _, key := range keys {
		for _, i := range items {
			if i.Kind == store.KindRun && i.Key == key {
				out = append(out, i)
			}
		}
	}
	return out
}

func (r *RunsReply) show(s *store.Store, items []store.Item, keys []string) error {
	if len(keys) != 1 {
		return &dsl.Error{Where: "runs", What: "show", Want: "one key", Got: fmt.Sprint(len(keys))}
	}
	run, err := s.Get(keys[0])
	if err != nil {
		return err
	}
	f, err := finished(run)
	if err != nil {
		return err
	}
	r.Shown = &RunShown{Identity: f.Identity, Versions: run.Versions, Reply: f.Reply}
	return r.list(s, some(items, keys))
}

func (r *RunsReply) compare(s *store.Store, items []store.Item, keys []string) error {
	if len(keys) != 2 {
		return &dsl.Error{Where: "runs", What: "compare", Want: "two keys", Got: fmt.Sprint(len(keys))}
	}
	var taken [2]spelled
	for i, key := range keys {
		doc, err := s.Request(key)
		if err == nil {
			taken[i], err = readIdentity(doc)
		}
		if err != nil {
			return err
		}
	}
	r.Differences = compare(taken[0], taken[1])
	for _, i := range some(items, keys) {
		info, err := runInfo(s, i)
		if err != nil {
			return err
		}
		r.Runs = append(r.Runs, info)
	}
	return nil
}

func (r *RunsReply) pin(s *store.Store, keys []string, pin bool) error {
	if len(keys) == 0 {
		return &dsl.Error{Where: "runs", What: "pin", Want: "keys", Got: "none", Mend: "fathom runs lists them"}
	}
	for _, key := range keys {
		change := s.Unpin
		if pin {
			change = s.Pin
		}
		if err := change(key); err != nil {
			return err
		}
	}
	items, err := s.Items()
	if err != nil {
		return err
	}
	return r.list(s, some(items, keys))
}

func (r *RunsReply) clean(s *store.Store, items []store.Item, keys []string, req RunsRequest) error {
	var chosen []store.Item
	switch now := time.Now(); {
	case len(keys) > 0:
		for _, i := range some(items, keys) {
			if i.Pinned {
				return &dsl.Error{Where: "runs", What: "clean", Got: fmt.Sprintf("%.12s, which is pinned", i.Key), Mend: "unpin it first"}
			}
			chosen = append(chosen, i)
		}
	case req.OlderSeconds > 0:
		age := time.Duration(req.OlderSeconds * float64(time.Second))
		for _, i := range items {
			if !i.Pinned && now.Sub(i.Used) > age {
				chosen = append(chosen, i)
			}
		}
	case req.Bytes > 0:
		chosen = store.Surplus(items, r.Bytes-req.Bytes, now)
	default:
		for _, i := range items {
			if i.Kind == store.KindDamaged || i.Kind == store.KindCheckpoint && now.Sub(i.Used) > 24*time.Hour {
				chosen = append(chosen, i)
			}
		}
	}
	if !req.DryRun {
		chosen = s.Remove(chosen)
	}
	for _, i := range chosen {
		r.Items = append(r.Items, stored(i))
	}
	return nil
}

// runInfo reads what lists show.
func runInfo(s *store.Store, i store.Item) (RunInfo, error) {
	run, err := s.Peek(i.Key)
	if err != nil {
		return RunInfo{}, err
	}
	f, err := finished(run)
	if err != nil {
		return RunInfo{}, err
	}
	var asked struct {
		Request dsl.TrainRequest `json:"request"`
	}
	if err := json.Unmarshal(f.Identity, &asked); err != nil {
		asked.Request = dsl.TrainRequest{} // another version's: the rest can be shown
	}
	q := asked.Request
	info := RunInfo{
		Key: i.Key, Label: f.Label, Made: f.Made, Used: i.Used, Bytes: i.Bytes, Pinned: i.Pinned,
		Model: glance(q.Graph), Data: dataGlance(q.Data), Loss: q.Loss.String(), Optimizer: q.Optimizer.String(), BatchSize: q.BatchSize,
		Seed: q.Seed, Precision: q.Precision, Continues: q.After != nil,
		Steps: f.Reply.Steps, Seconds: f.Reply.Seconds, Backend: f.Reply.Backend, Test: f.Reply.Test,
	}
	if n := len(f.Reply.Loss); n > 0 {
		info.TrainLoss = dsl.Float(f.Reply.Loss[n-1])
	}
	if n := len(f.Reply.Validation); n > 0 {
		info.Validation = f.Reply.Validation[n-1]
	}
	return info, nil
}
