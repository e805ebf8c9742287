"""Writes reference.safetensors with the safetensors package, for TestSafetensors.

python reference.py   (made with safetensors 0.8.0 and numpy 2.4.6)
"""
import numpy
from safetensors.numpy import save_file

save_file(
    {
        "1.dense.weights": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4,
        "1.dense.biases": numpy.array([-1.5, 0.0, numpy.inf], dtype=numpy.float32),
        "step": numpy.array(7, dtype=numpy.int64),
        "Σ <double>": numpy.array([[1e300, -2.5]], dtype=numpy.float64),
        "empty": numpy.zeros((0, 4), dtype=numpy.float32),
        "mask": numpy.array([True, False, True]),
    },
    "reference.safetensors",
    metadata={"by": "numpy"},
)
