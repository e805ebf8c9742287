package wire

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// ProtocolVersion is the version of Jupyter's messaging protocol spoken here.
const ProtocolVersion = "5.4"

// Header says what a message is and who sent it.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// Message is one Jupyter message.
type Message struct {
	// Identities are the routing frames before the delimiter: on a kernel's
	// request sockets who asked, on iopub the topic.
	Identities [][]byte
	Header     Header
	// RawHeader is the header as it came, or nil in a message made here; it is
	// what answers carry as their parent.
	RawHeader json.RawMessage
	Parent    json.RawMessage
	Metadata  json.RawMessage
	Content   json.RawMessage
	Buffers   [][]byte
}

// NewID gives a random identifier for a message or a session.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// New makes a message with content encoded as JSON. A parent, when given, is
// the message that it answers; it goes to the same session and identities.
func New(kind string, parent *Message, content any) (Message, error) {
	body, err := json.Marshal(content)
	if err != nil {
		return Message{}, fmt.Errorf("wire: %s: content: %w", kind, err)
	}
	m := Message{Content: body, Header: Header{
		ID: NewID(), Username: "kernel", Type: kind, Version: ProtocolVersion,
		Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
	}}
	if parent != nil {
		m.Identities = parent.Identities
		m.Header.Session = parent.Header.Session
		m.Parent = parent.RawHeader
	}
	return m, nil
}

// ParentHeader decodes the header of the message that m answers.
func (m Message) ParentHeader() Header {
	var h Header
	_ = json.Unmarshal(m.Parent, &h) // an unreadable parent is nobody's
	return h
}

// Decode decodes the content into v.
func (m Message) Decode(v any) error {
	if err := json.Unmarshal(m.Content, v); err != nil {
		return fmt.Errorf("wire: %s: content: %w", m.Header.Type, err)
	}
	return nil
}
