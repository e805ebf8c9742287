package supervise

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// refuse takes every call that waits and answers it with why there is no
// engine. The next caller makes the supervisor try again.
func (e *Engine) refuse(err error) {
	body, jerr := json.Marshal(&session.Error{Code: "engine", Message: e.why(err)})
	if jerr != nil {
		return
	}
	frame := binary.BigEndian.AppendUint32([]byte{'E'}, uint32(len(body)))
	frame = append(frame, body...)
	if raw, err := e.listener.SyscallConn(); err == nil {
		// The engines share the socket's flags, and may have made it blocking.
		_ = raw.Control(func(fd uintptr) { _ = unix.SetNonblock(int(fd), true) })
	}
	for {
		_ = e.listener.SetDeadline(time.Now().Add(50 * time.Millisecond))
		c, err := e.listener.AcceptUnix()
		if err != nil {
			break
		}
		go answer(c, frame)
	}
	_ = e.listener.SetDeadline(time.Time{})
}

// answer sends frame and reads what the caller has to say to its end: closing
// with something unread would take the answer away from it.
func answer(c *net.UnixConn, frame []byte) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.Write(frame); err != nil {
		return
	}
	_ = c.CloseWrite()
	_, _ = io.Copy(io.Discard, c)
}
