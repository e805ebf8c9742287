package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/seed-380714d4/fathom/dsl"
)

// same names trainings by all that they ask for but their label: the server
// does those that are asked for at the same time once.
func same(op string, body []byte) string {
	if op != "train" {
		return ""
	}
	var req dsl.TrainRequest
	if err := json.Unmarshal(body, &req); err != nil {
		return "" // nn says what is wrong with it
	}
	form, err := req.Canonical()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:])
}
