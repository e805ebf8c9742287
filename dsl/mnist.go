package dsl

// MNIST is the data set of handwritten digits: 28×28×1 pixels, ten classes.
// The first 55,000 of its 60,000 training images train, the other 5,000
// validate; its 10,000 test images test. Pixels are standardised,
// (x/255 − 0.1307)/0.3081, the mean and standard deviation of the 60,000.
//
// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
func MNIST() Data { return Data{spec: DataSpec{Source: "mnist"}} }
