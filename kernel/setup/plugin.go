package setup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// The XLA plugin for CPUs, XLA of jaxlib 0.11.2 under Apache-2.0. The wheel is
// used as an archive only; nothing of Python's is installed.
const (
	pluginVersion = "0.11.2"
	pluginInWheel = "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"
	// PluginSHA256 is the digest of the plugin itself, once unpacked.
	PluginSHA256 = "ad1309ac822b1b24d51b7f9947c7c9fa9ef5d67f390584cbc3d1fa2428fed9c2"
)

// pluginRequirement names the wheel with its hash, as pip checks it.
//
//go:embed plugin-linux-x86_64.txt
var pluginRequirement string

// Slower says what it means to have no plugin.
const Slower = "GoMLX computes in Go then, 10 to 25 times slower, and notebooks say so"

// Plugin is where set-up unpacks the XLA plugin. go-xla takes a plugin for a
// CPU's when "cpu" is in its path.
func Plugin(l layout.Layout) string {
	return l.Dot("xla", "cpu-"+pluginVersion, path.Base(pluginInWheel))
}

// pluginStep fetches and unpacks the plugin.
func pluginStep(l layout.Layout) *Step {
	s := &Step{
		Name: pluginName, Needs: []string{venvName}, Optional: true,
		Does:  "fetching XLA for the CPU with pip (63 MB; a minute)",
		Key:   []string{pluginRequirement, PluginSHA256},
		Files: []string{Plugin(l)},
	}
	s.Do = func(ctx context.Context, log *Log) (string, error) {
		if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
			return "", &Trouble{
				What: "no XLA plugin is pinned for " + runtime.GOOS + "/" + runtime.GOARCH + "; " + Slower,
				Mend: "if you have one that speaks PJRT, put it at " + homeLinkHint(),
			}
		}
		wheel, err := downloadPlugin(ctx, l, log, pluginRequirement)
		if err != nil {
			return "", &Trouble{What: err.Error() + "\n" + Slower, Mend: pipTrouble(err).Mend}
		}
		defer os.RemoveAll(filepath.Dir(wheel))
		if err := unpackPlugin(wheel, Plugin(l), PluginSHA256); err != nil {
			return "", &Trouble{What: err.Error() + "; " + Slower, Mend: "see whether the disk is full, then run the same command again"}
		}
		return "jaxlib " + pluginVersion + "'s XLA", nil
	}
	return s
}

// downloadPlugin makes pip fetch the wheel, which pip refuses when its hash is
// not the one that requirement names.
func downloadPlugin(ctx context.Context, l layout.Layout, log *Log, requirement string) (string, error) {
	dir := l.Dot("tmp", "plugin")
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	file, err := temporary(l, "plugin.txt", requirement)
	if err != nil {
		return "", err
	}
	defer os.Remove(file)
	if _, err := log.command(ctx, l.Root, nil, l.Python(), "-m", "pip", "download",
		"--disable-pip-version-check", "--no-input", "--progress-bar", "off",
		"--no-deps", "--only-binary", ":all:", "--require-hashes", "-d", dir, "-r", file); err != nil {
		return "", err
	}
	wheels, err := filepath.Glob(filepath.Join(dir, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return "", fmt.Errorf("pip download left %d wheels in %s; want 1", len(wheels), dir)
	}
	return wheels[0], nil
}

// unpackPlugin takes the plugin and its licences out of the wheel. The plugin
// appears under its name only when it is whole and its digest right.
func unpackPlugin(wheel, to, digest string) error {
	archive, err := zip.OpenReader(wheel)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(wheel), err)
	}
	defer archive.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	for _, f := range archive.File {
		if strings.Contains(f.Name, ".dist-info/licenses/") && !f.FileInfo().IsDir() {
			if _, err := unpack(archive, f.Name, filepath.Join(filepath.Dir(to), path.Base(f.Name))); err != nil {
				return err
			}
		}
	}
	part := to + ".part"
	defer os.Remove(part)
	got, err := unpack(archive, pluginInWheel, part)
	if err != nil {
		return err
	}
	if got != digest {
		return fmt.Errorf("the plugin in %s is not the one expected: want SHA-256 %s, got %s", filepath.Base(wheel), digest, got)
	}
	return os.Rename(part, to)
}

// unpack copies one member of the archive and returns its SHA-256.
func unpack(archive fs.FS, name, to string) (string, error) {
	in, err := archive.Open(name)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	return hex.EncodeToString(sum.Sum(nil)), err
}

// Digest returns the SHA-256 of a file.
func Digest(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
