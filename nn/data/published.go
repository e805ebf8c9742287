package data

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
)

// FolderEnv is the environment variable that names the folder of published
// data sets, each in a folder of its own; without it they are in the user's
// cache.
const FolderEnv = "FATHOM_DATA"

// published is a data set that its authors offer for download.
type published struct {
	name, title string
	files       []string // that it is read from
	downloads   []download
}

// download is a file of one, or an archive that holds them.
type download struct {
	url    string
	sha256 string
}

// open gives the set's files by name: from folder, if one is named, else from
// where earlier downloads are, else from the network.
func (p published) open(folder string) (map[string][]byte, error) {
	if folder != "" {
		files, missing, err := p.read(folder)
		if err == nil && len(missing) > 0 {
			err = p.trouble("files in "+folder, "not there: "+strings.Join(missing, ", "), p.byHand("that folder"))
		}
		return files, err
	}
	home, err := downloads()
	if err != nil {
		return nil, p.trouble("folder", err.Error(), "set "+FolderEnv+" to a folder")
	}
	folder = filepath.Join(home, p.name)
	files, missing, err := p.read(folder)
	if err != nil || len(missing) == 0 {
		return files, err
	}
	if err := p.fetch(folder); err != nil {
		return nil, p.trouble("download", err.Error(), p.byHand(folder)+", or set "+FolderEnv+", or name a folder with From(…)")
	}
	if files, missing, err = p.read(folder); err == nil && len(missing) > 0 {
		err = p.trouble("what was downloaded", "without "+strings.Join(missing, ", "), p.byHand(folder))
	}
	return files, err
}

func (p published) trouble(what, got, mend string) error {
	return &dsl.Error{Where: p.title, What: what, Want: strings.Join(p.files, ", "), Got: got, Mend: mend}
}

// byHand says how to do without a download.
func (p published) byHand(folder string) string {
	var urls []string
	for _, d := range p.downloads {
		urls = append(urls, d.url)
	}
	return "download " + strings.Join(urls, ", ") + " elsewhere and put these files into " + folder
}

// downloads is the folder that downloads are kept in.
func downloads() (string, error) {
	if dir := os.Getenv(FolderEnv); dir != "" {
		return filepath.Abs(dir)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "fathom", "data"), nil
}

// read reads the set's files, as they are or compressed by gzip, from a folder
// or from the one in it that the authors' archive makes.
func (p published) read(folder string) (files map[string][]byte, missing []string, err error) {
	files = map[string][]byte{}
	for _, name := range p.files {
		content, err := readAny(folder, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, name)
		case err != nil:
			return nil, nil, p.trouble(name, err.Error(), "see that it can be read")
		}
		files[name] = content
	}
	return files, missing, nil
}

// readAny reads a file from a folder, or from a folder in it.
func readAny(folder, name string) ([]byte, error) {
	for _, pattern := range []string{"", "*"} {
		for _, end := range []string{"", ".gz"} {
			found, err := filepath.Glob(filepath.Join(folder, pattern, name+end))
			if err != nil || len(found) == 0 {
				continue
			}
			content, err := os.ReadFile(found[0])
			if err != nil || end == "" {
				return content, err
			}
			return gunzip(content)
		}
	}
	return nil, fs.ErrNotExist
}

func gunzip(content []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// patient is a client that gives up on a network that does not answer, and
// not on one that is slow.
var patient = &http.Client{Transport: &http.Transport{
	Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
	TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
}}

// fetch downloads the set into a folder: what is not what its authors
// published is not kept.
func (p published) fetch(folder string) error {
	for _, d := range p.downloads {
		content, err := d.get()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		name := path.Base(d.url)
		if !strings.HasSuffix(name, ".tar.gz") {
			if err := writeWhole(filepath.Join(folder, name), content); err != nil {
				return err
			}
			continue
		}
		if err := p.unpack(content, folder); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (d download) get() ([]byte, error) {
	answer, err := patient.Get(d.url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", d.url, answer.Status)
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.url, err)
	}
	sum := sha256.Sum256(content)
	if got := hex.EncodeToString(sum[:]); got != d.sha256 {
		return nil, fmt.Errorf("%s: SHA-256; want %s, got %s", d.url, d.sha256, got)
	}
	return content, nil
}

// unpack writes those files of an archive that the set is read from.
func (p published) unpack(archive []byte, folder string) error {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); ; {
		head, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for _, name := range p.files {
			if path.Base(head.Name) != name {
				continue
			}
			content, err := io.ReadAll(t)
			if err == nil {
				err = writeWhole(filepath.Join(folder, name), content)
			}
			if err != nil {
				return err
			}
		}
	}
}

// writeWhole writes a file whole or not at all.
func writeWhole(name string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".download-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}
