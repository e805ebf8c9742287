package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

// signed gives the frames of a small request, signed by Python's hmac with the
// key "secret": an independent implementation's numbers.
func signed() [][]byte {
	return [][]byte{
		[]byte("client-1"),
		[]byte("<IDS|MSG>"),
		nil,
		[]byte(`{"msg_id":"1","session":"s","username":"u","date":"2026-11-24T00:00:00Z","msg_type":"execute_request","version":"5.3"}`),
		[]byte(`{}`),
		[]byte(`{"a":1}`),
		[]byte(`{"code":"x := 1"}`),
		[]byte("buffer"),
	}
}

const pythonSignature = "2842f48c16c76486261109638c3d7a1a23e56f369ed581fab67188dc77af6669"

func TestParse(t *testing.T) {
	good := signed()
	good[2] = []byte(pythonSignature)
	change := func(i int, to string) [][]byte {
		f := append([][]byte{}, good...)
		f[i] = []byte(to)
		return f
	}
	for _, c := range []struct {
		name   string
		key    string
		frames [][]byte
		want   error
	}{
		{"signed", "secret", good, nil},
		{"no key, no check", "", good, nil},
		{"another key", "other", good, ErrSignature},
		{"content changed", "secret", change(6, `{"code":"x := 2"}`), ErrSignature},
		{"metadata changed", "secret", change(5, `{"a":2}`), ErrSignature},
		{"signature not hex", "secret", change(2, "zz"), ErrSignature},
		{"no signature", "secret", change(2, ""), ErrSignature},
		{"no delimiter", "secret", change(1, "<IDS>"), ErrFrames},
		{"too short", "secret", good[:6], ErrFrames},
		{"nothing", "secret", nil, ErrFrames},
		{"header not JSON", "", change(3, "{"), ErrFrames},
		{"header of another shape", "", change(3, `{"msg_id":5}`), ErrFrames},
		{"header without a type", "", change(3, `{"msg_id":"5"}`), ErrFrames},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Parse([]byte(c.key), c.frames)
			if !errors.Is(err, c.want) {
				t.Fatalf("error: want %v, got %v", c.want, err)
			}
			if err == nil && (m.Header.Type != "execute_request" || string(m.Identities[0]) != "client-1" || string(m.Buffers[0]) != "buffer") {
				t.Errorf("message: got %+v", m)
			}
		})
	}
}

func TestFramesRoundTrip(t *testing.T) {
	key := []byte("k")
	request, err := New("execute_request", nil, map[string]any{"code": "1 < 2"})
	if err != nil {
		t.Fatal(err)
	}
	request.Identities = [][]byte{[]byte("me")}
	frames, err := request.Frames(key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(key, frames)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := New("execute_reply", &got, map[string]any{"status": "ok"})
	if err != nil {
		t.Fatal(err)
	}
	if frames, err = answer.Frames(key); err != nil {
		t.Fatal(err)
	}
	back, err := Parse(key, frames)
	if err != nil {
		t.Fatal(err)
	}
	if p := back.ParentHeader(); p != request.Header {
		t.Errorf("parent: want %+v, got %+v", request.Header, p)
	}
	if !bytes.Equal(back.Identities[0], []byte("me")) {
		t.Errorf("identities: got %q", back.Identities)
	}
	if !bytes.Equal(back.Parent, got.RawHeader) {
		t.Errorf("parent's bytes: want %s, got %s", got.RawHeader, back.Parent)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("id\n<IDS|MSG>\nsig\n{\"msg_id\":\"1\",\"msg_type\":\"x\"}\n{}\n{}\n{}"), false)
	f.Add([]byte("<IDS|MSG>"), true)
	f.Fuzz(func(t *testing.T, data []byte, keyed bool) {
		var key []byte
		if keyed {
			key = []byte("key")
		}
		m, err := Parse(key, bytes.Split(data, []byte("\n")))
		if err != nil {
			return
		}
		if keyed {
			t.Fatal("a message signed by nobody was taken")
		}
		frames, err := m.Frames(key)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(key, frames)
		if err != nil || again.Header != m.Header || !json.Valid(again.Content) {
			t.Fatalf("not the same after a round trip: %v", err)
		}
	})
}
