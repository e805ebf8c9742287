package gonb

import (
	"os"
	"os/exec"
	"slices"
	"strings"
)

// environment is what GoNB, and so go build and the cells, run in: this
// process's environment with Fathom's tools first on the path, a temporary
// directory of its own, and binaries linked without the tables that only
// debuggers read, which is a third of the time that linking takes.
func environment(o Options) []string {
	env := os.Environ()
	env = set(env, "PATH", o.Bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	env = set(env, "TMPDIR", o.Temp)
	env = set(env, "GOFLAGS", strip(userFlags()))
	for _, kv := range o.Env {
		name, value, _ := strings.Cut(kv, "=")
		env = set(env, name, value)
	}
	return env
}

// set replaces or adds a variable.
func set(env []string, name, value string) []string {
	env = slices.DeleteFunc(env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
	return append(env, name+"="+value)
}

// userFlags are the user's GOFLAGS, from the environment or from go env -w,
// which setting the variable would otherwise hide.
func userFlags() string {
	if flags, ok := os.LookupEnv("GOFLAGS"); ok {
		return flags
	}
	out, err := exec.Command("go", "env", "GOFLAGS").Output()
	if err != nil {
		return "" // without go nothing builds, and GoNB says so
	}
	return strings.TrimSpace(string(out))
}

// strip adds to GOFLAGS that binaries are linked without symbol table and
// DWARF. Flags for the linker that are there already are kept: one -ldflags
// replaces another, so they are joined.
func strip(flags string) string {
	const drop = "-s -w"
	fields := splitFlags(flags)
	for i, f := range fields {
		for _, name := range []string{"-ldflags=", "--ldflags="} {
			if rest, ok := strings.CutPrefix(f, name); ok && !strings.HasPrefix(rest, "=") {
				fields[i] = "-ldflags=" + rest + " " + drop
				return joinFlags(fields)
			}
		}
	}
	return joinFlags(append(fields, "-ldflags="+drop))
}

// splitFlags splits GOFLAGS as the go command does: at spaces, except in a
// field that starts with a quote.
func splitFlags(s string) []string {
	var fields []string
	for s = strings.TrimLeft(s, " \t\r\n"); s != ""; s = strings.TrimLeft(s, " \t\r\n") {
		if q := s[0]; q == '"' || q == '\'' {
			if end := strings.IndexByte(s[1:], q); end >= 0 {
				fields, s = append(fields, s[1:1+end]), s[2+end:]
				continue
			}
		}
		end := strings.IndexAny(s, " \t\r\n")
		if end < 0 {
			end = len(s)
		}
		fields, s = append(fields, s[:end]), s[end:]
	}
	return fields
}

func joinFlags(fields []string) string {
	for i, f := range fields {
		if !strings.ContainsAny(f, " \t\r\n'\"") {
			continue
		}
		if strings.Contains(f, "'") {
			fields[i] = `"` + f + `"`
		} else {
			fields[i] = "'" + f + "'"
		}
	}
	return strings.Join(fields, " ")
}
