"""Makes reference.json: what JAX computes for small networks.

    pip install "jax==0.10.2" && python reference.py > reference.json

Every number that the Go tests compare comes from here: the forward pass, the
gradient of every parameter, ten full-batch steps of each optimiser, and the
numbers of an inspection with per-sample gradients by vmap. The optimisers are
written out from their papers' formulas, not taken from a library.
"""

import json
import sys

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

SIZES = [5, 4, 4, 3]
SAMPLES = 7

ACTIVATIONS = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "identity": lambda z: z,
}


def draw(rng, dtype):
    ws = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        ws.append(jnp.asarray(rng.normal(0, 0.8, (fan_in, fan_out)), dtype))
        ws.append(jnp.asarray(rng.normal(0, 0.3, (fan_out,)), dtype))
    return ws


def forward(f, ws, x, shift=None):
    """The output, and every z; shift is added to each z, to differentiate by."""
    zs, acts, a = [], [], x
    for k in range(0, len(ws), 2):
        z = a @ ws[k] + ws[k + 1]
        if shift is not None:
            z = z + shift[k // 2]
        zs.append(z)
        a = z if k == len(ws) - 2 else ACTIVATIONS[f](z)
        acts.append(a)
    return a, zs, acts


def per_sample(loss, out, target):
    if loss == "cross-entropy":
        return jax.nn.logsumexp(out, axis=-1) - jnp.take_along_axis(out, target[:, None], axis=-1)[:, 0]
    return jnp.mean((out - target) ** 2, axis=-1)


def mean_loss(f, loss, ws, x, target):
    return jnp.mean(per_sample(loss, forward(f, ws, x)[0], target))


def sgd(ws, gs, state, t, lr=0.02, mu=0.0):
    vs = [mu * v + g for v, g in zip(state or [jnp.zeros_like(w) for w in ws], gs)]
    return [w - jnp.asarray(lr, w.dtype) * v for w, v in zip(ws, vs)], vs


def adam(ws, gs, state, t, lr=0.01, b1=0.9, b2=0.999, eps=1e-8):
    ms, vs = state or ([jnp.zeros_like(w) for w in ws], [jnp.zeros_like(w) for w in ws])
    ms = [b1 * m + (1 - b1) * g for m, g in zip(ms, gs)]
    vs = [b2 * v + (1 - b2) * g * g for v, g in zip(vs, gs)]
    new = []
    for w, m, v in zip(ws, ms, vs):
        new.append((w - lr * (m / (1 - b1**t)) / (jnp.sqrt(v / (1 - b2**t)) + eps)).astype(w.dtype))
    return new, (ms, vs)


OPTIMIZERS = {
    "sgd": ({"kind": "sgd", "learning_rate": 0.02}, sgd),
    "momentum": (
        {"kind": "sgd", "learning_rate": 0.02, "momentum": 0.9},
        lambda *a: sgd(*a, lr=0.02, mu=0.9),
    ),
    "adam": (
        {"kind": "adam", "learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        adam,
    ),
}


def inspect(f, loss, ws, x, target):
    """Per layer: rms over samples of |dL_i/dz|, |dL/dW|, and the activations."""

    def one(xi, ti):
        def of_shift(shift):
            out, _, _ = forward(f, ws, xi[None], shift)
            return per_sample(loss, out, ti[None])[0]

        return jax.grad(of_shift)([jnp.zeros(n, x.dtype) for n in SIZES[1:]])

    deltas = jax.vmap(one)(x, target)
    grads = jax.grad(lambda w: mean_loss(f, loss, w, x, target))(ws)
    _, _, acts = forward(f, ws, x)
    rows = []
    for k, a in enumerate(acts):
        hidden = k < len(acts) - 1
        saturation = dead = 0.0
        if hidden and f == "sigmoid":
            saturation = share((a < 0.025) | (a > 0.975))
        if hidden and f == "tanh":
            saturation = share(jnp.abs(a) > 0.95)
        if hidden and f == "relu":
            dead = share(jnp.all(a == 0, axis=0))
        rows.append([
            jnp.sqrt(jnp.mean(jnp.sum(deltas[k] ** 2, axis=-1))),
            jnp.linalg.norm(grads[2 * k]),
            jnp.mean(a), jnp.std(a), saturation, dead,
        ])
    return rows


def share(condition):
    return jnp.mean(condition.astype(jnp.float64))


def numbers(v):
    return np.asarray(v, np.float64).tolist()


def case(f, loss, dtype):
    rng = np.random.default_rng(7)
    ws = draw(rng, dtype)
    if f != "identity":
        # A unit that is dead, or saturated; not so far that its gradient is
        # all rounding, which Adam would blow up to a full step.
        ws[1] = ws[1].at[0].set(-12.0 if f == "relu" else -3.0)
    # Scaled up, so that others are saturated too; linear nets would diverge.
    x = jnp.asarray(rng.normal(0, 1.0 if f == "identity" else 2.0, (SAMPLES, SIZES[0])), dtype)
    if f == "relu":  # z = 0 exactly, in one unit of one sample
        ws[1] = ws[1].at[1].set(0.0)
        x = x.at[0].set(0.0)
    if loss == "cross-entropy":
        target = jnp.asarray(rng.integers(0, SIZES[-1], SAMPLES))
    else:
        target = jnp.asarray(rng.normal(0, 1, (SAMPLES, SIZES[-1])), dtype)
    grad = jax.value_and_grad(lambda w: mean_loss(f, loss, w, x, target))
    value, gs = grad(ws)
    out = {
        "activation": f, "loss_name": loss, "dtype": np.dtype(dtype).name,
        "weights": [numbers(w) for w in ws],
        "inputs": numbers(x), "targets": np.asarray(target).tolist(),
        "output": numbers(forward(f, ws, x)[0]), "loss": float(value),
        "gradients": [numbers(g) for g in gs],
        "inspection": [numbers(jnp.stack([jnp.asarray(v, jnp.float64) for v in row])) for row in inspect(f, loss, ws, x, target)],
        "steps": {},
    }
    for name, (spec, update) in OPTIMIZERS.items():
        w, state, losses = ws, None, []
        for t in range(1, 11):
            v, g = grad(w)
            losses.append(float(v))
            w, state = update(w, g, state, t)
        out["steps"][name] = {"optimizer": spec, "losses": losses, "weights": [numbers(p) for p in w]}
    return out


cases = [case(f, loss, dtype)
         for f in ACTIVATIONS
         for loss in ("cross-entropy", "mean-squared-error")
         for dtype in (jnp.float64, jnp.float32)]
json.dump({
    "versions": {"python": sys.version.split()[0], "jax": jax.__version__, "jaxlib": jax.lib.__version__, "numpy": np.__version__},
    "sizes": SIZES, "cases": cases,
}, sys.stdout, allow_nan=False)
print()
