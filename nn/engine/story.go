package main

import (
	"encoding/json"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/engine/server"
)

// story gathers how a training went: who begins to watch it sees its curves
// from their beginning.
func story(op string) server.Story {
	if op != "train" {
		return nil
	}
	return &trainingStory{}
}

type trainingStory struct{ course dsl.Course }

func (s *trainingStory) Add(news []byte) {
	var p dsl.Progress
	if json.Unmarshal(news, &p) == nil {
		s.course.Add(p)
	}
}

func (s *trainingStory) Whole() []byte {
	news, err := json.Marshal(s.course.Whole())
	if err != nil { // no field of it can fail
		panic(err)
	}
	return news
}
