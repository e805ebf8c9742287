package show_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/show"
)

func ExampleTable() {
	t := show.Table{
		Caption: "Steps",
		Head:    []string{"network", "ms"},
		Rows:    [][]string{{"wide", "9.1"}, {"größer", "12.25"}},
		Foot:    []string{"together", "21.35"},
		Right:   []bool{false, true},
	}
	fmt.Println(t)
	// Output:
	// Steps
	// network      ms
	// wide        9.1
	// größer    12.25
	// together  21.35
}

// Outside a notebook a value is printed, and of what changes only the end.
func ExampleValue() {
	show.Value([]int{1, 2})
	bar := show.NewLive()
	bar.Set(show.Text("half"))
	bar.Close(show.Text("done"))
	// Output:
	// [1 2]
	// done
}

func TestTableHTMLEscapes(t *testing.T) {
	h := show.Table{Caption: "a<b", Head: []string{"<i>"}, Rows: [][]string{{"x & y"}}}.HTML()
	for _, want := range []string{"a&lt;b", "&lt;i&gt;", "x &amp; y"} {
		if !strings.Contains(h, want) {
			t.Errorf("want %s in %s", want, h)
		}
	}
}

// notebook is a Screen that remembers.
type notebook struct{ shown []string }

func (n *notebook) Show(b show.Bundle) { n.shown = append(n.shown, b.Data["text/plain"].(string)) }
func (n *notebook) Live() show.Live    { return nil }

type picky struct{ err error }

func (p picky) Display() error {
	if p.err == nil {
		show.Show(show.Text("picky"))
	}
	return p.err
}

func TestValueAsksTheValue(t *testing.T) {
	n := &notebook{}
	show.To(n)
	defer show.To(nil)
	no := errors.New("no")
	if err := show.Value(picky{}); err != nil {
		t.Error(err)
	}
	if err := show.Value(picky{no}); err != no {
		t.Errorf("want the value's error, got %v", err)
	}
	if err := show.Value(3); err != nil {
		t.Error(err)
	}
	if got := strings.Join(n.shown, ","); got != "picky,3" {
		t.Errorf("want picky,3; got %s", got)
	}
}
