package doctor

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/kernel/setup"
)

// finishedRuns says where finished trainings are kept, and how many there are.
// It knows of the store only what its documentation promises to everybody: that
// a run is a directory with a run.json, below one named by two digits.
func finishedRuns() (string, error) {
	dir := os.Getenv("FATHOM_STORE")
	if dir == "off" {
		return "switched off by FATHOM_STORE=off: trainings are kept in memory alone", nil
	}
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", &setup.Trouble{What: err.Error(), Mend: "set HOME, or FATHOM_STORE to a directory"}
		}
		dir = filepath.Join(cache, "fathom", "runs")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return dir + " (made by the first training)", nil
	}
	// A file that can be made and removed is the only sure sign.
	probe, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return "", &setup.Trouble{What: err.Error() + "; finished trainings are not kept",
			Mend: "make " + dir + " writable, or set FATHOM_STORE to another directory"}
	}
	probe.Close()
	os.Remove(probe.Name())
	runs, err := filepath.Glob(filepath.Join(dir, "??", "*", "run.json"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d finished trainings in %s", len(runs), dir), nil
}
