package unix

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestFrames(t *testing.T) {
	var b bytes.Buffer
	payloads := [][]byte{{}, []byte("x"), bytes.Repeat([]byte("long "), 50_000)}
	for _, p := range payloads {
		if err := WriteFrame(&b, BodyFrame, p); err != nil {
			t.Fatal(err)
		}
	}
	r := iotest.HalfReader(&b) // a socket gives what it has, not what was asked for
	for _, want := range payloads {
		kind, got, err := ReadFrame(r, MaxBody)
		if err != nil || kind != BodyFrame || !bytes.Equal(got, want) {
			t.Fatalf("want %d bytes of 'B', got %d of %q, %v", len(want), len(got), kind, err)
		}
	}
	if _, _, err := ReadFrame(r, MaxBody); err != io.EOF {
		t.Errorf("at the end: want io.EOF, got %v", err)
	}
}

func TestFrameEndsEarly(t *testing.T) {
	var b bytes.Buffer
	if err := WriteFrame(&b, BodyFrame, bytes.Repeat([]byte("long "), 50_000)); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 4, 5, 6, 100_000, b.Len() - 1} {
		if _, _, err := ReadFrame(bytes.NewReader(b.Bytes()[:n]), MaxBody); err != io.ErrUnexpectedEOF {
			t.Errorf("after %d bytes: want io.ErrUnexpectedEOF, got %v", n, err)
		}
	}
}

func TestFrameTooLong(t *testing.T) {
	head := binary.BigEndian.AppendUint32([]byte{BodyFrame}, 1<<32-1)
	_, _, err := ReadFrame(bytes.NewReader(head), 100)
	var long *TooLong
	if !errors.As(err, &long) || long.Max != 100 || long.Kind != BodyFrame {
		t.Errorf("want a *TooLong, got %v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte("H\x00\x00\x00\x02{}Q\x00\x00\x00\x00"))
	f.Add([]byte("B\xff\xff\xff\xff"))
	f.Add([]byte("R\x00\x01\x00\x01tail"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		var again bytes.Buffer
		for {
			kind, payload, err := ReadFrame(r, 1<<20)
			if err != nil {
				break
			}
			if err := WriteFrame(&again, kind, payload); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.HasPrefix(b, again.Bytes()) {
			t.Errorf("what was read is not what was there: %q of %q", again.Bytes(), b)
		}
	})
}
