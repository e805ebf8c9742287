package dsl

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// TopK is the share of examples whose right class is among the k with the
// largest outputs; TopK(1) is the accuracy. NaN without classes, or for a k
// that is not 1 to their number.
func (e Evaluated) TopK(k int) float64 {
	if e.err != nil || k < 1 || k > len(e.reply.Ranks) {
		return math.NaN()
	}
	among, all := 0, 0
	for rank, n := range e.reply.Ranks {
		if all += n; rank < k {
			among += n
		}
	}
	return float64(among) / float64(all)
}

// Confusion is how often each class was taken for each other.
//
// Errors: those of the evaluation; data without classes.
func (e Evaluated) Confusion() Confusion {
	c := Confusion{counts: e.reply.Confusion, names: e.reply.Classes, title: fmt.Sprintf("%s examples of %s", e.split, e.name), err: e.err}
	if c.err == nil && c.counts == nil {
		c.err = here(Error{Where: "Confusion", What: "data", Want: "data with classes", Got: e.name + ", which has target values"})
	}
	return c
}

// Confusion is a confusion matrix: how often examples of one class were taken
// for another, with the error inside if it could not be made.
type Confusion struct {
	counts [][]int
	names  []string
	title  string
	err    error
}

// ConfusionOf is the confusion matrix of counts that were made elsewhere:
// counts[i][j] is how often class i was taken for class j.
//
// Errors: counts that are no square.
func ConfusionOf(counts [][]int, names ...string) Confusion {
	c := Confusion{counts: counts, names: names}
	for i, row := range counts {
		if len(row) != len(counts) {
			c.err = here(Error{Where: "ConfusionOf", What: fmt.Sprintf("row %d", i), Want: fmt.Sprintf("%d counts, one for each class", len(counts)), Got: fmt.Sprint(len(row))})
			return c
		}
	}
	if len(counts) == 0 {
		c.err = here(Error{Where: "ConfusionOf", What: "counts", Want: "a row for each class", Got: "none"})
	}
	return c
}

// Err is why there is none, or nil.
func (c Confusion) Err() error { return c.err }

// Counts are how often class i was taken for class j, as counts[i][j].
func (c Confusion) Counts() [][]int { return c.counts }

// Name is what class i is called, or its number.
func (c Confusion) Name(i int) string { return className(c.names, i) }

// Title names the examples that were counted.
func (c Confusion) Title() string { return c.title }

// Recall is the share of class i's examples that were taken for it; NaN
// without examples.
func (c Confusion) Recall(i int) float64 {
	all := 0
	for _, n := range c.counts[i] {
		all += n
	}
	return float64(c.counts[i][i]) / float64(all)
}

// Precision is the share of what was taken for class i that was of it; NaN
// where nothing was.
func (c Confusion) Precision(i int) float64 {
	all := 0
	for _, row := range c.counts {
		all += row[i]
	}
	return float64(c.counts[i][i]) / float64(all)
}

// Display shows, class by class, how many examples there are, recall,
// precision, and what the class is most often taken for.
func (c Confusion) Display() error {
	if c.err != nil {
		return c.err
	}
	return c.table().Display()
}

func (c Confusion) table() show.Table {
	t := show.Table{Caption: c.title, Head: []string{"class", "examples", "recall", "precision", "most often taken for"}, Right: []bool{false, true, true, true, false}}
	for i, row := range c.counts {
		all, worst := 0, -1
		for j, n := range row {
			all += n
			if j != i && n > 0 && (worst < 0 || n > row[worst]) {
				worst = j
			}
		}
		mistaken := ""
		if worst >= 0 {
			mistaken = fmt.Sprintf("%s (%s)", c.Name(worst), thousands(row[worst]))
		}
		t.Rows = append(t.Rows, []string{c.Name(i), thousands(all), percent(c.Recall(i)), percent(c.Precision(i)), mistaken})
	}
	return t
}

// percent is a share in percent; "" for none.
func percent(share float64) string {
	if math.IsNaN(share) {
		return ""
	}
	return fmt.Sprintf("%.2f %%", 100*share)
}
