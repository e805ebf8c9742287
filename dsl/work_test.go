package dsl_test

import (
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestMultiplyAdds holds the counts to published ones, in millions: ResNet-56
// 125.49 and ResNet-110 252.89 (Lin et al. 2020, HRank), ResNet-20 40.6, with
// projections as shortcuts 40.8; of LeNet-5 and others counted by hand.
func TestMultiplyAdds(t *testing.T) {
	image := dsl.Input(32, 32, 3)
	for _, c := range []struct {
		name string
		m    dsl.Model
		want int
	}{
		{"ResNet-20, shortcut A", image.ResNet(20, dsl.ShortcutA).Dense(10), 40_551_040},
		{"ResNet-20, shortcut B", image.ResNet(20, dsl.ShortcutB).Dense(10), 40_813_184},
		{"ResNet-56", image.ResNet(56, dsl.ShortcutA).Dense(10), 125_485_696},
		{"ResNet-110", image.ResNet(110, dsl.ShortcutA).Dense(10), 252_887_680},
		{"LeNet-5", dsl.Input(28, 28, 1).LeNet().Dense(10), 117_600 + 240_000 + 48_000 + 10_080 + 840},
		{"a group of channels", dsl.Input(8, 8, 4).Conv(8, 3, dsl.Groups(4)), 8 * 8 * 3 * 3 * 1 * 8},
		{"an LSTM", dsl.Input(50, 2).LSTM(100), 50 * 4 * 100 * (2 + 100)},
		{"a product of a Func", dsl.Input(5, 3).Apply(dsl.Func("f", func(x dsl.Expr) dsl.Expr {
			return x.MatMul(dsl.Param("w", dsl.HeNormal(), 3, 7)).MatMul(x.Transpose().Slice(0, 0, 1).Reshape(5, 1).Transpose().MatMul(dsl.Param("v", dsl.HeNormal(), 5, 7)).Reshape(7))
		})), 5*3*7 + 1*5*7 + 5*7},
		{"none", dsl.Input(5, 3).LayerNorm().ReLU(), 0},
	} {
		if err := c.m.Err(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := c.m.Summary().MultiplyAdds; got != c.want {
			t.Errorf("%s: want %d, got %d", c.name, c.want, got)
		}
	}
}

// TestActivationMemory: the values that are kept of a sample, by hand.
func TestActivationMemory(t *testing.T) {
	for _, c := range []struct {
		name string
		m    dsl.Model
		want int
	}{
		{"LeNet-5", dsl.Input(28, 28, 1).LeNet().Dense(10), 2*28*28*6 + 14*14*6 + 2*10*10*16 + 5*5*16 + 2*120 + 2*84 + 10},
		{"states of an LSTM", dsl.Input(50, 2).LSTM(100), 50 * 2 * 100},
		{"a sum reads what is kept", dsl.Input(8).Dense(4).Residual(func(m dsl.Model) dsl.Model { return m.ReLU() }), 3 * 4},
	} {
		if got := c.m.Summary().Kept; got != c.want {
			t.Errorf("%s: want %d, got %d", c.name, c.want, got)
		}
	}
}
