package dsl

import "math"

// Histogram is how many of a layer's values lie in which bin.
//
// Counts, Under, Over, Zeros and NotFinite add up to N: values that are
// exactly 0 have a count of their own and are in no bin, since a ReLU makes so
// many of them that nothing else would be seen.
//
// Bins: edges are multiples of Width, a power of two, so that the bins of
// different layers and steps can be added up without splitting any. They span
// all values, or where outliers would more than double that, the middle
// 99.9 %. With Log they are bins of |v|: quarters of each doubling, from 2^k to
// 1¼·2^k to 1½·2^k to 1¾·2^k, over all but the smallest 0.05 %. A bin holds its
// lower edge; the last one both.
type Histogram struct {
	N         int   `json:"n"`
	Log       bool  `json:"log,omitempty"`
	From      int   `json:"from"`  // the first edge: From·Width, or with Log the From-th edge after 1
	Width     Float `json:"width"` // 0 with Log
	Counts    []int `json:"counts"`
	Under     int   `json:"under,omitempty"` // below the first edge
	Over      int   `json:"over,omitempty"`  // above the last one
	Zeros     int   `json:"zeros,omitempty"`
	NotFinite int   `json:"not_finite,omitempty"` // NaN and infinities

	// Of all finite values, zeros included.
	Min  Float `json:"min"`
	Max  Float `json:"max"`
	Mean Float `json:"mean"`
	Std  Float `json:"std"`
}

// Edges are the ends of the bins: one more than there are bins.
func (h Histogram) Edges() []float64 {
	out := make([]float64, len(h.Counts)+1)
	for i := range out {
		out[i] = h.edge(h.From + i)
	}
	return out
}

func (h Histogram) edge(k int) float64 {
	if !h.Log {
		return float64(k) * float64(h.Width)
	}
	quarter := k & 3
	return math.Ldexp(1+float64(quarter)/4, (k-quarter)/4)
}

// Density is each bin's share of all N values, over its width: the area under
// it is the share of values that lie in bins. With Log, widths are counted in
// decades, log10 of the ratio of the edges.
func (h Histogram) Density() []float64 {
	edges := h.Edges()
	out := make([]float64, len(h.Counts))
	for i, c := range h.Counts {
		width := edges[i+1] - edges[i]
		if h.Log {
			width = math.Log10(edges[i+1] / edges[i])
		}
		out[i] = float64(c) / float64(h.N) / width
	}
	return out
}
