// Package store keeps finished runs on disk, so that what has been computed
// once is never computed again: not by the next cell, not by another program
// at the same moment, not by tomorrow's kernel.
//
// A run lies under the key that names everything that decides its bits (a
// hexadecimal SHA-256, which package nn computes; the store only takes it):
//
//	DIR/ab/abcdef…/run.json             what was asked, what came of it, versions, sizes
//	DIR/ab/abcdef…/weights.safetensors  the final weights
//	DIR/ab/abcdef…/SHA256SUMS           checksums of both, as sha256sum -c reads them
//	DIR/damaged/                        entries whose checksums did not fit
//	DIR/locks/                          one file a key while somebody computes it
//	DIR/tmp/                            entries that are being written
//
// Nothing in it needs Fathom to be read. An entry appears by a rename, whole
// and synced, or not at all; it is never altered afterwards, only removed or,
// when its checksums stop fitting, set aside.
//
// Whoever wants a run looks (Get), waits for whoever computes the same (Lock),
// looks again, computes, and keeps it (Put). A store that cannot be written to
// costs the keeping, never the result.
//
// The store knows neither GoMLX nor dsl: a run's request and reply are JSON
// that its caller understands, its weights are a safetensors file.
package store
