package weights

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
	"github.com/seed-380714d4/fathom/nn/store"
)

// array is a tensor of another framework's file.
type array struct {
	shape  []int
	values []float64
	wide   bool // it was float64
}

// Read reads another framework's weights into the form of a model: a file of
// safetensors whose tensors are named as dsl.Tensors names them.
func Read(req dsl.LoadWeightsRequest) ([]byte, error) {
	f, ok := frameworks[req.Names.Framework]
	if !ok {
		return nil, &dsl.Error{Where: "LoadWeights", What: "names", Want: "dsl.FromPyTorch(…) or dsl.FromFlax(…)", Got: fmt.Sprintf("%q", req.Names.Framework)}
	}
	file, err := readFile(req.Path)
	if err != nil {
		return nil, err
	}
	list, err := f.translate(req.Graph, req.Names.Layers, file)
	if err != nil {
		return nil, err
	}
	return store.EncodeSafetensors(list, nil)
}

// translate gives every tensor of the model its values in the file. All that
// does not fit is said at once.
func (f framework) translate(g dsl.Graph, given []string, file map[string]array) ([]store.Tensor, error) {
	shapes := map[string][]int{}
	for name, a := range file {
		if f.idle(name) {
			delete(file, name)
		} else {
			shapes[name] = a.shape
		}
	}
	layer, err := layerNames(g, given, shapes)
	if err != nil {
		return nil, err
	}
	var missing, wrong []string
	var list []store.Tensor
	for _, par := range dsl.Tensors(g) {
		role := par.Name[strings.LastIndex(par.Name, ".")+1:]
		there, ok := f.of(g, par, role)
		if !ok {
			return nil, unknown(f, g, par)
		}
		parts, wide, fits := make([][]float64, len(there.parts)), false, true
		for i, part := range there.parts {
			if part == "" {
				parts[i] = make([]float64, size(there.shape))
				continue
			}
			name := there.at(layer[par.Node], part)
			a, ok := file[name]
			switch delete(shapes, name); {
			case !ok:
				missing, fits = append(missing, name), false
			case !slices.Equal(a.shape, there.shape):
				wrong, fits = append(wrong, fmt.Sprintf("%s %v for %v", name, a.shape, there.shape)), false
			}
			parts[i], wide = a.values, wide || a.wide
		}
		if fits {
			list = append(list, tensor(par, there.ours(parts), wide))
		}
	}
	over := slices.SortedFunc(maps.Keys(shapes), func(a, b string) int {
		if natural(a, b) {
			return -1
		}
		return 1
	})
	return list, misfit(missing, wrong, over)
}

// unknown is the error of a layer that the other framework has not.
func unknown(f framework, g dsl.Graph, par dsl.Parameter) error {
	e := &dsl.Error{Where: fmt.Sprintf("layer %d", par.Node), What: "kind of layer", Want: "one that has a place in " + f.title, Got: par.Name}
	if g.Nodes[par.Node].Op.Kind() == "gru" {
		e.Mend = "add dsl.RecurrentBias() and leave out ResetBefore: that is the GRU there"
	}
	return e
}

// misfit is the error that names what does not fit, or nil.
func misfit(missing, wrong, over []string) error {
	var parts []string
	for _, p := range []struct {
		what  string
		names []string
	}{{"not in the file: ", missing}, {"of another shape: ", wrong}, {"left over in the file: ", over}} {
		if len(p.names) > 0 {
			parts = append(parts, p.what+few(p.names))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return &dsl.Error{Where: "LoadWeights", What: "tensors", Want: "one in the file for each of the model, and none besides", Got: strings.Join(parts, "; "),
		Mend: "give the layers' names in the model's order, as its Summary lists them"}
}

// readFile reads a .safetensors or .npz file. Names come without the
// collection that Flax puts before them, and with dots.
func readFile(path string) (map[string]array, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, &dsl.Error{Where: "LoadWeights", What: "file", Want: "one that can be read", Got: err.Error(), Mend: "a relative path is looked for where the program runs"}
	}
	out := map[string]array{}
	if strings.EqualFold(filepath.Ext(path), ".npz") {
		arrays, err := data.ReadNPZ(content)
		if err != nil {
			return nil, &dsl.Error{Where: "LoadWeights", What: filepath.Base(path), Want: "an .npz file", Got: err.Error()}
		}
		for name, a := range arrays {
			out[plainName(name)] = array{a.Shape, a.Values(), false}
		}
		return out, nil
	}
	list, _, err := store.DecodeSafetensors(content)
	if err != nil {
		return nil, &dsl.Error{Where: "LoadWeights", What: filepath.Base(path), Want: "a .safetensors or .npz file", Got: err.Error(),
			Mend: "in Python: safetensors.torch.save_file(model.state_dict(), path)"}
	}
	for _, t := range list {
		values, err := widened(t)
		if err != nil {
			return nil, err
		}
		out[plainName(t.Name)] = array{t.Shape, values, t.DType == "F64"}
	}
	return out, nil
}

func plainName(name string) string {
	name = strings.ReplaceAll(name, "/", ".")
	for _, collection := range []string{"params.", "batch_stats."} {
		name = strings.TrimPrefix(name, collection)
	}
	return name
}

// widened are a tensor's numbers in float64.
func widened(t store.Tensor) ([]float64, error) {
	width := map[string]int{"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8}[t.DType]
	if width == 0 {
		return nil, &dsl.Error{Where: "LoadWeights", What: t.Name, Want: "numbers of type F64, F32, F16 or BF16", Got: t.DType}
	}
	out := make([]float64, len(t.Data)/width)
	for i := range out {
		b := t.Data[i*width:]
		switch t.DType {
		case "F64":
			out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		case "F32":
			out[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		case "F16":
			out[i] = data.Half(binary.LittleEndian.Uint16(b))
		case "BF16":
			out[i] = float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16))
		case "I64":
			out[i] = float64(int64(binary.LittleEndian.Uint64(b)))
		}
	}
	return out, nil
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// tensor has values as a parameter's, in the precision that they came in.
func tensor(par dsl.Parameter, values []float64, wide bool) store.Tensor {
	t := store.Tensor{Name: par.Name, DType: "F32", Shape: slices.Clone(par.Shape)}
	if wide {
		t.DType = "F64"
	}
	for _, v := range values {
		if wide {
			t.Data = binary.LittleEndian.AppendUint64(t.Data, math.Float64bits(v))
		} else {
			t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(float32(v)))
		}
	}
	return t
}
