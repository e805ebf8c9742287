package data

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// cifarFile has images of one record each: image i has class i mod classes,
// and channel c of pixel p is i + 100·c + p, as a byte.
func cifarFile(n, before, classes int) []byte {
	var b []byte
	for i := range n {
		if before == 2 {
			b = append(b, 19)
		}
		b = append(b, byte(i%classes))
		for c := range 3 {
			for p := range cifarPixels {
				b = append(b, byte(i+100*c+p))
			}
		}
	}
	return b
}

// idxFile is a file in MNIST's format.
func idxFile(body []byte, dims ...int) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, uint32(d))
	}
	return append(b, body...)
}

func write(t *testing.T, folder, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func packed(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The binary version of CIFAR is read from a folder, or the folder in it that
// the archive makes: channels come last, the fine label counts.
func TestCIFAR(t *testing.T) {
	for _, c := range []struct {
		name    string
		data    dsl.Data
		folder  string
		classes int
	}{{"CIFAR-10", dsl.CIFAR10(), "", 10}, {"CIFAR-100", dsl.CIFAR100(), "cifar-100-binary", 100}} {
		folder := t.TempDir()
		p, before := cifar10Files, 1
		if c.classes == 100 {
			p, before = cifar100Files, 2
		}
		for i, name := range p.files {
			n := 1100 * (7 - len(p.files)) // of CIFAR-10 in five files, else in one
			if i == len(p.files)-1 {
				n = 12
			}
			write(t, filepath.Join(folder, c.folder), name, cifarFile(n, before, c.classes))
		}
		set := opened(t, c.data.From(folder))
		if set.Train.N != 500 || set.Validation.N != 5000 || set.Test.N != 12 || set.Classes != c.classes {
			t.Errorf("%s: splits: got %d, %d, %d of %d classes", c.name, set.Train.N, set.Validation.N, set.Test.N, set.Classes)
		}
		if got := set.Test.Bytes[3072*3 : 3072*3+6]; !slices.Equal(got, []uint8{3, 103, 203, 4, 104, 204}) {
			t.Errorf("%s: first two pixels of the fourth image: want channels last, got %v", c.name, got)
		}
		if got := set.Test.Labels[11]; got != int32(11%c.classes) {
			t.Errorf("%s: label: got %d", c.name, got)
		}
	}
}

// Fashion-MNIST is read from files packed or not.
func TestFashionMNIST(t *testing.T) {
	folder := t.TempDir()
	for i, n := range []int{5010, 20} {
		images, labels := make([]byte, n*784), make([]byte, n)
		for k := range labels {
			labels[k], images[k*784] = byte(k%10), byte(k)
		}
		name := []string{"train", "t10k"}[i]
		write(t, folder, name+"-images-idx3-ubyte.gz", packed(t, idxFile(images, n, 28, 28)))
		write(t, folder, name+"-labels-idx1-ubyte", idxFile(labels, n))
	}
	set := opened(t, dsl.FashionMNIST().From(folder))
	if set.Train.N != 10 || set.Validation.N != 5000 || set.Test.N != 20 || set.Test.Bytes[784*7] != 7 || set.Test.Labels[7] != 7 || set.Names[7] != "sneaker" {
		t.Errorf("got %d, %d, %d; image 7 %d, class %d", set.Train.N, set.Validation.N, set.Test.N, set.Test.Bytes[784*7], set.Test.Labels[7])
	}
}

// A download is taken apart, checked by SHA-256, and kept: the second time
// nothing is asked for. What is not what was published is not kept.
func TestDownload(t *testing.T) {
	train, test := cifarFile(5001, 2, 100), cifarFile(3, 2, 100)
	var tarred bytes.Buffer
	w := tar.NewWriter(&tarred)
	for name, content := range map[string][]byte{"cifar-100-binary/train.bin": train, "cifar-100-binary/test.bin": test, "cifar-100-binary/coarse_label_names.txt": nil} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	archive := packed(t, tarred.Bytes())
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/cifar.tar.gz" {
			http.NotFound(w, r)
			return
		}
		if _, err := w.Write(archive); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	t.Setenv(FolderEnv, t.TempDir())
	sum := sha256.Sum256(archive)
	p := published{"cifar-100", "CIFAR-100", cifar100Files.files, []download{{server.URL + "/cifar.tar.gz", strings.Repeat("0", 64)}}}
	_, err := p.open("")
	var e *dsl.Error
	if !errors.As(err, &e) || !strings.Contains(e.Got, "SHA-256; want 0000") || !strings.Contains(e.Mend, "put these files into") {
		t.Fatalf("another file than published: want an error that says so, got %v", err)
	}
	p.downloads[0].sha256 = hex.EncodeToString(sum[:])
	for range 2 {
		files, err := p.open("")
		if err != nil || !bytes.Equal(files["train.bin"], train) || !bytes.Equal(files["test.bin"], test) {
			t.Fatalf("want both files, got %v", err)
		}
	}
	if asked != 2 {
		t.Errorf("requests: want one that failed and one that did not, got %d", asked)
	}
	p.name, p.downloads[0].url = "elsewhere", server.URL+"/none.tar.gz"
	if _, err := p.open(""); err == nil || !strings.Contains(err.Error(), "404 Not Found") {
		t.Errorf("no such file: got %v", err)
	}
	server.Close()
	if _, err := p.open(""); err == nil || !strings.Contains(err.Error(), "or name a folder with From(…)") {
		t.Errorf("no network: want what to do, got %v", err)
	}
}

func TestPublishedMistakes(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "test.bin", cifarFile(2, 2, 100))
	_, err := Open(dsl.CIFAR100().From(folder).Spec())
	if err == nil || !strings.Contains(err.Error(), "not there: train.bin; download https://") {
		t.Errorf("a file missing: got %v", err)
	}
	write(t, folder, "train.bin", []byte("not an image"))
	if _, err := Open(dsl.CIFAR100().From(folder).Spec()); err == nil || !strings.Contains(err.Error(), "12 bytes, which is no multiple of the 3074 of an image; the binary version is wanted") {
		t.Errorf("another format: got %v", err)
	}
	for name, file := range map[string][]byte{"short": {0, 0}, "of floats": {0, 0, 13, 1, 0, 0, 0, 0}, "cut off": idxFile(make([]byte, 3), 4)} {
		if _, _, err := idx(file); err == nil {
			t.Errorf("a file in MNIST's format, %s: want an error, got none", name)
		}
	}
}

func TestSpirals(t *testing.T) {
	set := opened(t, dsl.Spirals(3, 100))
	if set.Train.N != 300 || set.Validation.N != 300 || set.Test.N != 300 || set.Classes != 3 {
		t.Errorf("got %d, %d, %d of %d classes", set.Train.N, set.Validation.N, set.Test.N, set.Classes)
	}
	exact := opened(t, dsl.Spirals(2, 4).Noise(0))
	// r = 1/4, angle 3π/4; the other arm opposite to it.
	if f := exact.Train.Floats; !near(f[0], -0.1767767) || !near(f[1], 0.1767767) || !near(f[2], 0.1767767) || !near(f[3], -0.1767767) {
		t.Errorf("first points: want (∓0.177, ±0.177), got %v", f[:4])
	}
	if slices.Equal(set.Train.Floats, set.Test.Floats) {
		t.Error("want other noise in what tests")
	}
}

func near(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 }
