package lab

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal makes a pseudo-terminal: what is written to keyboard is typed at
// it, and a program that has screen as its terminal is interrupted by Ctrl-C.
// Jupyter treats an interrupt in another way where there is no terminal.
func terminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("not run: there are no pseudo-terminals here: ", err)
	}
	t.Cleanup(func() { keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("not run: there are no pseudo-terminals here: ", err)
	}
	t.Cleanup(func() { screen.Close() })
	return keyboard, screen
}
