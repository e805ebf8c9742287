package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// collect reads a stream to its end and writes down what came: text as it is,
// frames as <KIND PAYLOAD>.
func collect(t *testing.T, from io.Reader) string {
	t.Helper()
	var b strings.Builder
	r := NewReader(from, "m")
	for {
		e, err := r.Next()
		if err != nil {
			if err != io.EOF {
				t.Errorf("end: want EOF, got %v", err)
			}
			return b.String()
		}
		if e.Kind == "" {
			b.Write(e.Text)
		} else {
			fmt.Fprintf(&b, "<%s %s>", e.Kind, e.Payload)
		}
	}
}

func frame(t *testing.T, kind Kind, payload any) string {
	t.Helper()
	b, err := Encode("m", kind, payload)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReader(t *testing.T) {
	display := frame(t, Display, 1)
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"text", "hello\n", "hello\n"},
		{"text and frames", "a" + display + "b" + frame(t, Vars, []Var{}) + "c", "a<display 1>b<vars []>c"},
		{"frames back to back", display + display, "<display 1><display 1>"},
		{"payload with a frame in it", frame(t, Display, display), "<display " + string(must(json.Marshal(display))) + ">"},
		{"another cell's mark", strings.Replace(display, ";m;", ";n;", 1), strings.Replace(display, ";m;", ";n;", 1)},
		{"unknown kind", "\x1b]fathom;m;what;1\a1", "\x1b]fathom;m;what;1\a1"},
		{"no length", "\x1b]fathom;m;display\a1", "\x1b]fathom;m;display\a1"},
		{"length no number", "\x1b]fathom;m;display;x\a1", "\x1b]fathom;m;display;x\a1"},
		{"negative length", "\x1b]fathom;m;display;-1\a1", "\x1b]fathom;m;display;-1\a1"},
		{"length beyond all", "\x1b]fathom;m;display;99999999999\a1", "\x1b]fathom;m;display;99999999999\a1"},
		{"payload no JSON", "\x1b]fathom;m;display;2\a{{x", "\x1b]fathom;m;display;2\a{{x"},
		{"payload cut", "\x1b]fathom;m;display;9\a[1", "\x1b]fathom;m;display;9\a[1"},
		{"head cut", "x\x1b]fathom;m;disp", "x\x1b]fathom;m;disp"},
		{"head without an end", "\x1b]fathom;m;" + strings.Repeat("a", 200), "\x1b]fathom;m;" + strings.Repeat("a", 200)},
		{"mark cut", "x\x1b]fathom", "x\x1b]fathom"},
		{"a frame after a malformed one", "\x1b]fathom;m;no;1\a" + display, "\x1b]fathom;m;no;1\a<display 1>"},
		{"a colour", "\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := collect(t, strings.NewReader(c.in)); got != c.want {
				t.Errorf("at once: want %q, got %q", c.want, got)
			}
			if got := collect(t, iotest.OneByteReader(strings.NewReader(c.in))); got != c.want {
				t.Errorf("byte by byte: want %q, got %q", c.want, got)
			}
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestReaderIsPrompt shows that text does not wait for more, except for what
// may be a frame's beginning.
func TestReaderIsPrompt(t *testing.T) {
	pr, pw := io.Pipe()
	defer pw.Close()
	r := NewReader(pr, "m")
	for _, text := range []string{"partial line", "é"[:1], "100%"} {
		go pw.Write([]byte(text))
		e, err := r.Next()
		if err != nil || string(e.Text) != text {
			t.Fatalf("want %q, got %q, %v", text, e.Text, err)
		}
	}
}

func TestReaderGivesTheErrorAfterTheText(t *testing.T) {
	broken := errors.New("broken")
	r := NewReader(io.MultiReader(strings.NewReader("last words\x1b]fat"), iotest.ErrReader(broken)), "m")
	var text []byte
	for {
		e, err := r.Next()
		if err != nil {
			if err != broken {
				t.Errorf("error: want %v, got %v", broken, err)
			}
			break
		}
		text = append(text, e.Text...)
	}
	if string(text) != "last words\x1b]fat" {
		t.Errorf("text: got %q", text)
	}
}

func TestLargePayload(t *testing.T) {
	want := strings.Repeat("0123456789", 1<<19)
	in := "a" + frame(t, Display, want) + "b"
	r := NewReader(iotest.HalfReader(strings.NewReader(in)), "m")
	var got string
	for {
		e, err := r.Next()
		if err != nil {
			break
		}
		if e.Kind == Display && json.Unmarshal(e.Payload, &got) != nil {
			t.Error("payload is no JSON")
		}
	}
	if got != want {
		t.Errorf("payload: want %d bytes, got %d", len(want), len(got))
	}
}

func FuzzReader(f *testing.F) {
	b, _ := Encode("m", Display, Data{})
	f.Add(append([]byte("text"), b...), uint8(3))
	f.Add([]byte("\x1b]fathom;m;display;5\a12"), uint8(1))
	f.Fuzz(func(t *testing.T, in []byte, step uint8) {
		whole := collect(t, bytes.NewReader(in))
		cut := collect(t, &stepReader{in, int(step%16) + 1})
		if whole != cut {
			t.Errorf("how it is cut matters: %q, %q", whole, cut)
		}
		if !bytes.Contains(in, []byte("\x1b]fathom;m;")) && whole != string(in) {
			t.Errorf("text changed: %q", whole)
		}
	})
}

// stepReader reads n bytes at a time.
type stepReader struct {
	data []byte
	n    int
}

func (s *stepReader) Read(p []byte) (int, error) {
	if len(s.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.n)], s.data)
	s.data = s.data[n:]
	return n, nil
}
