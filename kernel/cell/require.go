package cell

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// requirement is a module at a version, which a cell asks for by a line
//
//	%require module@version
//
// It stands in the notebook's text, so that the notebook runs the same next
// year.
type requirement struct{ module, version string }

const requireWord = "%require"

// lockFile is what imports keeps versions in that no notebook names.
const lockFile = "fathom.modules"

var requiredVersion = regexp.MustCompile(`^([^@\s]+)@(v[0-9]\S*)$`)

// require fulfils the cell's %require lines, and those of earlier cells should
// GoNB have been started anew, and blanks them: what is left is plain Go or
// GoNB's.
func (nb *Notebook) require(src *source) *Trouble {
	var lines []int
	codeLines(src.text, func(at int) {
		line := src.text[at : at+lineLength(src.text[at:])]
		if rest, ok := strings.CutPrefix(line, requireWord); ok && (rest == "" || strings.TrimLeft(rest, " \t") != rest) {
			lines = append(lines, at)
		}
	})
	for _, r := range nb.required {
		if nb.env.Require == nil {
			break
		}
		if err := nb.env.Require(r.module, r.version); err != nil {
			return newTrouble(src, importError, 0, fmt.Sprintf("%s %s cannot be had any more: %s", r.module, r.version, whyNoModule(err)))
		}
	}
	for _, at := range lines {
		line := src.text[at : at+lineLength(src.text[at:])]
		for _, word := range strings.Fields(line)[1:] {
			if trouble := nb.requireOne(src, at+strings.Index(line, word), word); trouble != nil {
				return trouble
			}
		}
		if len(strings.Fields(line)) == 1 {
			return newTrouble(src, syntaxError, at, "%require names no module").mend("%require example.com/module@v1.2.3")
		}
		src.text = src.text[:at] + strings.Repeat(" ", len(line)) + src.text[at+len(line):]
	}
	return nil
}

func (nb *Notebook) requireOne(src *source, at int, word string) *Trouble {
	m := requiredVersion.FindStringSubmatch(word)
	if m == nil {
		return newTrouble(src, syntaxError, at, fmt.Sprintf("%s is no module with a version", word)).
			mend(fmt.Sprintf("%s %s@v1.2.3, with the version that you want", requireWord, strings.Split(word, "@")[0]))
	}
	if nb.env.Require == nil {
		return newTrouble(src, importError, at, "this notebook has no module that could require others")
	}
	if err := nb.env.Require(m[1], m[2]); err != nil {
		return newTrouble(src, importError, at, fmt.Sprintf("module %s %s is missing: %s", m[1], m[2], whyNoModule(err))).
			mend("the line is kept: run the cell again where the module can be fetched")
	}
	nb.requires(requirement{m[1], m[2]})
	return nil
}

// requires remembers a requirement; the latest version of a module wins.
func (nb *Notebook) requires(r requirement) {
	nb.required = append(slices.DeleteFunc(nb.required, func(old requirement) bool { return old.module == r.module }), r)
}

// importOrFetch imports a package that the user wrote down; if nothing here has
// it, and it may be another module's, that is fetched.
func (c *compiler) importOrFetch(path string, at int) (*types.Package, *Trouble) {
	pkg, err := c.nb.env.Import(path)
	if err == nil {
		return pkg, nil
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") || strings.HasPrefix(path, c.nb.env.Module+"/") || c.nb.env.Fetch == nil {
		return nil, newTrouble(c.src, importError, at, fmt.Sprintf("there is no package %q here", path)).
			mend(c.nb.packages.mendImport(path))
	}
	module, version, fresh, kept, err := c.nb.env.Fetch(path)
	if err != nil {
		return nil, newTrouble(c.src, importError, at, fmt.Sprintf("module %s is missing: %s", moduleOf(path), whyNoModule(err))).
			mend(fmt.Sprintf("a first line %s %s@vX.Y.Z says which version to fetch", requireWord, moduleOf(path)))
	}
	pkg, err = c.nb.env.Import(path)
	if err != nil {
		return nil, newTrouble(c.src, importError, at, fmt.Sprintf("module %s %s has no package %q for this machine", module, version, path))
	}
	c.nb.requires(requirement{module, version})
	if fresh {
		c.notes = append(c.notes, fetched(module, version, kept))
	}
	return pkg, nil
}

// fetched tells that a module has come, and what to write so that the notebook
// itself says at which version.
func fetched(module, version string, kept bool) string {
	why := "So that the notebook runs the same next year"
	if kept {
		why = fmt.Sprintf("The file %s beside the notebook keeps that; so that the notebook does itself", lockFile)
	}
	return fmt.Sprintf("Fetched %s at its newest version. %s, write at the start of this cell:\n%s %s@%s", module, why, requireWord, module, version)
}

// moduleOf guesses which module a package belongs to, by the habits of those
// who host them.
func moduleOf(path string) string {
	parts := strings.Split(path, "/")
	n := 2
	switch parts[0] {
	case "github.com", "gitlab.com", "bitbucket.org", "golang.org", "codeberg.org":
		n = 3
	}
	if n < len(parts) && regexp.MustCompile(`^v[0-9]+$`).MatchString(parts[n]) {
		n++
	}
	return strings.Join(parts[:min(n, len(parts))], "/")
}

// reasons why a module cannot be had, by words of the go command.
var reasons = [][2]string{
	{"signal: killed", "the cell was interrupted while it was fetched"},
	{"context canceled", "the cell was interrupted while it was fetched"},
	{"dial tcp", "there is no network"},
	{"no such host", "there is no network"},
	{"connection refused", "there is no network"},
	{"network is unreachable", "there is no network"},
	{"i/o timeout", "there is no network"},
	{"GOPROXY=off", "fetching modules is switched off (GOPROXY=off)"},
	{"unknown revision", "it has no such version"},
	{"no matching versions", "it has no such version"},
	{"does not contain package", "it does not have that package"},
	{"checksum mismatch", "its content is not what it was: the checksums differ"},
	{"403 Forbidden", "the module proxy does not say which versions there are"},
	{"405 Method", "the module proxy does not say which versions there are"},
	{"410 Gone", "nobody offers it"},
	{"404 Not Found", "nobody offers it"},
	{"no such file or directory", "nobody offers it"},
	{"not found", "nobody offers it"},
	{"unrecognized import path", "nobody offers it"},
}

// whyNoModule says in plain words why the go command could not get a module.
func whyNoModule(err error) string {
	for _, r := range reasons {
		if strings.Contains(err.Error(), r[0]) {
			return r[1]
		}
	}
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return "go get says: " + lines[len(lines)-1]
}
