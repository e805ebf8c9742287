"""Makes expressions.json: what JAX computes for expressions of dsl.Func.

    pip install "jax==0.10.2" && python expressions.py > expressions.json

A case is a function of one sample; vmap adds the batch. Its numbers are the
output and the gradients of sum(output · cotangent) by every input and every
parameter, in float64. Inputs have ties and zeros where the derivative of an
operation has a corner.
"""

import json
import sys

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import erf

N = 2
KINKS = np.array([[-1.5, -0.5, 0.0, 0.25, 1.0, 2.0], [0.5, 0.5, -0.25, 3.0, 0.0, -2.0]])
TIED = np.array([[[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]], [[-1.0, 0.5, 0.5], [2.0, -2.0, 0.0]]])


def absolute(x):
    """|x| with PyTorch's derivative at 0, which is 0; JAX's is 1."""
    return jnp.where(x == 0, 0.0, jnp.abs(x))


def attention(x, p):
    q, k, v = x @ p["query"], x @ p["key"], x @ p["value"]
    return jax.nn.softmax(q @ k.T / jnp.sqrt(3.0), axis=-1) @ v


def highway(x, p):
    t = jax.nn.sigmoid(x @ p["gate"] + p["carry"])
    return t * jax.nn.relu(x @ p["weights"] + p["biases"]) + (1 - t) * x


def layer_norm(x, p):
    m = x.mean(-1, keepdims=True)
    v = ((x - m) ** 2).mean(-1, keepdims=True)
    return (x - m) / jnp.sqrt(v + 1e-5) * p["scale"] + p["shift"]


