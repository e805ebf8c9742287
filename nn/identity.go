package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// Arithmetic is the version of what this package computes. It goes up by one
// when the same request gives other bits than before: another formula, another
// order of operations, another random stream. A new kind of layer is no such
// change, nor is another arithmetic of one kind: that is in revisions. A test compares the digests of canonical runs, and fails when they
// change and this number did not.
const Arithmetic = 1

// identity is the document whose hash names a training: all that decides its
// bits, and nothing else. Names, labels and source positions are not in it.
type identity struct {
	Request     json.RawMessage `json:"request"`
	Data        string          `json:"data"` // the content's hash; the request has how it is prepared
	Dispatch    string          `json:"dispatch"`
	Arithmetic  int             `json:"arithmetic"`
	Revised     map[string]int  `json:"revised,omitempty"`
	Environment environment     `json:"environment"`
}

// revisions count how often the arithmetic of a kind of layer changed. Only the
// runs that use the kind are named by it.
var revisions = map[string]int{
	"conv":       1, // gradients by the input of windows with an even extent
	"elu":        1, // the derivative at 0
	"selu":       1,
	"layer-norm": 1, // a mean that is right where it is far from 0
	"group-norm": 1,
}

// revised are the revisions of the kinds that a graph uses.
func revised(g dsl.Graph) map[string]int {
	var used map[string]int
	for _, n := range g.Nodes {
		kind := n.Op.Kind()
		if a, ok := n.Op.(dsl.ActivationOp); ok {
			kind = a.F.Kind
		}
		if v := revisions[kind]; v > 0 {
			if used == nil {
				used = map[string]int{}
			}
			used[kind] = v
		}
	}
	return used
}

// identify gives a training's key and the document that it is the hash of.
func (r *runner) identify(req dsl.TrainRequest, set *data.Set) (key string, document []byte, err error) {
	env, err := r.engine.environment()
	if err != nil {
		return "", nil, err
	}
	return identify(req, set.Hash, env)
}

func identify(req dsl.TrainRequest, dataHash string, env environment) (key string, document []byte, err error) {
	request, err := canonical(req)
	if err != nil {
		return "", nil, err
	}
	doc := identity{Request: request, Data: dataHash, Dispatch: dispatch, Arithmetic: Arithmetic, Revised: revised(req.Graph), Environment: env}
	document, err = json.Marshal(doc)
	if err != nil {
		return "", nil, fmt.Errorf("nn: identity: %w", err)
	}
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:]), document, nil
}

// canonical is the request's canonical form with one way to say each thing:
// data that came along are named by their hash alone, the default precision by
// its name, and a number of steps makes the epochs idle.
func canonical(req dsl.TrainRequest) ([]byte, error) {
	form, err := plain(req).Canonical()
	if err != nil {
		return nil, fmt.Errorf("nn: identity: %w", err)
	}
	return form, nil
}

func plain(req dsl.TrainRequest) dsl.TrainRequest {
	req.Data = req.Data.Described()
	if req.Precision == "" {
		req.Precision = string(dsl.Float32)
	}
	if req.Steps > 0 {
		req.Epochs = 0
	}
	if req.After != nil {
		first := plain(*req.After)
		req.After = &first
	}
	return req
}
