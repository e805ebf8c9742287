package dsl

// DenseNet is three dense blocks with growth channels a layer, up to the
// pooled features; add Dense(classes). layers is 3n + 4, such as 40 and 100:
// dsl.Input(32, 32, 3).DenseNet(40, 12).Dense(10) has 1,019,722 parameters.
//
// Init: He normal.
// Errors: layers that are not 3n + 4; growth below 1.
// Source: Huang et al. 2017, "Densely connected convolutional networks",
// without their dropout.
func (m Model) DenseNet(layers, growth int) Model {
	n, e := blocks("DenseNet", layers, 4, 3)
	if e != nil {
		return m.fail(*e)
	}
	return m.Conv(16, 3, NoBias()).
		DenseBlock(n, growth).Transition(1).
		DenseBlock(n, growth).Transition(1).
		DenseBlock(n, growth).
		BatchNorm().ReLU().GlobalAvgPool().Init(HeNormal())
}

// DenseNetBC is DenseNet with bottlenecks of 4·growth channels and transitions
// that keep half of them; it starts with 2·growth channels. layers is 6n + 4:
// DenseNetBC(100, 12) has 769,162 parameters with Dense(10).
//
// Init: He normal.
// Errors: layers that are not 6n + 4; growth below 1.
// Source: Huang et al. 2017, DenseNet-BC.
func (m Model) DenseNetBC(layers, growth int) Model {
	n, e := blocks("DenseNetBC", layers, 4, 6)
	if e != nil {
		return m.fail(*e)
	}
	return m.Conv(2*growth, 3, NoBias()).
		DenseBlock(n, growth, 4).Transition(0.5).
		DenseBlock(n, growth, 4).Transition(0.5).
		DenseBlock(n, growth, 4).
		BatchNorm().ReLU().GlobalAvgPool().Init(HeNormal())
}
