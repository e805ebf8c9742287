package nn

import (
	"context"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// Finished is a training that ended: what is worth keeping of it.
type Finished struct {
	// Key is the identity of the training, 64 hexadecimal digits.
	Key string
	// Identity is the canonical JSON document whose SHA-256 is Key.
	Identity []byte
	// Label is what whoever asked first called it; no part of the identity.
	Label string
	// Made is when the training ended; the zero time where that is not known.
	Made time.Time
	// Reply is what the training answers, with Cached false.
	Reply dsl.TrainReply
	// Weights are the final weights as safetensors.
	Weights []byte
	// Optimizer is the optimiser's state at the end, as safetensors: what a
	// continuation starts with. Get leaves it out; Runs.Optimizer reads it.
	Optimizer []byte
	// Probes is what was measured on the way, if somebody asked; Get leaves it
	// out, and it is kept as answers of its own.
	Probes []dsl.ProbeSeries
}

// Claim is the right to train a key, which one alone has at a time.
type Claim struct {
	// Tell lets those who wait for the key see how far the training is.
	Tell func(dsl.Progress)
	// Release gives the right back. It may be called more than once.
	Release func()
}

// Runs keeps finished trainings, and what was computed beside them, by key.
// Package store does on disk, for many processes, what memory does here.
type Runs interface {
	// Get returns the run, or nil and no error when there is none.
	Get(ctx context.Context, key string) (*Finished, error)
	// Put keeps a run, and drops its checkpoint. A reader sees all of it or
	// nothing. Where keeping it fails, the run is good all the same: Put says
	// so in run.Reply.Note.
	Put(ctx context.Context, run *Finished) error
	// Optimizer returns the state that a finished run's optimiser ended with,
	// or nil when it is not there.
	Optimizer(ctx context.Context, key string) ([]byte, error)
	// Lock gives the caller alone the right to train key. While somebody else
	// has it, waiting, if not nil, is called with that one's progress as it
	// becomes known, first with the phase "waiting". After it the caller asks
	// Get again: the other may have finished.
	Lock(ctx context.Context, key string, waiting func(dsl.Progress)) (Claim, error)

	// Checkpoint returns the last checkpoint of an unfinished training, or nil.
	Checkpoint(key string) *store.Checkpoint
	// SaveCheckpoint replaces the checkpoint of a training. What it cannot
	// keep is lost with the process.
	SaveCheckpoint(key string, c store.Checkpoint) error
	// DropCheckpoint removes it, if there is one.
	DropCheckpoint(key string)

	// Answer returns what KeepAnswer kept, or nil.
	Answer(key string) []byte
	// KeepAnswer keeps the small result of something other than a training:
	// asked is the canonical document whose SHA-256 is key, answer its reply;
	// both are JSON.
	KeepAnswer(key string, asked, answer []byte)

	// Content returns the bytes with this SHA-256, if KeepContent had them, or
	// nil.
	Content(hash string) []byte
	// KeepContent keeps bytes under their SHA-256, which it returns.
	KeepContent(content []byte) (hash string)

	// Identities gives the identity documents of all finished runs by key.
	Identities() (map[string][]byte, error)
}
