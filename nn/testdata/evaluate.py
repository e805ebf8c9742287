"""Evaluates a saved model without Fathom: python evaluate.py MODEL INPUTS.json"""
import json
import sys

import numpy as np
from safetensors import safe_open

with safe_open(sys.argv[1], framework="np") as file:
    nodes = json.loads(file.metadata()["graph"])["nodes"]
    scaling = json.loads(file.metadata()["scaling"])
    weights = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
x = np.array(json.load(open(sys.argv[2])))
if scaling:
    x = (x - scaling["mean"]) / scaling["std"]
for i, node in enumerate(nodes):  # here each layer reads the one before it
    kind, args = node["op"], node["args"]
    W, b = (weights.get(f"{i}.{kind}.{part}") for part in ("weights", "biases"))
    if kind in ("input", "flatten"):
        x = x.reshape(len(x), *node["shape"])
    elif kind == "dense":
        x = x @ W + b
    elif kind == "conv":  # of signals: W [size, in, out], zeros around
        size, stride, steps = args["size"], args["stride"], node["shape"][0]
        x = np.pad(x, ((0, 0), ((size - 1) // 2, size // 2), (0, 0)))
        x = np.stack([np.einsum("nki,kio->no", x[:, t * stride:t * stride + size], W) + b for t in range(steps)], 1)
    elif kind == "activation":
        x = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh}[args["f"]["kind"]](x)
print(json.dumps(x.tolist()))
