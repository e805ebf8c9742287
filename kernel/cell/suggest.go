package cell

import (
	"sort"
	"strings"
)

// nearest gives the candidate that a misspelt name most likely means, or "".
func nearest(name string, candidates []string) string {
	limit := 1 + len(name)/4
	best, bestDistance := "", limit+1
	sort.Strings(candidates)
	for _, c := range candidates {
		if c == name || c == "_" || c == "" {
			continue
		}
		d := distance(strings.ToLower(name), strings.ToLower(c))
		if d < bestDistance && d < len(c) && d < len(name) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the insertions, removals, replacements and swaps of
// neighbours that make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := []int(nil), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, make([]int, len(t)+1)
	}
	return last[len(t)]
}
