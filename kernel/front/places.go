package front

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// places are the kernel's own directories. Sockets need a short path; values
// and GoNB's builds need one that neither a cleaner of temporary files nor a
// small memory-backed file system touches. All are private to the user.
type places struct {
	sockets string
	session string
	locks   []*os.File // held while the kernel lives
	keeper  *guard.Process
}

// makePlaces makes the directories of one kernel. A guard knows of them before
// they are there, so that a kill at any moment leaves none.
func makePlaces(command []string) (*places, error) {
	base := "/tmp"
	if run := os.Getenv("XDG_RUNTIME_DIR"); run != "" && len(run) < 40 {
		if info, err := os.Stat(run); err == nil && info.IsDir() {
			base = run
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // without a home there is nowhere better
	}
	id := wire.NewID()[:10]
	sessions := filepath.Join(cache, "fathom", "sessions")
	p := &places{
		sockets: filepath.Join(base, fmt.Sprintf("fathom-%d-%s", os.Getuid(), id)),
		session: filepath.Join(sessions, "s"+id),
	}
	if p.keeper, err = guard.Keep(command, p.sockets, p.session); err != nil {
		return p, err
	}
	if err = os.Mkdir(p.sockets, 0o700); err != nil {
		p.sockets = "" // it is not ours
		p.remove()
		return p, fmt.Errorf("front: directory for sockets: %w", err)
	}
	if err = os.MkdirAll(sessions, 0o700); err == nil {
		err = os.Mkdir(p.session, 0o700)
	}
	for _, dir := range []string{p.sockets, p.session} {
		if err == nil {
			err = p.claim(dir)
		}
	}
	if err == nil {
		err = os.Mkdir(p.vars(), 0o700)
	}
	go sweep(filepath.Join(sessions, "s*"))
	go sweep(filepath.Join(base, fmt.Sprintf("fathom-%d-*", os.Getuid())))
	if err != nil {
		p.remove()
		return p, fmt.Errorf("front: directory for the session: %w", err)
	}
	return p, nil
}

// socket is the path of a socket.
func (p *places) socket(name string) string { return filepath.Join(p.sockets, name) }

// vars is where the values of variables lie.
func (p *places) vars() string { return filepath.Join(p.session, "vars") }

// child makes the directories for one GoNB: for its sockets and its files. The
// names are short because gopls makes a socket below.
func (p *places) child() (sockets, temp string, err error) {
	for n := 1; ; n++ {
		sockets = filepath.Join(p.sockets, fmt.Sprintf("g%d", n))
		temp = filepath.Join(p.session, fmt.Sprintf("t%d", n))
		if err = os.Mkdir(sockets, 0o700); err == nil {
			err = os.Mkdir(temp, 0o700)
		}
		switch {
		case err == nil:
			return sockets, temp, nil
		case !os.IsExist(err):
			return "", "", fmt.Errorf("front: directory for GoNB: %w", err)
		}
	}
}

// remove removes the directories.
func (p *places) remove() {
	for _, lock := range p.locks {
		lock.Close()
	}
	for _, dir := range []string{p.sockets, p.session} {
		if dir != "" {
			_ = os.RemoveAll(dir)
		}
	}
	if p.keeper != nil {
		_ = p.keeper.Stop()
	}
}
