package nn

import (
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// mistake is a layer on an input that it cannot have, and what is said.
type mistake struct {
	model dsl.Model
	says  string
}

// nothing is a model without an input, the one mistake of layers that take any.
var nothing dsl.Model

const noInput = "no input before it; start the model with dsl.Input(…)"

func mistakes() map[string]mistake {
	image, vector := dsl.Input(5, 5, 4), dsl.Input(4)
	other := func(m dsl.Model) dsl.Model { return m.Dense(3) }
	return map[string]mistake{
		"dense":                   {image.Dense(3), "layer 1 Dense: input rank; want [F], got [5 5 4]; add Flatten() before it"},
		"flatten":                 {nothing.Flatten(), noInput},
		"reshape":                 {image.Reshape(5, 19), "layer 1 Reshape: dimensions; want 100 values, as in the input [5 5 4], got [5 19]"},
		"conv":                    {vector.Conv(2, 3), "layer 1 Conv: input rank; want [T, C] or [H, W, C], got [4]; put it before Flatten(), or add Reshape(…) before it"},
		"conv even stride":        {image.Conv(3, 2, dsl.Stride(0)), "stride; want 1 or more, got 0"},
		"conv stride":             {image.Conv(0, 3), "filters; want 1 or more, got 0"},
		"conv valid":              {image.Conv(2, 6, dsl.Valid()), "extent of the window; want at most 5, that of the input, got 6; add dsl.Same() to pad the input, or make the window smaller"},
		"conv dilated":            {image.Conv(2, 3, dsl.Dilation(3), dsl.Valid()), "extent of the window; want at most 5, that of the input, got 7"},
		"conv grouped":            {image.Conv(4, 3, dsl.Groups(3)), "groups; want a divisor of 4 channels and 4 filters, got 3"},
		"conv depthwise":          {image.Conv(6, 3, dsl.Groups(4)), "groups; want a divisor of 4 channels and 6 filters, got 4"},
		"conv no bias":            {image.Conv(2, 0, dsl.NoBias()), "size; want 1 or more, got 0"},
		"conv 1-D":                {dsl.Input(3, 4).Conv(2, 4, dsl.Valid()), "extent of the window; want at most 3, that of the input, got 4"},
		"conv 1-D all":            {dsl.Input(3, 4).Conv(2, 3, dsl.Dilation(-1)), "dilation; want 1 or more, got -1"},
		"max pool":                {image.MaxPool(6), "layer 1 MaxPool: extent of the window; want at most 5, that of the input, got 6"},
		"max pool same":           {vector.MaxPool(2, dsl.Same()), "layer 1 MaxPool: input rank; want [T, C] or [H, W, C], got [4]"},
		"max pool 1-D":            {dsl.Input(9, 4).MaxPool(3, dsl.Groups(2)), "option; want Stride, Same or Valid, got one of Conv's; leave it out"},
		"avg pool":                {image.AvgPool(0), "layer 1 AvgPool: size; want 1 or more, got 0"},
		"avg pool same":           {vector.AvgPool(2, dsl.Same()), "layer 1 AvgPool: input rank; want [T, C] or [H, W, C], got [4]"},
		"avg pool 1-D":            {dsl.Input(9, 4).AvgPool(3, dsl.Stride(-2)), "stride; want 1 or more, got -2"},
		"global avg pool":         {vector.GlobalAvgPool(), "layer 1 GlobalAvgPool: input rank; want [T, C] or [H, W, C], got [4]"},
		"global max pool":         {vector.GlobalMaxPool(), "layer 1 GlobalMaxPool: input rank; want [T, C] or [H, W, C], got [4]"},
		"batch norm":              {nothing.BatchNorm(), noInput},
		"layer norm":              {nothing.LayerNorm(), noInput},
		"group norm":              {image.GroupNorm(3), "layer 1 GroupNorm: groups; want a divisor of the 4 channels, got 3"},
		"softmax":                 {nothing.Softmax(), noInput},
		"scale":                   {vector.Scale(1 / zero), "layer 1 Scale: factor; want a finite number, got +Inf"},
		"subsample":               {image.Subsample(0), "layer 1 Subsample: stride; want 1 or more, got 0"},
		"pad channels":            {image.PadChannels(3), "layer 1 PadChannels: channels; want 4 or more, got 3"},
		"embedding":               {image.Embedding(5, 3), "layer 1 Embedding: input rank; want [T], got [5 5 4]; add Flatten() before it"},
		"dropout":                 {vector.Dropout(1), "layer 1 Dropout: rate; want 0 or more and below 1, got 1; it is the share that is dropped; 0.5 is usual"},
		"sigmoid":                 {nothing.Sigmoid(), noInput},
		"leaky relu":              {vector.LeakyReLU(1 / zero), "slope; want a finite number, of dsl.LeakyReLU alone, got +Inf"},
		"add":                     {vector.Branch(other, skip).Add(), "layer 2 Add: input shapes; want [3] each, as the first, got [4]"},
		"mul":                     {vector.Branch(other, skip).Mul(), "layer 2 Mul: input shapes; want [3] each, as the first, got [4]"},
		"concat":                  {image.Branch(convOf(2, 3), convOf(2, 3, dsl.Stride(2))).Concat(), "layer 2 Concat: input shapes; want as [5 5 2] but for the last axis, got [3 3 2]"},
		"repeat":                  {vector.Repeat(-1, other), "Repeat: number of blocks; want 0 to 100000 and a block, got -1"},
		"repeat indexed":          {vector.RepeatIndexed(2, nil), "RepeatIndexed: number of blocks; want 0 to 100000 and a block, got 2"},
		"shared":                  {vector.Repeat(2, dsl.Shared("s", other)), `Shared: weights of "s/1"; want Dense weights [4 3] biases [3], as where it stands first, got Dense weights [3 3] biases [3]`},
		"frozen":                  {nothing.Frozen().Dense(2), noInput},
		"residual":                {image.Residual(dsl.BasicBlock(8, 1)), "Residual: shape of the block's output; want [5 5 4], as its input, got [5 5 8]; say how the input gets there: Residual(block, dsl.ShortcutA) or dsl.ShortcutB"},
		"residual A":              {image.Residual(convOf(2, 3), dsl.ShortcutA), "PadChannels: channels; want 4 or more, got 2"},
		"residual B":              {dsl.Input(7, 7, 4).Residual(convOf(8, 3, dsl.Valid()), dsl.ShortcutB), "Shortcut: shape of the block's output; want that of every s-th position of [7 7 4], got [5 5 8]"},
		"residual pre-activation": {image.Residual(nil), "Residual: arguments; want a block and at most one shortcut"},
		"residual scaled":         {vector.Residual(other), "Residual: shape of the block's output; want [4], as its input, got [3]"},
		"dense block":             {image.DenseBlock(2, 0), "filters; want 1 or more, got 0"},
		"dense block bottleneck":  {image.DenseBlock(1, 1, 0), "DenseBlock: bottleneck; want one number, 1 or more; 4 is usual, got [0]"},
		"transition":              {image.Transition(1.5), "Transition: compression; want above 0 and at most 1, got 1.5"},
	}
}

var zero float64

// TestTableMistakes: what a layer cannot take is said in the cell, with what
// it would take; every row of the table has such an input.
func TestTableMistakes(t *testing.T) {
	all := mistakes()
	for name, m := range all {
		err := m.model.Err()
		if err == nil {
			t.Errorf("%s: want a mistake, got %v", name, m.model.Shape())
			continue
		}
		// The place, "(table_mistakes_test.go:33)", is no part of what is compared.
		text := err.Error()
		if i := strings.Index(text, " (table_mistakes_test.go:"); i < 0 {
			t.Errorf("%s: want the caller's line in %q", name, text)
		} else {
			text = text[:i] + text[i+strings.Index(text[i:], ")")+1:]
		}
		if !strings.Contains(text, m.says) {
			t.Errorf("%s: want %q, got %q", name, m.says, text)
		}
	}
	for _, row := range readLayers(t).Rows {
		name := row.Name
		for _, more := range []string{" features", " far", " evaluated", " frozen"} {
			name = strings.TrimSuffix(name, more)
		}
		if _, unary := map[string]bool{"tanh": true, "relu": true, "identity": true, "elu": true, "selu": true, "gelu": true, "silu": true, "softplus": true}[name]; unary {
			name = "sigmoid" // what one takes all take
		}
		if name == "shared batch norm" {
			name = "shared"
		}
		if _, ok := all[name]; !ok {
			t.Errorf("%s: want an input that it cannot take, got none", row.Name)
		}
	}
}
