"""Makes recurrent.json: what PyTorch computes for small recurrent networks.

    pip install torch numpy && python recurrent.py > recurrent.json

Where PyTorch has the layer, torch.nn.RNN, LSTM or GRU computes it, with packed
sequences for masks. The GRU that resets before its product, states that are
held where a mask is 0, and the gradients of single states come from loops over
time that are differentiated by autograd; the loops are checked against the
modules first. Weights are in the layout of the Go layers: [F, G·H], gates side
by side, layer after layer.
"""

import json
import sys

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
N, T, F, H, K = 3, 5, 2, 3, 2
LENGTHS = [5, 2, 4]
GATES = {"rnn": 1, "relu": 1, "lstm": 4, "gru": 3, "gru one bias": 3, "gru before": 3}


def draw(rng, kind, inputs):
    g = GATES[kind] * H
    tensors = [rng.normal(0, 0.7, (inputs, g)), rng.normal(0, 0.7, (H, g)), rng.normal(0, 0.5, g)]
    if kind == "gru":
        tensors.append(rng.normal(0, 0.5, g))
    return [torch.tensor(t, requires_grad=True) for t in tensors]


def step(kind, w, x, h, c):
    """One step of a cell, written out."""
    W, U, b = w[:3]
    a = h @ U
    if kind in ("rnn", "relu"):
        z = x @ W + b + a
        return (torch.tanh(z) if kind == "rnn" else torch.relu(z)), c
    if kind == "lstm":
        i, f, g, o = (x @ W + b + a).split(H, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
    xr, xz, xn = (x @ W + b).split(H, dim=1)
    if kind == "gru before":
        r, z = torch.sigmoid(xr + h @ U[:, :H]), torch.sigmoid(xz + h @ U[:, H : 2 * H])
        n = torch.tanh(xn + (r * h) @ U[:, 2 * H :])
    else:
        ar, az, an = (a + (w[3] if kind == "gru" else 0)).split(H, dim=1)
        r, z = torch.sigmoid(xr + ar), torch.sigmoid(xz + az)
        n = torch.tanh(xn + r * an)
    return (1 - z) * n + z * h, c


def loop(kind, w, x, mask=None, backward=False):
    """All states by a loop over time, and for each step what to differentiate by:
    h, the c that h is made of, the c that goes on, and the mask."""
    h = c = torch.zeros(N, H)
    states, out = [None] * T, [None] * T
    for t in reversed(range(T)) if backward else range(T):
        h2, made = step(kind, w, x[:, t], h, c)
        m = torch.ones(N, 1) > 0 if mask is None else mask[:, t : t + 1] > 0
        h, c = torch.where(m, h2, h), torch.where(m, made, c)
        for s in (h, made, c):
            if s.requires_grad:
                s.retain_grad()
        out[t], states[t] = h, (h, made, c, m)
    return torch.stack(out, 1), h, states


def module(kind, w, inputs):
    """The same cell as PyTorch's module, its weights put in functionally."""
    if kind in ("rnn", "relu"):
        m = nn.RNN(inputs, H, nonlinearity="tanh" if kind == "rnn" else "relu", batch_first=True)
    else:
        m = {"lstm": nn.LSTM, "gru": nn.GRU, "gru one bias": nn.GRU}[kind](inputs, H, batch_first=True)
    second = w[3] if len(w) > 3 else torch.zeros_like(w[2])
    p = {"weight_ih_l0": w[0].T, "weight_hh_l0": w[1].T, "bias_ih_l0": w[2], "bias_hh_l0": second}

    def run(x, lengths=None):
        if lengths is not None:
            x = nn.utils.rnn.pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        out, last = torch.func.functional_call(m, p, (x,))
        last = last[0] if kind == "lstm" else last
        if lengths is not None:
            out, _ = nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=T)
        return out, last[0]

    return run


def flip(x, lengths=None):
    """Each sequence turned round, within its length."""
    rows = [torch.cat([s[:n].flip(0), s[n:]]) for s, n in zip(x, lengths or [T] * N)]
    return torch.stack(rows)


