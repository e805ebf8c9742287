"""Writes flaxcells.npz and loadflax.json: a network of Flax with batch norm and
recurrent cells, with random weights and statistics, and what it answers.

Made with Flax 0.12.8, JAX 0.10.2, NumPy 2.4.6: python loadflax.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from flax import linen as nn
from flax import traverse_util


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(4, (3, 3))(x)
        x = nn.BatchNorm(use_running_average=True)(x)
        x = nn.relu(x)
        x = x.reshape(len(x), 6, -1)
        x = nn.RNN(nn.LSTMCell(5))(x)
        x = nn.RNN(nn.GRUCell(4))(x)
        x = nn.RNN(nn.SimpleCell(3))(x)
        return nn.Dense(2)(x[:, -1])


here = pathlib.Path(__file__).parent
random = np.random.default_rng(0)
variables = traverse_util.flatten_dict(Net().init(jax.random.PRNGKey(0), jnp.zeros((1, 6, 4, 2))), sep="/")
variables = {k: np.abs(random.normal(size=v.shape)).astype("f4") if k.endswith("var") else (0.5 * random.normal(size=v.shape)).astype("f4")
             for k, v in variables.items()}
np.savez(here / "flaxcells.npz", **variables)
x = random.normal(size=(3, 6, 4, 2)).astype("f4")
y = Net().apply(traverse_util.unflatten_dict(variables, sep="/"), x)
(here / "loadflax.json").write_text(json.dumps({"inputs": x.reshape(3, -1).tolist(), "outputs": np.asarray(y).tolist()}))
