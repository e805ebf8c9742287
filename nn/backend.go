package nn

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // what is used where there is no plugin
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"

	"github.com/seed-380714d4/fathom/dsl"
)

// engine is what computes: a GoMLX backend and what is to be said of it.
type engine struct {
	backend compute.Backend
	info    dsl.Info
	plugin  string // the file of the plugin, "" for the Go backend
	options string // the options that the XLA client was made with

	// narrow is a client of the same plugin whose programs run on one thread:
	// small networks are done before a second could be woken. nil where there
	// is none.
	narrow *engine
}

// open opens the backend, once for the process: each XLA client has threads and
// memory of its own.
var open = sync.OnceValues(func() (*engine, error) {
	var e *engine
	var err error
	caught := guard("opening the backend", func() { e, err = openBackend() })
	if caught != nil {
		return nil, caught
	}
	return e, err
})

// goNote is what a user of the Go backend is told.
const goNote = "No XLA plugin was found, so GoMLX's Go backend computes: 10 to 25 times slower; `make lab` or `fathom setup` installs the plugin."

func openBackend() (*engine, error) {
	kind, config, _ := strings.Cut(os.Getenv("GOMLX_BACKEND"), ":")
	if kind == "go" {
		return openGo("GOMLX_BACKEND asks for GoMLX's Go backend: 10 to 25 times slower than XLA.", config)
	}
	if kind != "" && kind != "xla" {
		return nil, &dsl.Error{Where: "backend", What: "GOMLX_BACKEND", Want: "xla, xla:PLUGIN or go", Got: os.Getenv("GOMLX_BACKEND"), Mend: "unset it"}
	}
	name, path := findPlugin(config)
	if name == "" {
		if config != "" {
			return nil, &dsl.Error{Where: "backend", What: "XLA plugin", Want: "one that is there", Got: config, Mend: "unset GOMLX_BACKEND or correct it"}
		}
		return openGo(goNote, "")
	}
	return openXLA(name, path)
}

func openGo(note, config string) (*engine, error) {
	b, err := compute.NewWithConfig(strings.TrimSuffix("go:"+config, ":"))
	if err != nil {
		return nil, fmt.Errorf("nn: opening GoMLX's Go backend: %w", err)
	}
	return &engine{backend: b, info: dsl.Info{
		Backend: "go", Device: fmt.Sprintf("CPU, %d threads", runtime.GOMAXPROCS(0)), Note: note}}, nil
}

// openXLA makes the XLA client. On a CPU one device is enough, where XLA's
// default of four only splits its threads; and steps that are not queued but
// run in the caller's thread take 0.22 ms instead of 0.29 when they are tiny.
func openXLA(name, path string) (*engine, error) {
	var options pjrt.NamedValuesMap
	said, kind := "", "device"
	if strings.Contains(strings.ToLower(path), "cpu") {
		options = pjrt.NamedValuesMap{"cpu_device_count": int64(1), "asynchronous": false}
		kind, said = "cpu", "cpu_device_count=1 asynchronous=false"
	}
	var narrow *xla.Backend
	if kind == "cpu" {
		narrow = openNarrow(name, options)
	}
	b, err := xla.NewWithOptions(name, options)
	if err != nil {
		return nil, &dsl.Error{Where: "backend", What: "the XLA plugin does not load", Got: err.Error(),
			Mend: "run `fathom doctor`, or set GOMLX_BACKEND=go to do without it"}
	}
	if b.IsCUDA() {
		kind = "cuda"
	}
	device := "CPU"
	if options == nil {
		device = b.DeviceDescription(0)
	}
	e := &engine{backend: b, plugin: path, options: said,
		info: dsl.Info{Backend: "xla:" + kind, Plugin: path, Device: fmt.Sprintf("%s, %d threads", device, runtime.GOMAXPROCS(0))}}
	if narrow != nil {
		one := *e
		one.backend = narrow
		e.narrow = &one
	}
	return e, nil
}