def layer(kind, w, x, lengths=None, backward=False):
    """All states and the last one; by the module where there is one."""
    mask = None if lengths is None else (torch.arange(T)[None] < torch.tensor(lengths)[:, None]).double()
    by_loop = loop(kind, w, x, mask, backward)[:2]
    if kind == "gru before":
        return by_loop
    out, last = module(kind, w, x.shape[2])(flip(x, lengths) if backward else x, lengths)
    if backward:
        out = flip(out, lengths)
    assert torch.allclose(last, by_loop[1], atol=1e-13), kind
    if lengths is not None:  # PyTorch's outputs are 0 where ours are held
        return by_loop[0], last
    assert torch.allclose(out, by_loop[0], atol=1e-13), kind
    return out, last


def network(shape, kind, ws, x, lengths):
    if shape in ("bidirectional", "bidirectional all"):
        f, fl = layer(kind, ws[0], x, lengths)
        b, bl = layer(kind, ws[1], x, lengths, backward=True)
        return torch.cat([f, b], 2).reshape(N, -1) if shape == "bidirectional all" else torch.cat([fl, bl], 1)
    if shape == "stacked":
        first, _ = layer(kind, ws[0], x, lengths)
        return layer(kind, ws[1], first, lengths)[1]
    out, last = layer(kind, ws[0], x, lengths, backward=shape == "backward all")
    return out.reshape(N, -1) if shape.endswith("all") else last


def numbers(t):
    return [float(f"{v:.15g}") for v in np.asarray(t.detach()).ravel()]


def case(shape, kind, masked):
    rng = np.random.default_rng(len(shape) * 7 + len(kind))
    ws = [draw(rng, kind, F)]
    if shape.startswith("bidirectional"):
        ws.append(draw(rng, kind, F))
    if shape == "stacked":
        ws.append(draw(rng, kind, H))
    x = torch.tensor(rng.normal(0, 1, (N, T, F)))
    if masked:
        for i, n in enumerate(LENGTHS):
            x[i, n:] = 0
    x.requires_grad_()
    width = {"all": T * H, "backward all": T * H, "bidirectional all": 2 * T * H, "bidirectional": 2 * H}.get(shape, H)
    head = [torch.tensor(rng.normal(0, 0.5, s), requires_grad=True) for s in ((width, K), (K,))]
    target = torch.tensor(rng.normal(0, 1, (N, K)))
    out = network(shape, kind, ws, x, LENGTHS if masked else None) @ head[0] + head[1]
    loss = ((out - target) ** 2).mean(1).mean()
    weights = [t for w in ws for t in w] + head
    grads = torch.autograd.grad(loss, [x] + weights)
    return {
        "shape": shape, "kind": kind, "masked": masked,
        "weights": [numbers(t) for t in weights], "inputs": numbers(x), "targets": numbers(target),
        "output": numbers(out), "loss": loss.item(),
        "input_gradient": numbers(grads[0]), "gradients": [numbers(g) for g in grads[1:]],
        "states": states(kind, ws[0], x, head, target, LENGTHS if masked else None) if shape == "last" else None,
    }


def states(kind, w, x, head, target, lengths):
    """For each time step the RMS over samples of |dL_i/dh_t|, and of |dL_i/dc_t|."""
    mask = None if lengths is None else (torch.arange(T)[None] < torch.tensor(lengths)[:, None]).double()
    _, last, kept = loop(kind, w, x, mask)
    (((last @ head[0] + head[1] - target) ** 2).mean(1)).sum().backward()
    rms = lambda d: float((d**2).sum(1).mean().sqrt())
    out = [[rms(h.grad) for h, _, _, _ in kept]]
    if kind == "lstm":
        zero = torch.zeros(N, H)
        out.append([rms(torch.where(m, made.grad, zero if c.grad is None else c.grad)) for _, made, c, m in kept])
    return out


cases = [case(shape, kind, masked)
         for kind in GATES
         for shape, masked in (("last", False), ("all", False), ("last", True), ("all", True))]
cases += [case(shape, kind, masked)
          for kind in ("lstm", "gru")
          for shape, masked in (("bidirectional", False), ("bidirectional all", False), ("bidirectional", True),
                                ("backward all", True), ("stacked", False), ("stacked", True))]
json.dump({"versions": {"python": sys.version.split()[0], "torch": torch.__version__.split("+")[0], "numpy": np.__version__},
           "cases": cases}, sys.stdout)
print()
