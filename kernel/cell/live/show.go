package live

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// Line is the line of the cell that a generated call stands for.
type Line int

// Show shows the values of the cell's last expression. A value with a way of
// its own to be shown may find that it holds an error: the cell fails with it.
func (l Line) Show(values ...any) {
	if again != nil {
		return // the cell is being timed
	}
	var words []string
	say := func() {
		if len(words) > 0 {
			result(strings.Join(words, " "))
		}
		words = nil
	}
	for _, v := range values {
		d, ok := v.(show.Displayer)
		if !ok {
			words = append(words, plainly(v))
			continue
		}
		say()
		if err := d.Display(); err != nil {
			fail(err, int(l))
		}
	}
	say()
}

// plainly is %v, but of a func its type: where it lies tells nobody anything.
func plainly(v any) string {
	if t := reflect.TypeOf(v); t != nil && t.Kind() == reflect.Func {
		return strings.ReplaceAll(t.String(), "main.", "")
	}
	return fmt.Sprint(v)
}

// Quiet takes the results of a call that was made for what it does, and shows
// its error if there is one.
func (l Line) Quiet(values ...any) {
	if len(values) == 0 {
		return
	}
	if err, ok := values[len(values)-1].(error); ok && err != nil {
		l.Show(err)
	}
}

// result shows text as the value of the cell.
func result(text string) {
	b := show.Text(text)
	if hello.Mark == "" {
		show.Show(b)
		return
	}
	send(stream.Result, data(b, ""))
}
