package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// delimiter ends the routing frames of every message.
var delimiter = []byte("<IDS|MSG>")

// ErrSignature is what Parse returns for a message that was not signed with
// the connection's key.
var ErrSignature = errors.New("wire: wrong signature; want one made with the key of the connection file")

// ErrFrames is what Parse returns, with the reason, for frames that are not a
// Jupyter message.
var ErrFrames = errors.New("wire: not a Jupyter message")

// sign gives the signature of a message's four JSON parts, in hexadecimal.
func sign(key []byte, parts [][]byte) []byte {
	if len(key) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

// Parse reads a message from its frames. With a key, the signature is checked
// before anything is decoded. The message shares memory with frames.
func Parse(key []byte, frames [][]byte) (Message, error) {
	var m Message
	at := -1
	for i, f := range frames {
		if bytes.Equal(f, delimiter) {
			at = i
			break
		}
	}
	if at < 0 {
		return m, fmt.Errorf("%w: no delimiter in %d frames", ErrFrames, len(frames))
	}
	if len(frames) < at+6 {
		return m, fmt.Errorf("%w: want 5 frames or more after the delimiter, got %d", ErrFrames, len(frames)-at-1)
	}
	parts := frames[at+2 : at+6]
	if len(key) > 0 && !hmac.Equal(sign(key, parts), frames[at+1]) {
		return m, ErrSignature
	}
	for i, name := range []string{"header", "parent header", "metadata", "content"} {
		if !json.Valid(parts[i]) {
			return m, fmt.Errorf("%w: %s is not JSON", ErrFrames, name)
		}
	}
	m.Identities, m.RawHeader = frames[:at:at], parts[0]
	m.Parent, m.Metadata, m.Content = parts[1], parts[2], parts[3]
	m.Buffers = frames[at+6:]
	if err := json.Unmarshal(m.RawHeader, &m.Header); err != nil {
		return m, fmt.Errorf("%w: header: %v", ErrFrames, err)
	}
	if m.Header.Type == "" || m.Header.ID == "" {
		return m, fmt.Errorf("%w: header without msg_type or msg_id", ErrFrames)
	}
	return m, nil
}

// Frames gives the frames in which m is sent, signed with key.
func (m Message) Frames(key []byte) ([][]byte, error) {
	header := m.RawHeader
	if header == nil {
		h, err := json.Marshal(m.Header)
		if err != nil {
			return nil, fmt.Errorf("wire: %s: header: %w", m.Header.Type, err)
		}
		header = h
	}
	parts := [][]byte{header, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)}
	frames := make([][]byte, 0, len(m.Identities)+6+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, delimiter, sign(key, parts))
	frames = append(frames, parts...)
	return append(frames, m.Buffers...), nil
}

// orEmpty stands for a part that is not there: an empty JSON object.
func orEmpty(part json.RawMessage) []byte {
	if len(part) == 0 {
		return []byte("{}")
	}
	return part
}
