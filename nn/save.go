package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// modelFormat names what the metadata of a saved model hold.
const modelFormat = "fathom model 1"

// save writes a trained model as one safetensors file: its tensors named as
// dsl.Tensors names them, and what it is in the file's metadata, as JSON.
func save(ctx context.Context, r *runner, req dsl.SaveRequest, news func(dsl.Progress)) (any, error) {
	s, err := r.subject(ctx, req.Subject, news)
	if err != nil {
		return nil, err
	}
	defer s.release()
	file, err := s.file(req.Name)
	if err != nil {
		return nil, err
	}
	if err := replaceFile(req.Path, file); err != nil {
		return nil, &dsl.Error{Where: "Save", What: "file", Want: "one that can be written", Got: err.Error(), Mend: "choose another path"}
	}
	return dsl.SaveReply{Bytes: len(file), Digest: digest(file)}, nil
}

// file is the model as it is saved.
func (s *subject) file(name string) ([]byte, error) {
	g := dsl.Graph{Nodes: append([]dsl.Node{}, s.plan.graph.Nodes...)}
	for i := range g.Nodes {
		g.Nodes[i].Weights = nil // they are in the file
	}
	metadata := map[string]string{"format": modelFormat, "name": name, "precision": strings.ToLower(s.plan.dtype.String())}
	for key, value := range map[string]any{"graph": g, "loss": s.plan.lossOf, "scaling": s.scaling, "classes": s.names} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("nn: saving a model: %w", err)
		}
		metadata[key] = string(text)
	}
	var list []store.Tensor
	for i, par := range s.plan.parameters {
		t, err := rawOf(par.Name, s.weights[i])
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return store.EncodeSafetensors(list, metadata)
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone, if all went well
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// load reads what save wrote. Its weights are kept by their content.
func load(_ context.Context, r *runner, req dsl.LoadRequest, _ func(dsl.Progress)) (any, error) {
	file, err := os.ReadFile(req.Path)
	if err != nil {
		return nil, &dsl.Error{Where: "Load", What: "file", Want: "one that can be read", Got: err.Error(), Mend: "a relative path is looked for where the program runs"}
	}
	list, metadata, err := store.DecodeSafetensors(file)
	if err != nil || metadata["format"] != modelFormat {
		got := fmt.Sprintf("format %q", metadata["format"])
		if err != nil {
			got = err.Error()
		}
		return nil, &dsl.Error{Where: "Load", What: filepath.Base(req.Path), Want: "a model that Save wrote", Got: got,
			Mend: "weights alone are read by model.LoadWeights"}
	}
	reply := dsl.LoadReply{Name: metadata["name"], Precision: metadata["precision"]}
	for key, value := range map[string]any{"graph": &reply.Graph, "loss": &reply.Loss, "scaling": &reply.Scaling, "classes": &reply.Classes} {
		if err := json.Unmarshal([]byte(metadata[key]), value); err != nil {
			return nil, &dsl.Error{Where: "Load", What: filepath.Base(req.Path) + ": " + key, Want: "what Save wrote", Got: err.Error()}
		}
	}
	content, err := store.EncodeSafetensors(list, nil)
	if err != nil {
		return nil, err
	}
	reply.Content = r.runs.KeepContent(content)
	for i := range reply.Graph.Nodes {
		reply.Graph.Nodes[i].Weights = &dsl.Weights{Content: reply.Content, Node: i}
	}
	_, err = r.plan(reply.Graph, reply.Loss, reply.Precision) // every tensor is there, in its shape
	return reply, err
}
