package main

import (
	"context"
	"encoding/json"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// notice is what users should know of the backend before it works for them:
// that XLA is not there, and how much slower it goes without.
func notice(ctx context.Context, op string) string {
	if op != "train" && op != "inspect" {
		return ""
	}
	reply, err := session.Local(ctx, "info", nil, nil)
	var info dsl.Info
	if err != nil || json.Unmarshal(reply, &info) != nil {
		return "" // the request itself will say what is wrong
	}
	return info.Note
}
