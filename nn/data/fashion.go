package data

import (
	"encoding/binary"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// The SHA-256 sums are those of the files with the authors' MD5 sums.
var fashionFiles = published{"fashion-mnist", "Fashion-MNIST",
	[]string{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"},
	[]download{
		{fashionURL + "train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
		{fashionURL + "train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
		{fashionURL + "t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
		{fashionURL + "t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"},
	}}

const fashionURL = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"

var fashionNames = []string{"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"}

const fashionHeldOut = 5_000

// fashionMNIST reads Fashion-MNIST, which has the form of MNIST.
func fashionMNIST(spec dsl.DataSpec) (*Set, error) {
	return remembered("fashion-mnist "+spec.Folder, func() (*Set, error) {
		files, err := fashionFiles.open(spec.Folder)
		if err != nil {
			return nil, err
		}
		var splits [2]Split
		for i := range splits {
			images, labels := fashionFiles.files[2*i], fashionFiles.files[2*i+1]
			if splits[i], err = idxSplit(files[images], files[labels]); err != nil {
				return nil, fashionFiles.trouble(images+" and "+labels, err.Error(), "remove them and get them again")
			}
		}
		all, test := splits[0], splits[1]
		n := all.N - fashionHeldOut
		if n < 1 {
			return nil, fashionFiles.trouble("files", fmt.Sprintf("%d training images", all.N), "get them again")
		}
		return &Set{Shape: []int{28, 28, 1}, Classes: 10, Names: fashionNames, HeldOut: fashionHeldOut, Scaled: true, Mean: []float64{0.2860}, Std: []float64{0.3530},
			Hash: contentHash(all, test), Train: all.slice(0, n), Validation: all.slice(n, all.N), Test: test}, nil
	})
}

// idxSplit reads images and labels in the form of MNIST's files: four bytes
// that say so, the lengths of the axes in four bytes each, the numbers.
func idxSplit(images, labels []byte) (Split, error) {
	dims, pixels, err := idx(images)
	if err != nil {
		return Split{}, err
	}
	counts, classes, err := idx(labels)
	if err != nil {
		return Split{}, err
	}
	if len(dims) != 3 || dims[1] != 28 || dims[2] != 28 || len(counts) != 1 || counts[0] != dims[0] {
		return Split{}, fmt.Errorf("want N images of 28 × 28 and N labels, got %v and %v", dims, counts)
	}
	s := Split{N: dims[0], Bytes: pixels}
	for _, c := range classes {
		if c > 9 {
			return Split{}, fmt.Errorf("want classes 0 to 9, got %d", c)
		}
		s.Labels = append(s.Labels, int32(c))
	}
	return s, nil
}

func idx(file []byte) (dims []int, body []byte, err error) {
	if len(file) < 4 || file[0] != 0 || file[1] != 0 || file[2] != 8 || len(file) < 4+4*int(file[3]) {
		return nil, nil, fmt.Errorf("want a file of bytes in MNIST's format, got one that starts with %.4x", file)
	}
	n, body := 1, file[4+4*int(file[3]):]
	for i := range int(file[3]) {
		d := int(binary.BigEndian.Uint32(file[4+4*i:]))
		dims, n = append(dims, d), n*d
	}
	if len(body) != n {
		return nil, nil, fmt.Errorf("want %v bytes, got %d", dims, len(body))
	}
	return dims, body, nil
}
