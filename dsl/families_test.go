package dsl_test

import (
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// uvaResNet is the residual network of the UvA deep learning course, whose
// shortcut is a convolution with biases and no normalisation.
func uvaResNet() dsl.Model {
	project := func(x dsl.Model, to []int) dsl.Model { return x.Conv(to[2], 1, dsl.Stride(2)) }
	return dsl.Input(32, 32, 3).ResNet(20, project).Dense(10)
}

// TestParameterCounts holds the families to the published counts, to the unit.
func TestParameterCounts(t *testing.T) {
	cifar := dsl.Input(32, 32, 3)
	for name, c := range map[string]struct {
		model dsl.Model
		want  int
	}{
		"ResNet-20":                {cifar.ResNet(20, dsl.ShortcutA).Dense(10), 269_722},
		"ResNet-32":                {cifar.ResNet(32, dsl.ShortcutA).Dense(10), 464_154},
		"ResNet-44":                {cifar.ResNet(44, dsl.ShortcutA).Dense(10), 658_586},
		"ResNet-56":                {cifar.ResNet(56, dsl.ShortcutA).Dense(10), 853_018},
		"ResNet-110":               {cifar.ResNet(110, dsl.ShortcutA).Dense(10), 1_727_962},
		"ResNet-1202":              {cifar.ResNet(1202, dsl.ShortcutA).Dense(10), 19_421_274},
		"PlainNet-20":              {cifar.PlainNet(20).Dense(10), 269_722},
		"ResNet of UvA tutorial 5": {uvaResNet(), 272_378},
		"DenseNet-40-12":           {cifar.DenseNet(40, 12).Dense(10), 1_019_722},
		"DenseNet-100-12":          {cifar.DenseNet(100, 12).Dense(10), 6_979_642},
		"DenseNet-BC-100-12":       {cifar.DenseNetBC(100, 12).Dense(10), 769_162},
		"DenseNet-BC-190-40":       {cifar.DenseNetBC(190, 40).Dense(10), 25_624_430},
		"DenseNet-BC-40-12":        {cifar.DenseNetBC(40, 12).Dense(10), 176_122},
		"LeNet":                    {dsl.Input(28, 28, 1).LeNet().Dense(10), 61_706},
		"conv 1 to 32":             {dsl.Input(28, 28, 1).Conv(32, 3), 320},
		"MLP of UvA tutorial 3":    {dsl.Input(28, 28, 1).MLP(dsl.ReLU, 512, 256, 256, 128).Dense(10), 633_226},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.model.Err(); err != nil {
				t.Fatal(err)
			}
			if got := c.model.Summary().Parameters; got != c.want {
				t.Errorf("parameters: want %d, got %d", c.want, got)
			}
		})
	}
}

// TestSharedLayersTravel: models that went through JSON one by one, as
// variables of a notebook do, still share the layers that they shared.
func TestSharedLayersTravel(t *testing.T) {
	trunk := dsl.Input(4).Dense(3)
	a, b := travelled(t, trunk.ReLU()), travelled(t, trunk)
	if n := len(a.Add(b).Graph().Nodes); n != 4 {
		t.Errorf("layers: want 4, Input, Dense, ReLU and Add, got %d", n)
	}
	if n := len(a.Init(dsl.HeNormal()).Add(b.Init(dsl.HeNormal())).Graph().Nodes); n != 4 {
		t.Errorf("layers, when both changed alike: want 4, got %d", n)
	}
}

func travelled(t *testing.T, m dsl.Model) (back dsl.Model) {
	t.Helper()
	text, err := m.MarshalJSON()
	if err == nil {
		err = back.UnmarshalJSON(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// TestConnectionMistakes are those of layers with windows and of branches.
func TestConnectionMistakes(t *testing.T) {
	image := dsl.Input(8, 8, 2)
	for want, m := range map[string]dsl.Model{
		"input rank; want [T, C] or [H, W, C], got [128]; put it before Flatten(), or add Reshape(…) before it":                                               image.Flatten().Conv(4, 3),
		"extent of the window; want at most 8, that of the input, got 9; add dsl.Same() to pad the input, or make the window smaller":                         image.Conv(4, 9, dsl.Valid()),
		"groups; want a divisor of 2 channels and 4 filters, got 3":                                                                                           image.Conv(4, 3, dsl.Groups(3)),
		"input shapes; want [8 8 2] each, as the first, got [8 8 4]":                                                                                          image.Add(image.Conv(4, 3)),
		"option; want Stride, Same or Valid, got one of Conv's; leave it out":                                                                                 image.MaxPool(2, dsl.NoBias()),
		"the models' inputs; want one input, [8 8 2], got [4]; let both grow from the same dsl.Input(…)":                                                      image.Flatten().Dense(3).Add(dsl.Input(4).Dense(3)),
		"layers; want 6·n + 2: 8, 14, 20, …, got 21":                                                                                                          image.ResNet(21, dsl.ShortcutA),
		"rate; want 0 or more and below 1, got 1; it is the share that is dropped; 0.5 is usual":                                                              image.Dropout(1),
		"shape of the block's output; want [8 8 2], as its input, got [8 8 3]; say how the input gets there: Residual(block, dsl.ShortcutA) or dsl.ShortcutB": image.Residual(func(m dsl.Model) dsl.Model { return m.Conv(3, 3) }),
	} {
		err, ok := m.Err().(*dsl.Error)
		if !ok || err.Message() != want || err.File != "families_test.go" {
			t.Errorf("\nwant %s\ngot  %v", want, m.Err())
		}
	}
}
