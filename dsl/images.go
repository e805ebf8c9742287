package dsl

import "path/filepath"

// FashionMNIST is MNIST with clothes in place of digits: 28×28×1 pixels, ten
// classes from T-shirt to ankle boot, and harder. The first 55,000 of its
// 60,000 training images train, the other 5,000 validate; 10,000 test. Pixels
// are standardised, (x/255 − 0.2860)/0.3530.
//
// The files are downloaded once, and checked by SHA-256, unless they are where
// From or FATHOM_DATA says.
// Errors, when it is used: no files and no network, with what to put where.
// Source: Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST: a novel image dataset
// for benchmarking machine learning algorithms".
func FashionMNIST() Data { return Data{spec: DataSpec{Source: "fashion-mnist"}} }

// CIFAR10 is a set of small photographs: 32×32×3 pixels, ten classes. The first
// 45,000 of its 50,000 training images train, the other 5,000 validate, as in
// He et al. 2015; 10,000 test. HoldOut(0) trains on all 50,000, as final runs of
// papers do. Each channel is standardised by its mean and standard deviation
// over the training images: 0.4914, 0.4822, 0.4465 and 0.2470, 0.2435, 0.2616.
//
// The binary version (162 MB) is downloaded once, and checked by SHA-256,
// unless it is where From or FATHOM_DATA says.
// Errors, when it is used: no files and no network, with what to put where.
// Source: Krizhevsky 2009, "Learning multiple layers of features from tiny
// images".
func CIFAR10() Data { return Data{spec: DataSpec{Source: "cifar-10"}} }

// CIFAR100 is CIFAR10 with a hundred classes of 500 training images each; of
// the two labels of each image it has the fine one. Means 0.5071, 0.4865,
// 0.4409, standard deviations 0.2673, 0.2564, 0.2762.
func CIFAR100() Data { return Data{spec: DataSpec{Source: "cifar-100"}} }

// From says in which folder the files of a published data set are, as their
// authors publish them, packed by gzip or not: of Fashion-MNIST
// train-images-idx3-ubyte.gz and the like, of CIFAR-10 data_batch_1.bin to
// data_batch_5.bin and test_batch.bin, of CIFAR-100 train.bin and test.bin. A
// run is known by what is in them, and not by where they are.
//
// Errors: data that are read from no files.
func (d Data) From(folder string) Data {
	switch d.spec.Source {
	case "fashion-mnist", "cifar-10", "cifar-100":
	default:
		if d.err == nil {
			d.err = here(Error{Where: "From", What: "data", Want: "FashionMNIST, CIFAR10 or CIFAR100", Got: d.spec.Title()})
		}
		return d
	}
	absolute, err := filepath.Abs(folder)
	if err != nil && d.err == nil {
		d.err = here(Error{Where: "From", What: "folder", Want: "a path", Got: err.Error()})
	}
	d.spec.Folder = absolute
	return d
}
