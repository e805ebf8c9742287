// Package store keeps finished runs on disk, so that what has been computed
// once is never computed again: not by the next cell, not by another program
// at the same moment, not by tomorrow's kernel.
//
// A run lies under the key that names everything that decides its bits (a
// hexadecimal SHA-256, which package nn computes; the store only takes it):
//
//	DIR/ab/abcdef…/run.json               what was asked, what came of it, versions, sizes
//	DIR/ab/abcdef…/weights.safetensors    the final weights
//	DIR/ab/abcdef…/optimizer.safetensors  what a continuation starts with besides
//	DIR/ab/abcdef…/SHA256SUMS             checksums of these, as sha256sum -c reads them
//	DIR/checkpoints/abcdef….safetensors   where an unfinished training stands
//	DIR/answers/ab/abcdef….json           a small result of something else, with its checksum
//	DIR/content/ab/abcdef…                bytes that a program sent once, by their own SHA-256
//	DIR/pinned/abcdef…                    says that this run is to stay
//	DIR/damaged/                          what did not fit its checksum
//	DIR/locks/                            one file a key while somebody computes it: how far it is
//	DIR/tmp/                              what is being written
//
// Nothing in it needs Fathom to be read. An entry appears by a rename, whole
// and synced, or not at all; it is never altered afterwards, only removed or,
// when its checksums stop fitting, set aside.
//
// Whoever wants a run looks (Get), waits for whoever computes the same (Lock),
// looks again, computes, and keeps it (Put). Who waits watches: the holder of a
// lock tells how far it is (Lock.Tell). A store that cannot be written to costs
// the keeping, never the result.
//
// A store is bounded. What has not been used for longest goes first: a reading
// sets an entry's time, once a minute. What is pinned stays, and what somebody
// is computing.
//
// The store knows neither GoMLX nor dsl: a run's request and reply are JSON
// that its caller understands, its weights are a safetensors file.
package store
