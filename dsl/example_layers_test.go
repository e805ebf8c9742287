package dsl_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// count shows what a model gives and how many parameters it has.
func count(m dsl.Model) { fmt.Println(m.Shape(), m.Summary().Parameters) }

func ExampleModel_Conv() {
	x := dsl.Input(32, 32, 3)
	count(x.Conv(16, 3))
	count(x.Conv(16, 3, dsl.NoBias()))
	count(x.Conv(16, 5, dsl.Stride(2)))
	count(x.Conv(16, 5, dsl.Valid()))
	count(x.Conv(16, 3, dsl.Dilation(2), dsl.Valid()))
	count(x.Conv(6, 3, dsl.Groups(3)))
	count(dsl.Input(40, 1).Conv(25, 5)) // 1-D
	// Output:
	// [32 32 16] 448
	// [32 32 16] 432
	// [16 16 16] 1216
	// [28 28 16] 1216
	// [28 28 16] 448
	// [32 32 6] 60
	// [40 25] 150
}

func ExampleModel_MaxPool() {
	x := dsl.Input(28, 28, 6)
	count(x.MaxPool(2))
	count(x.MaxPool(3, dsl.Stride(2), dsl.Same()))
	count(x.AvgPool(2))
	count(x.GlobalAvgPool())
	count(x.GlobalMaxPool())
	// Output:
	// [14 14 6] 0
	// [14 14 6] 0
	// [14 14 6] 0
	// [6] 0
	// [6] 0
}

func ExampleModel_BatchNorm() {
	x := dsl.Input(32, 32, 16)
	count(x.BatchNorm())
	count(x.LayerNorm())
	count(x.GroupNorm(4))
	for _, p := range dsl.Tensors(x.BatchNorm().Graph()) {
		fmt.Println(p.Name, p.Trained())
	}
	// Output:
	// [32 32 16] 32
	// [32 32 16] 32
	// [32 32 16] 32
	// 1.batch-norm.scale true
	// 1.batch-norm.shift true
	// 1.batch-norm.running_mean false
	// 1.batch-norm.running_variance false
}

func ExampleModel_Dropout() {
	m := dsl.Input(784).Dense(100).ReLU().Dropout(0.5).Dense(10)
	count(m)
	fmt.Println(m.Dropout(1.5).Err())
	// Output:
	// [10] 79510
	// dsl: layer 5 Dropout (example_layers_test.go:67): rate; want 0 or more and below 1, got 1.5; it is the share that is dropped; 0.5 is usual
}

func ExampleModel_Embedding() {
	count(dsl.Input(20).Embedding(1000, 32)) // 20 words of 1000
	// Output: [20 32] 32000
}

func ExampleModel_Reshape() {
	m := dsl.Input(28, 28, 1)
	count(m.Flatten())
	count(m.Reshape(28, 28)) // a sequence of rows
	count(m.Subsample(2))
	count(m.PadChannels(4))
	count(m.Flatten().Dense(10).Softmax())
	// Output:
	// [784] 0
	// [28 28] 0
	// [14 14 1] 0
	// [28 28 4] 0
	// [10] 7850
}

func ExampleModel_Activation() {
	m := dsl.Input(4).Dense(8)
	for _, f := range []dsl.Activation{dsl.Sigmoid, dsl.Tanh, dsl.ReLU, dsl.LeakyReLU(0.01), dsl.ELU, dsl.SELU, dsl.GELU, dsl.SiLU, dsl.Softplus, dsl.Identity} {
		fmt.Print(m.Activation(f).Graph().Nodes[2].Title(), " ")
	}
	// Output: Sigmoid Tanh ReLU LeakyReLU(0.01) ELU SELU GELU SiLU Softplus Identity
}

func ExampleModel_Init() {
	m := dsl.Input(100).Dense(50)
	for _, i := range []dsl.Initializer{dsl.Zeros(), dsl.Constant(1), dsl.Normal(0.1), dsl.XavierUniform(), dsl.HeNormal(), dsl.LeCunNormal(), dsl.Orthogonal(1), dsl.IdentityMatrix(1), dsl.PyTorchDefault()} {
		w := dsl.Parameters(m.Init(i).Graph())[0]
		fmt.Printf("%s: standard deviation %.3f\n", w.Init, w.Init.Std(w.FanIn, w.FanOut))
	}
	// Output:
	// Zeros: standard deviation 0.000
	// Constant(1): standard deviation 0.000
	// Normal(0.1): standard deviation 0.100
	// XavierUniform: standard deviation 0.115
	// HeNormal: standard deviation 0.141
	// LeCunNormal: standard deviation 0.100
	// Orthogonal(1): standard deviation 0.100
	// IdentityMatrix(1): standard deviation 0.000
	// PyTorchDefault: standard deviation 0.058
}

