package data

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// The SHA-256 of the archives is that which several independent programs check
// (GoMLX's examples, MLDatasets.jl, torchvision's port to Ruby).
var (
	cifar10Files = published{"cifar-10", "CIFAR-10",
		[]string{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"},
		[]download{{"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}}}
	cifar100Files = published{"cifar-100", "CIFAR-100",
		[]string{"train.bin", "test.bin"},
		[]download{{"https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz", "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"}}}
)

var cifar10Names = []string{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}

const (
	cifarPixels  = 32 * 32
	cifarHeldOut = 5_000
)

// cifar10 reads the binary version: of each image one byte for the class, then
// its red, its green and its blue, row by row.
func cifar10(spec dsl.DataSpec) (*Set, error) {
	return remembered("cifar-10 "+spec.Folder, func() (*Set, error) {
		files, err := cifar10Files.open(spec.Folder)
		if err != nil {
			return nil, err
		}
		return cifarSet(cifar10Files, files, 1, 10, cifar10Names, []float64{0.4914, 0.4822, 0.4465}, []float64{0.2470, 0.2435, 0.2616})
	})
}

// cifar100 has two bytes before an image: one of 20 groups, and the class.
func cifar100(spec dsl.DataSpec) (*Set, error) {
	return remembered("cifar-100 "+spec.Folder, func() (*Set, error) {
		files, err := cifar100Files.open(spec.Folder)
		if err != nil {
			return nil, err
		}
		return cifarSet(cifar100Files, files, 2, 100, nil, []float64{0.5071, 0.4865, 0.4409}, []float64{0.2673, 0.2564, 0.2762})
	})
}

func cifarSet(p published, files map[string][]byte, before, classes int, names []string, mean, std []float64) (*Set, error) {
	var all, test Split
	for i, name := range p.files {
		to := &all
		if i == len(p.files)-1 {
			to = &test
		}
		if err := readCIFAR(to, files[name], before, classes); err != nil {
			return nil, p.trouble(name, err.Error(), "remove it and get it again")
		}
	}
	n := all.N - cifarHeldOut
	if n < 1 {
		return nil, p.trouble("files", fmt.Sprintf("%d training images", all.N), "get them again")
	}
	return &Set{Shape: []int{32, 32, 3}, Classes: classes, Names: names, HeldOut: cifarHeldOut, Scaled: true, Mean: mean, Std: std, Hash: contentHash(all, test),
		Train: all.slice(0, n), Validation: all.slice(n, all.N), Test: test}, nil
}

func readCIFAR(to *Split, file []byte, before, classes int) error {
	record := before + 3*cifarPixels
	if len(file) == 0 || len(file)%record != 0 {
		return fmt.Errorf("%d bytes, which is no multiple of the %d of an image; the binary version is wanted", len(file), record)
	}
	for ; len(file) > 0; file = file[record:] {
		label := int(file[before-1])
		if label >= classes {
			return fmt.Errorf("class %d of %d", label, classes)
		}
		to.N++
		to.Labels = append(to.Labels, int32(label))
		for i := range cifarPixels { // planes → channels last
			to.Bytes = append(to.Bytes, file[before+i], file[before+cifarPixels+i], file[before+2*cifarPixels+i])
		}
	}
	return nil
}
