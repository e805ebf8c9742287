"""Makes probes.json: what JAX and numpy measure inside small networks.

    pip install "jax==0.10.2" && python probes.py > probes.json

Two full-batch steps of SGD with momentum; at each, for every probe and
layer, the norm, root mean square and histogram of weights, gradients, updates
and activations, the ratio of updates to weights, and the per-sample gradient
of pre-activations by vmap. Histograms are numpy's, over edges that follow from
the rule in dsl.Histogram's doc, worked out here by search.
"""

import json
import math
import sys

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

SIZES = [6, 12, 9, 4]
SAMPLES = 11
RATE, MOMENTUM = 0.05, 0.9
BINS = 16
ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}


def forward(f, ws, x, shift=None):
    acts, a = [], x
    for k in range(len(ws) // 2):
        z = a @ ws[2 * k] + ws[2 * k + 1]
        if shift is not None:
            z = z + shift[k]
        a = z if 2 * k == len(ws) - 2 else ACTIVATIONS[f](z)
        acts.append(a)
    return acts


def losses(out, target):
    return jax.nn.logsumexp(out, axis=-1) - jnp.take_along_axis(out, target[:, None], axis=-1)[:, 0]


def deltas(f, ws, x, target):
    def one(xi, ti):
        zero = [jnp.zeros(n, x.dtype) for n in SIZES[1:]]
        return jax.grad(lambda s: losses(forward(f, ws, xi[None], s)[-1], ti[None])[0])(zero)

    return jax.vmap(one)(x, target)


def linear_edges(v):
    """Multiples of the smallest power of two that need at most BINS bins."""
    k = -200
    while math.ceil(v.max() / 2.0**k) - math.floor(v.min() / 2.0**k) > BINS:
        k += 1
    return np.arange(math.floor(v.min() / 2.0**k), math.ceil(v.max() / 2.0**k) + 1) * 2.0**k


def log_edges(v):
    """Quarters of each doubling, as far as there are values."""
    m = np.abs(v)
    octaves = range(math.floor(math.log2(m.min())) - 1, math.ceil(math.log2(m.max())) + 2)
    all_edges = np.array([(1 + q / 4) * 2.0**k for k in octaves for q in range(4)])
    first = np.searchsorted(all_edges, m.min(), side="right") - 1
    last = np.searchsorted(all_edges, m.max(), side="right")
    return all_edges[first : last + 1]


def histogram(x, log):
    x = np.asarray(x, np.float64).ravel()
    v = x[x != 0]
    edges = log_edges(v) if log else linear_edges(v)
    counts, _ = np.histogram(np.abs(v) if log else v, edges)
    return {
        "edges": edges.tolist(), "counts": counts.tolist(), "zeros": int((x == 0).sum()), "n": x.size,
        "min": x.min(), "max": x.max(), "mean": x.mean(), "std": x.std(),
    }


def norm(x):
    return float(np.linalg.norm(np.asarray(x, np.float64).ravel()))


def step(f, ws, vs, x, target):
    gs = jax.grad(lambda w: jnp.mean(losses(forward(f, w, x)[-1], target)))(ws)
    vs = [MOMENTUM * v + g for v, g in zip(vs, gs)]
    return gs, vs, [(w - RATE * v).astype(w.dtype) for w, v in zip(ws, vs)]


def measure(f, ws, new, gs, x, target):
    of = {
        "weights": ws[::2], "gradients": gs[::2],
        "updates": [n - w for n, w in zip(new[::2], ws[::2])], "activations": forward(f, ws, x),
    }
    out = {}
    for name, layers in of.items():
        out["norm " + name] = [norm(v) for v in layers]
        out["rms " + name] = [norm(v) / math.sqrt(v.size) for v in layers]
        out["histogram " + name] = [histogram(v, False) for v in layers]
        out["log histogram " + name] = [histogram(v, True) for v in layers]
    out["ratio updates"] = [u / w for u, w in zip(out["norm updates"], out["norm weights"])]
    out["norm deltas"] = [float(jnp.sqrt(jnp.mean(jnp.sum(jnp.asarray(d, jnp.float64) ** 2, axis=-1)))) for d in deltas(f, ws, x, target)]
    return out


def case(f, dtype):
    rng = np.random.default_rng(11)
    ws = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        ws.append(jnp.asarray(rng.normal(0, 0.7, (fan_in, fan_out)), dtype))
        ws.append(jnp.asarray(rng.normal(0, 0.3, (fan_out,)), dtype))
    x = jnp.asarray(rng.normal(0, 1.5, (SAMPLES, SIZES[0])), dtype)
    target = jnp.asarray(rng.integers(0, SIZES[-1], SAMPLES))
    out = {
        "activation": f, "dtype": np.dtype(dtype).name, "inputs": np.asarray(x, np.float64).tolist(),
        "labels": np.asarray(target).tolist(), "weights": [np.asarray(w, np.float64).tolist() for w in ws], "looks": [],
    }
    vs = [jnp.zeros_like(w) for w in ws]
    for _ in range(2):
        gs, vs, new = step(f, ws, vs, x, target)
        out["looks"].append(measure(f, ws, new, gs, x, target))
        ws = new
    return out


cases = [case(f, dtype) for f in ACTIVATIONS for dtype in (jnp.float64, jnp.float32)]
json.dump({
    "versions": {"python": sys.version.split()[0], "jax": jax.__version__, "jaxlib": jax.lib.__version__, "numpy": np.__version__},
    "sizes": SIZES, "rate": RATE, "momentum": MOMENTUM, "bins": BINS, "cases": cases,
}, sys.stdout, allow_nan=False)
print()