func ExampleModel_Residual() {
	x := dsl.Input(32, 32, 16)
	count(x.Residual(dsl.BasicBlock(16, 1)))
	count(x.Residual(dsl.BasicBlock(32, 2), dsl.ShortcutA)) // every other position, zeros for channels
	count(x.Residual(dsl.BasicBlock(32, 2), dsl.ShortcutB)) // a 1×1 convolution
	count(x.Residual(func(m dsl.Model) dsl.Model {          // normalised before it is convolved, a tenth of it
		return m.BatchNorm().ReLU().Conv(16, 3, dsl.NoBias()).Scale(0.1)
	}))
	fmt.Println(x.Residual(dsl.BasicBlock(32, 2)).Err())
	// Output:
	// [32 32 16] 4672
	// [16 16 32] 13952
	// [16 16 32] 14528
	// [32 32 16] 2336
	// dsl: Residual (example_layers_test.go:127): shape of the block's output; want [32 32 16], as its input, got [16 16 32]; say how the input gets there: Residual(block, dsl.ShortcutA) or dsl.ShortcutB
}

func ExampleModel_DenseBlock() {
	x := dsl.Input(32, 32, 24)
	count(x.DenseBlock(6, 12))                    // six layers of 12 channels
	count(x.DenseBlock(6, 12, 4).Transition(0.5)) // with bottlenecks; half the channels, half the size
	// Output:
	// [32 32 96] 35640
	// [16 16 48] 52680
}

func ExampleModel_Branch() {
	dense := func(units int) func(dsl.Model) dsl.Model {
		return func(m dsl.Model) dsl.Model { return m.Dense(units) }
	}
	x := dsl.Input(8)
	skip := func(m dsl.Model) dsl.Model { return m }
	count(x.Branch(dense(8), skip).Add())
	count(x.Branch(dense(8), skip).Mul())
	count(x.Branch(dense(8), dense(3), skip).Concat())
	gate := x.Dense(8).Sigmoid()
	count(x.Dense(8).Tanh().Mul(gate).Add(x)) // the same by hand: x is computed once
	// Output:
	// [8] 72
	// [8] 72
	// [19] 99
	// [8] 144
}

func ExampleModel_Repeat() {
	deep := dsl.Input(784).Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10)
	count(deep)
	narrowing := dsl.Input(784).RepeatIndexed(3, func(i int, m dsl.Model) dsl.Model { return m.Dense(256 >> i).ReLU() })
	count(narrowing)
	// Output:
	// [10] 1453578
	// [64] 242112
}

func ExampleModel_ResNet() {
	x := dsl.Input(32, 32, 3)
	count(x.ResNet(20, dsl.ShortcutA).Dense(10))
	count(x.ResNet(110, dsl.ShortcutB).Dense(10))
	count(x.PreActResNet(20, dsl.ShortcutA).Dense(10))
	count(x.PlainNet(20).Dense(10))
	count(x.WideResNet(16, 4).Dense(10))
	count(x.DenseNet(40, 12).Dense(10))
	count(x.DenseNetBC(100, 12).Dense(10))
	count(dsl.Input(28, 28, 1).LeNet().Dense(10))
	count(dsl.Input(28, 28, 1).MLP(dsl.ReLU, 512, 256).Dense(10))
	// Output:
	// [10] 269722
	// [10] 1730714
	// [10] 269722
	// [10] 269722
	// [10] 2748890
	// [10] 1019722
	// [10] 769162
	// [10] 61706
	// [10] 535818
}

func ExampleGraph_Weighted() {
	g := dsl.Input(28, 28, 1).Conv(8, 3).BatchNorm().ReLU().GlobalAvgPool().Dense(10).Graph()
	for _, l := range g.Weighted() {
		fmt.Println(l.Name, l.Weights, l.F)
	}
	// Output:
	// Conv 1 1.conv.weights ReLU
	// Dense 2 5.dense.weights Identity
}
