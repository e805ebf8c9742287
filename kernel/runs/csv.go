package runs

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"
)

// listCSV writes a row for each run.
func listCSV(out io.Writer, runs []run) error {
	rows := [][]string{{"key", "name", "model", "data", "loss_function", "optimiser", "batch_size", "seed", "precision", "steps",
		"train_loss", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "seconds", "backend", "bytes", "trained", "pinned"}}
	for _, r := range runs {
		rows = append(rows, []string{r.Key, r.Label, r.Model, r.Data, r.Loss, r.Optimizer, strconv.Itoa(r.BatchSize), strconv.FormatInt(r.Seed, 10),
			r.Precision, strconv.Itoa(r.Steps), exact(r.TrainLoss), exact(r.Validation.Loss), exact(r.Validation.Accuracy),
			exact(r.Test.Loss), exact(r.Test.Accuracy), exact(number(r.Seconds)), r.Backend, strconv.FormatInt(r.Bytes, 10),
			r.Made.Format(time.RFC3339), strconv.FormatBool(r.Pinned)})
	}
	return write(out, rows)
}

// historyCSV writes a row for each step; what was not measured there is empty.
func historyCSV(out io.Writer, s *shown) error {
	if s == nil {
		return fmt.Errorf("runs: export: want a run from the engine, got none")
	}
	at := map[int]evaluation{}
	for _, e := range s.Reply.Validation {
		at[e.Step] = e
	}
	rows := [][]string{{"step", "loss", "accuracy", "validation_loss", "validation_accuracy"}}
	for i, loss := range s.Reply.Loss {
		row := []string{strconv.Itoa(i + 1), exact(loss), "", "", ""}
		if i < len(s.Reply.Accuracy) {
			row[2] = exact(s.Reply.Accuracy[i])
		}
		if e, ok := at[i+1]; ok {
			row[3], row[4] = exact(e.Loss), exact(e.Accuracy)
		}
		rows = append(rows, row)
	}
	return write(out, rows)
}

func write(out io.Writer, rows [][]string) error {
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		return fmt.Errorf("runs: export: %w", err)
	}
	return nil
}

// exact is a number that reads back as the same.
func exact(n number) string { return strconv.FormatFloat(float64(n), 'g', -1, 64) }
