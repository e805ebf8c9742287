"""Writes mnist1d.json: what the authors' own program makes of MNIST-1D.

Made with mnist1d 0.0.2.post1 (PyPI), NumPy 2.4.6, SciPy 1.17.1, Python 3.11:
    pip install --no-deps mnist1d==0.0.2.post1; python mnist1d.py
The package imports requests and matplotlib, which generating needs neither of.
"""
import json
import pathlib
import sys
import types

for name in ("requests", "matplotlib", "matplotlib.pyplot"):
    sys.modules.setdefault(name, types.ModuleType(name))

from mnist1d.data import get_dataset_args, get_templates, make_dataset

data = make_dataset(get_dataset_args())
x, test = data["x"], data["x_test"]
out = {
    "templates": get_templates()["x"].tolist(),
    "shape": [list(x.shape), list(test.shape)],
    "labels": data["y"].tolist(),
    "test_labels": data["y_test"].tolist(),
    # Whole examples, and of all the mean and spread at each of the 40 points.
    "first": x[:5].tolist(),
    "last": test[-5:].tolist(),
    "mean": x.mean(0).tolist(),
    "std": x.std(0).tolist(),
    "test_mean": test.mean(0).tolist(),
    "test_std": test.std(0).tolist(),
    # The sum of each example: none was left out or made otherwise.
    "sums": [round(v, 6) for v in x.sum(1).tolist()],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out))
