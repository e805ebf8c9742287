package live

import (
	"crypto/sha256"
	"hash/maphash"
	"os"
	"path/filepath"
	"testing"
	"unsafe"
)

// hundredMB is a slice that takes 100 MB.
func hundredMB() []float64 {
	x := make([]float64, 100<<20/8)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

// BenchmarkCarry measures what a slice of 100 MB costs the cell that makes it,
// the cell that reads it, and the cell that reads it and leaves it as it is,
// beside writing and hashing as much.
func BenchmarkCarry(b *testing.B) {
	x := hundredMB()
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&x[0])), len(x)*8)
	hello.Vars = b.TempDir()
	defer func() { hello.Vars = "" }()
	measure := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				f()
			}
		})
	}
	plain := func() {
		name := filepath.Join(hello.Vars, "plain")
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			b.Fatal(err)
		}
		os.Remove(name)
	}
	measure("writing and hashing", func() { plain(); maphash.Bytes(seed, raw) })
	measure("writing and SHA-256", func() { plain(); sha256.Sum256(raw) })
	measure("make", func() { Remove(mustKeep(b, &tracked{name: "x", ptr: &x})) })
	f := mustKeep(b, &tracked{name: "x", ptr: &x})
	measure("read", func() { mustLoad(b, f) })
	v := mustLoad(b, f)
	measure("unchanged", func() {
		if said, err := keep([]*tracked{v}); err != nil || len(said) > 0 {
			b.Fatal(said, err)
		}
	})
}

func mustKeep(b *testing.B, v *tracked) string {
	said, err := keep([]*tracked{v})
	if err != nil || len(said) != 1 {
		b.Fatal(said, err)
	}
	return said[0].File
}

func mustLoad(b *testing.B, name string) *tracked {
	var x []float64
	f := &file{name: name}
	v := &tracked{name: "x", ptr: &x, from: f}
	f.members = []*tracked{v}
	if err := f.read(); err != nil || len(x) == 0 {
		b.Fatal(err)
	}
	return v
}
