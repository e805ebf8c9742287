package stream_test

import (
	"bytes"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// Text and frames go through one stream, and come out in the order in which
// they went in.
func ExampleReader() {
	var s bytes.Buffer
	fmt.Fprintln(&s, "before")
	frame, err := stream.Encode("mark", stream.Display, stream.Data{MIME: map[string]any{"text/plain": "figure"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Write(frame)
	fmt.Fprintln(&s, "after")

	for r := stream.NewReader(&s, "mark"); ; {
		e, err := r.Next()
		if err != nil {
			break
		}
		if e.Kind == "" {
			fmt.Printf("text %q\n", e.Text)
		} else {
			fmt.Printf("%s %s\n", e.Kind, e.Payload)
		}
	}
	// Output:
	// text "before\n"
	// display {"data":{"text/plain":"figure"}}
	// text "after\n"
}
