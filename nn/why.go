package nn

import (
	"context"
	"encoding/json"
	"sort"

	"github.com/seed-380714d4/fathom/dsl"
)

// why answers whether a training is known, and if not, what sets it apart from
// the stored run that is most like it. It trains nothing.
func (r *runner) why(ctx context.Context, req dsl.TrainRequest) (*dsl.WhyReply, error) {
	o, err := r.order(req)
	if err != nil {
		return nil, err
	}
	reply := &dsl.WhyReply{Key: o.key}
	run, err := r.runs.Get(ctx, o.key)
	if err != nil {
		return nil, err
	}
	if run != nil {
		reply.Known, reply.Made, reply.Unmeasured = true, run.Made, r.unmeasured(o.key, req.Probes)
		return reply, nil
	}
	if c := r.runs.Checkpoint(o.key); c != nil {
		var s standing
		if json.Unmarshal([]byte(c.Texts["standing"]), &s) == nil {
			reply.Step, reply.Steps = s.Made, s.Steps
		}
	}
	all, err := r.runs.Identities()
	if err != nil {
		return nil, err
	}
	key, differences, err := nearest([]byte(o.identity), all)
	if err != nil || key == "" {
		return reply, err
	}
	reply.Nearest, reply.Differences = key, differences
	if run, err := r.runs.Get(ctx, key); err == nil && run != nil {
		reply.NearestLabel = run.Label
	}
	return reply, nil
}

// nearest finds the document that differs least from doc, and in what; "" when
// there is none.
func nearest(doc []byte, all map[string][]byte) (key string, differences []dsl.Difference, err error) {
	asked, err := readIdentity(doc)
	if err != nil {
		return "", nil, err
	}
	keys := make([]string, 0, len(all))
	for k := range all {
		keys = append(keys, k)
	}
	sort.Strings(keys) // so that equals are chosen among in the same way
	for _, k := range keys {
		stored, err := readIdentity(all[k])
		if err != nil {
			continue // another version's; it cannot be compared
		}
		if d := compare(stored, asked); key == "" || len(d) < len(differences) {
			key, differences = k, d
		}
	}
	return key, differences, nil
}
