package unix

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Protocol is the version of what client and server say to each other.
const Protocol = 1

// The kinds of frames.
const (
	HelloFrame    = 'H' // client: a Hello
	RequestFrame  = 'Q' // client: a Request
	BodyFrame     = 'B' // client: the request's body
	ProgressFrame = 'P' // server: news of work under way
	NoticeFrame   = 'N' // server: something that the user should know once
	ReplyFrame    = 'R' // server: the reply
	ErrorFrame    = 'E' // server: a session.Error
)

// Hello opens a connection. Build is compared where both sides know theirs: an
// engine of another build may understand a request otherwise than its sender.
type Hello struct {
	Protocol int    `json:"protocol"`
	Build    string `json:"build,omitempty"`
}

// Request says what the body that follows is for.
type Request struct {
	Op string `json:"op"`
}

// Limits on the length of a frame's payload: a wrong or hostile length must
// not make the other side ask for gigabytes of memory.
const (
	MaxHead = 64 << 10 // of a Hello or a Request
	MaxBody = 1 << 30  // of anything else
)

// TooLong is a frame that its reader refuses.
type TooLong struct {
	Kind        byte
	Length, Max int
}

func (e *TooLong) Error() string {
	return fmt.Sprintf("unix: frame %q: length; want at most %d bytes, got %d", e.Kind, e.Max, e.Length)
}

// WriteFrame writes one frame.
func WriteFrame(w io.Writer, kind byte, payload []byte) error {
	if len(payload) > MaxBody {
		return &TooLong{kind, len(payload), MaxBody}
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	if len(payload) < 64<<10 { // one write, one wake-up of the reader
		_, err := w.Write(append(head, payload...))
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(payload)
	return err
}

// ReadFrame reads one frame of at most max bytes. It returns io.EOF if the
// connection ended before it, io.ErrUnexpectedEOF if within it. Memory is
// taken as the bytes arrive, not as the length promises.
func ReadFrame(r io.Reader, max int) (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	kind, n := head[0], int64(binary.BigEndian.Uint32(head[1:]))
	if n > int64(max) {
		return kind, nil, &TooLong{kind, int(n), max}
	}
	if n <= 64<<10 {
		payload = make([]byte, n)
		_, err = io.ReadFull(r, payload)
	} else {
		var b bytes.Buffer
		_, err = io.CopyN(&b, r, n)
		payload = b.Bytes()
	}
	if err == io.EOF && n > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return kind, nil, err
	}
	return kind, payload, nil
}
