// Package runs is the sub-command that shows and tends the store of finished
// trainings.
//
// It knows neither the store nor a training: an engine, started for the moment
// and ended with the command, answers op "runs", and what is here makes tables
// of that. So there is one place that knows what lies on the disk.
package runs
