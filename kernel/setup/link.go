package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// linkName is the file that go-xla v0.4.5 looks for, made for version 0.114 of
// PJRT's C API. It loads plugins of later versions too.
const linkName = "pjrt_c_api_cpu_v0.114.0_plugin.so"

// HomeLink is where every GoMLX program of this user looks for the plugin.
func HomeLink() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "lib", "go-xla", linkName), nil
}

// homeLinkHint is HomeLink for a message.
func homeLinkHint() string {
	link, err := HomeLink()
	if err != nil {
		return "~/.local/lib/go-xla/" + linkName
	}
	return link
}

// linkStep puts the plugin where GoMLX looks. It runs every time, since what
// is in the home directory is everybody's.
func linkStep(l layout.Layout) *Step {
	return &Step{
		Name: "XLA link", Needs: []string{pluginName}, Optional: true,
		Do: func(ctx context.Context, log *Log) (string, error) {
			link, err := HomeLink()
			if err != nil {
				return "", &Trouble{What: err.Error(), Mend: "set HOME"}
			}
			return linkPlugin(Plugin(l), link)
		},
	}
}

// linkPlugin makes link point to plugin, unless there is something already: a
// plugin that somebody else put there is theirs, whatever its version. Only a
// link to a file that is gone, of no use to anyone, is replaced.
func linkPlugin(plugin, link string) (string, error) {
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		return "", &Trouble{What: err.Error(), Mend: "make " + filepath.Dir(link) + " writable"}
	}
	err := os.Symlink(plugin, link)
	if err == nil {
		return link, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", &Trouble{What: err.Error(), Mend: "make " + filepath.Dir(link) + " writable"}
	}
	target, terr := os.Readlink(link)
	if terr != nil {
		return "a plugin is there already, left as it is: " + link, nil
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(link), target)
	}
	if target == plugin {
		return link, nil
	}
	if _, err := os.Stat(link); err == nil {
		return "a link is there already, left as it is: " + link + " → " + target, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", &Trouble{What: err.Error(), Mend: "remove " + link}
	}
	// The new link takes the place of the old one in one step, so that a
	// GoMLX program that starts meanwhile finds one or the other.
	fresh := fmt.Sprintf("%s.%d", link, os.Getpid())
	if err := os.Symlink(plugin, fresh); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, link); err != nil {
		os.Remove(fresh)
		return "", err
	}
	return "mended: it pointed to " + target + ", which is gone", nil
}
