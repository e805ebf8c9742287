package dsl

import "fmt"

// PlainNet is the thin, deep network without shortcuts that ResNet is compared
// with: 3×3 convolutions in three stages of 16, 32 and 64 channels, up to the
// pooled features; add Dense(classes). layers counts weighted layers with that
// Dense: 6n + 2.
//
// Init: He normal.
// Errors: layers that are not 6n + 2.
// Source: He et al. 2016, "Deep residual learning", section 4.2.
func (m Model) PlainNet(layers int) Model {
	return m.stages("PlainNet", layers, func(m Model, width, stride int) Model {
		return BasicBlock(width, stride)(m).ReLU()
	})
}

// ResNet is the residual network for small images: dsl.Input(32, 32, 3).
// ResNet(20, dsl.ShortcutA).Dense(10) is ResNet-20 for CIFAR-10, with 269,722
// parameters. It goes up to the pooled features; layers counts weighted layers
// with the Dense behind them: 6n + 2, such as 20, 32, 44, 56, 110, 1202.
//
// Init: He normal.
// Errors: layers that are not 6n + 2; the shortcut's.
// Source: He et al. 2016, "Deep residual learning", section 4.2.
func (m Model) ResNet(layers int, shortcut Shortcut) Model {
	return m.stages("ResNet", layers, func(m Model, width, stride int) Model {
		return m.Residual(BasicBlock(width, stride), shortcut).ReLU()
	})
}

// BasicBlock is two 3×3 convolutions, each normalised, with a ReLU between
// them; the first has the stride.
func BasicBlock(width, stride int) func(Model) Model {
	return func(m Model) Model {
		return m.Conv(width, 3, Stride(stride), NoBias()).BatchNorm().ReLU().
			Conv(width, 3, NoBias()).BatchNorm()
	}
}

// stages is the frame that PlainNet and ResNet share.
func (m Model) stages(name string, layers int, block func(m Model, width, stride int) Model) Model {
	n, e := blocks(name, layers, 2, 6)
	if e != nil {
		return m.fail(*e)
	}
	m = m.Conv(16, 3, NoBias()).BatchNorm().ReLU()
	for stage, width := range []int{16, 32, 64} {
		m = m.RepeatIndexed(n, func(i int, m Model) Model { return block(m, width, strideOf(stage, i)) })
	}
	return m.GlobalAvgPool().Init(HeNormal())
}

// strideOf halves height and width at the first block of each stage but the
// first.
func strideOf(stage, block int) int {
	if stage > 0 && block == 0 {
		return 2
	}
	return 1
}

// blocks is n of a network with rest + each·n layers.
func blocks(name string, layers, rest, each int) (int, *Error) {
	if n := (layers - rest) / each; n > 0 && layers == rest+each*n {
		return n, nil
	}
	return 0, &Error{Where: name, What: "layers", Want: fmt.Sprintf("%d·n + %d: %d, %d, %d, …", each, rest, each+rest, 2*each+rest, 3*each+rest), Got: fmt.Sprint(layers)}
}

// PreActResNet is ResNet with normalisation and ReLU before each convolution,
// so that nothing stands on the path of the skips.
//
// Init: He normal.
// Errors: layers that are not 6n + 2; the shortcut's.
// Source: He et al. 2016, "Identity mappings in deep residual networks".
func (m Model) PreActResNet(layers int, shortcut Shortcut) Model {
	n, e := blocks("PreActResNet", layers, 2, 6)
	if e != nil {
		return m.fail(*e)
	}
	m = m.Conv(16, 3, NoBias())
	for stage, width := range []int{16, 32, 64} {
		m = m.RepeatIndexed(n, func(i int, m Model) Model {
			return m.Residual(func(m Model) Model {
				return m.BatchNorm().ReLU().Conv(width, 3, Stride(strideOf(stage, i)), NoBias()).
					BatchNorm().ReLU().Conv(width, 3, NoBias())
			}, shortcut)
		})
	}
	return m.BatchNorm().ReLU().GlobalAvgPool().Init(HeNormal())
}

// WideResNet is the pre-activation residual network whose stages have widen
// times 16, 32 and 64 channels, up to the pooled features; add Dense(classes).
// layers is 6n + 4. Where the shape changes, the shortcut is a 1×1 convolution
// of the normalised and rectified input.
//
// Init: He normal.
// Errors: layers that are not 6n + 4; widen below 1.
// Source: Zagoruyko & Komodakis 2016, "Wide residual networks", WRN-layers-widen.
func (m Model) WideResNet(layers, widen int) Model {
	n, e := blocks("WideResNet", layers, 4, 6)
	if e != nil {
		return m.fail(*e)
	}
	m = m.Conv(16, 3, NoBias())
	for stage, width := range []int{16 * widen, 32 * widen, 64 * widen} {
		m = m.RepeatIndexed(n, func(i int, m Model) Model {
			stride := strideOf(stage, i)
			convolutions := func(m Model) Model {
				return m.Conv(width, 3, Stride(stride), NoBias()).BatchNorm().ReLU().Conv(width, 3, NoBias())
			}
			if i == 0 {
				return m.BatchNorm().ReLU().Branch(convolutions, func(m Model) Model {
					return m.Conv(width, 1, Stride(stride), NoBias())
				}).Add()
			}
			return m.Residual(func(m Model) Model { return convolutions(m.BatchNorm().ReLU()) })
		})
	}
	return m.BatchNorm().ReLU().GlobalAvgPool().Init(HeNormal())
}