# name: (function of inputs and parameters, input shapes or values, parameter shapes or values)
CASES = {
    "add": (lambda x, y, p: x + y + 2.0, [(2, 1), (3,)], {}),
    "sub": (lambda x, p: 1.0 - x - p["b"], [(2, 3)], {"b": (3,)}),
    "mul": (lambda x, y, p: x * y * p["a"], [(2, 3), (2, 1)], {"a": ()}),
    "div": (lambda x, y, p: x / (y * y + 1.0) / p["c"], [(2, 3), (3,)], {"c": (2, 1)}),
    "pow whole": (lambda x, p: x**3 + x**2.0, [KINKS], {}),
    "pow": (lambda x, y, p: (x * x + 0.5) ** y, [(2, 3), (3,)], {}),
    "pow of 0": (lambda x, p: absolute(x) ** p["e"], [KINKS], {"e": np.array([2.0, 1.5, 2.5, 2.0, 1.0, 3.0])}),
    "max": (lambda x, y, p: jnp.maximum(x, y), [KINKS, KINKS * np.array([1, -1, 1, 1, 0.5, 1])], {}),
    "min": (lambda x, p: jnp.minimum(x, p["m"]) + jnp.minimum(x, 0.25), [TIED], {"m": np.array([[2.0], [3.0]])}),
    "compare": (
        lambda x, y, p: (x > y) * 1.0 + (x >= y) * 2.0 + (x < y) * 4.0 + (x <= y) * 8.0 + (x == y) * 16.0 + x * 0.1,
        [KINKS, KINKS * np.array([1, -1, 1, 1, 0.5, 1])],
        {},
    ),
    "where": (lambda x, y, p: jnp.where(x > 0.0, jnp.sqrt(jnp.where(x > 0.0, x, 1.0)), y * p["a"]), [KINKS, (6,)], {"a": ()}),
    "where broadcast": (lambda x, p: jnp.where(p["mask"] != 0, x, -1.0), [(2, 3)], {"mask": np.array([1.0, 0.0, 2.0])}),
    "neg exp log": (lambda x, p: -jnp.exp(x) + jnp.log(x * x + 1.0) + jnp.log1p(x * x), [KINKS], {}),
    "sqrt": (lambda x, p: jnp.sqrt(x * x + 0.1), [KINKS], {}),
    "abs sign": (lambda x, p: absolute(x) * 2.0 + jnp.sign(x), [KINKS], {}),
    "waves": (lambda x, p: jnp.sin(x * 3.0) + jnp.cos(x) * x, [KINKS], {}),
    "tanh sigmoid": (lambda x, p: jnp.tanh(x) + jax.nn.sigmoid(x * 20.0), [KINKS], {}),
    "erf": (lambda x, p: x * 0.5 * (1.0 + erf(x / jnp.sqrt(2.0))), [KINKS], {}),
    "relu": (lambda x, p: jax.nn.relu(x), [KINKS], {}),
    "stop": (lambda x, p: x * jax.lax.stop_gradient(x), [KINKS], {}),
    "sum": (lambda x, p: x / x.sum(-1, keepdims=True) + x.sum(keepdims=True), [(2, 3)], {}),
    "mean": (lambda x, p: (x - x.mean((0, 2), keepdims=True)) * x.mean(1, keepdims=True), [(2, 3, 2)], {}),
    "reduce max": (lambda x, p: x.max(-1, keepdims=True) * x + x.max(keepdims=True), [TIED], {}),
    "reduce min": (lambda x, p: x.min(0, keepdims=True) * x, [TIED], {}),
    "reduce parameter": (lambda x, p: x * p["w"].max(0) + p["w"].sum(), [(3,)], {"w": (2, 3)}),
    "squeeze": (lambda x, p: x.sum((0, 2)), [(2, 3, 2)], {}),
    "reshape": (lambda x, p: (x.reshape(3, 4) * p["w"].reshape(3, 4)).reshape(2, 6), [(2, 3, 2)], {"w": (12,)}),
    "transpose": (lambda x, p: x.transpose(2, 0, 1) * p["w"].T.reshape(2, 1, 3), [(2, 3, 2)], {"w": (3, 2)}),
    "slice": (lambda x, p: x[:, 1:3] * p["w"][2:4].sum() + x[:, 0:2], [(2, 4)], {"w": (5, 2)}),
    "concat": (
        lambda x, y, p: jnp.concatenate([x, jnp.broadcast_to(p["w"], (2, 2)), y * 2.0, x], -1),
        [(2, 3), (2, 1)],
        {"w": (2, 2)},
    ),
    "broadcast": (lambda x, p: jnp.broadcast_to(x, (2, 3, 4)) * p["w"], [(3, 1)], {"w": (4,)}),
    "matmul vector": (lambda x, p: x @ p["w"], [(3,)], {"w": (3, 2)}),
    "matmul rows": (lambda x, p: x @ p["w"], [(4, 3)], {"w": (3, 2)}),
    "matmul left": (lambda x, p: p["w"] @ x, [(3,)], {"w": (2, 3)}),
    "matmul left rows": (lambda x, p: p["w"] @ x, [(3, 4)], {"w": (2, 3)}),
    "matmul inner": (lambda x, y, p: (x @ y).reshape(1) * (x @ p["v"]), [(3,), (3,)], {"v": (3,)}),
    "matmul both": (lambda x, y, p: x @ y, [(2, 3), (3, 4)], {}),
    "matmul heads": (lambda x, y, p: x @ y @ p["w"], [(2, 1, 2, 3), (2, 3, 4)], {"w": (2, 4, 3)}),
    "matmul parameters": (lambda x, p: x * (p["a"] @ p["b"]), [(2, 2)], {"a": (2, 3), "b": (3, 2)}),
    "parameter alone": (lambda x, p: p["w"] * 3.0, [(2,)], {"w": (4,)}),
    "swish": (lambda x, p: x * jax.nn.sigmoid(x), [(4,)], {}),
    "highway": (highway, [(3,)], {"gate": (3, 3), "carry": (3,), "weights": (3, 3), "biases": (3,)}),
    "layer norm": (layer_norm, [(2, 5)], {"scale": (5,), "shift": (5,)}),
    "attention": (attention, [(4, 3)], {"query": (3, 3), "key": (3, 3), "value": (3, 2)}),
}


def value(rng, v, batch=()):
    return np.asarray(v) if isinstance(v, np.ndarray) else np.round(rng.normal(0, 1, batch + v), 3)


def main():
    rng = np.random.default_rng(6)
    cases = []
    for name, (f, inputs, parameters) in CASES.items():
        xs = [value(rng, v, (N,)) for v in inputs]
        ps = {k: value(rng, v) for k, v in parameters.items()}
        batched = jax.vmap(f, in_axes=(0,) * len(xs) + (None,))
        out = batched(*map(jnp.asarray, xs), ps)
        c = np.round(rng.normal(0, 1, out.shape), 3)
        total = lambda xs, ps: jnp.sum(batched(*xs, ps) * c)
        gx, gp = jax.grad(total, argnums=(0, 1))([jnp.asarray(x) for x in xs], {k: jnp.asarray(v) for k, v in ps.items()})
        lists = lambda d: {k: np.asarray(v).tolist() for k, v in d.items()}
        cases.append(
            {
                "name": name,
                "inputs": [x.tolist() for x in xs],
                "parameters": lists(ps),
                "cotangent": c.tolist(),
                "output": np.asarray(out).tolist(),
                "input_gradients": [np.asarray(g).tolist() for g in gx],
                "parameter_gradients": lists(gp),
            }
        )
    versions = {"python": sys.version.split()[0], "jax": jax.__version__, "numpy": np.__version__}
    text = json.dumps({"versions": versions, "cases": cases})
    print(text.replace('{"name"', '\n{"name"'))


main()
