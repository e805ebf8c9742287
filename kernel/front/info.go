package front

import (
	"runtime"
	"strings"

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
			{"text": "Go", "url": "https://go.dev/doc/"},
			{"text": "GoNB", "url": "https://github.com/janpfeifer/gonb"},
		},
	}
}
