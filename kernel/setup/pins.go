package setup

import "github.com/seed-380714d4/fathom/kernel/layout"

// Pin is something that set-up installs, at its exact version.
type Pin struct {
	Name    string
	Version string
}

// Pins lists the versions that this checkout asks for.
func Pins(l layout.Layout) []Pin {
	gomod := l.Path("go.mod")
	return []Pin{
		{"GoNB", required(gomod, "github.com/janpfeifer/gonb")},
		{"GoMLX", required(gomod, "github.com/gomlx/gomlx")},
		{"go-xla", required(gomod, "github.com/gomlx/go-xla")},
		{"XLA plugin", "of jaxlib " + pluginVersion},
		{"JupyterLab", pinned("jupyterlab")},
		{"goimports", required(l.Path("kernel", "setup", "tools", "go.mod"), "golang.org/x/tools")},
	}
}

// Wanted is the version at which a Pin stands.
func Wanted(l layout.Layout, name string) string {
	for _, p := range Pins(l) {
		if p.Name == name {
			return p.Version
		}
	}
	return ""
}
