package front

import (
	"runtime"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// kernelInfo is what kernel_info_request asks for. The language's names are
// what makes a client highlight cells as Go.
func kernelInfo() any {
	version := strings.TrimPrefix(runtime.Version(), "go")
	return object{
		"status":                 "ok",
		"protocol_version":       wire.ProtocolVersion,
		"implementation":         "fathom",
		"implementation_version": "0.1.0",
		"banner":                 "Fathom: Go " + version + ", with a language for neural networks",
		"debugger":               false,
		"language_info": object{
			"name":               "go",
			"version":            version,
			"mimetype":           "text/x-go",
			"file_extension":     ".go",
			"pygments_lexer":     "go",
			"codemirror_mode":    "go",
			"nbconvert_exporter": "script",
		},
		"help_links": []object{
			{"text": "Fathom", "url": home},
			{"text": "How Fathom works", "url": home + "/blob/main/HOW_IT_WORKS.md"},
			{"text": "Go: the language", "url": "https://go.dev/ref/spec"},
			{"text": "Go: standard library", "url": "https://pkg.go.dev/std"},
			{"text": "GoNB", "url": "https://github.com/janpfeifer/gonb"},
			{"text": "GoMLX", "url": "https://github.com/gomlx/gomlx"},
			{"text": "gonum/plot", "url": "https://pkg.go.dev/gonum.org/v1/plot"},
		},
	}
}

// home is where Fathom's sources are.
const home = "https://" + layout.Module
