"""Makes training.json: what PyTorch computes for each loss and optimiser.

    pip install "torch==2.15.0" && python training.py > training.json

Of each loss the loss of every sample and the gradient of their mean by the
output; of each optimiser the losses of ten full-batch steps and the weights
after them, of a small tanh net with softmax cross-entropy.
"""

import json
import sys

import numpy as np
import torch
from torch.nn import functional as F
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

SIZES = [3, 4, 2]
SAMPLES = 6
rng = np.random.default_rng(11)
INPUTS = rng.normal(0, 1, (SAMPLES, SIZES[0]))
LABELS = rng.integers(0, SIZES[-1], SAMPLES)
WEIGHTS = [rng.normal(0, 0.8, s) for s in ((3, 4), (4,), (4, 2), (2,))]
OUTPUTS = np.vstack([rng.normal(0, 2, (4, 5)), [[0, 0, 0, 0, 0], [900, -900, 0.5, 30, -30], [-2e4, -2e4, -2e4, 1e4, 0]]])
VALUES = np.vstack([rng.normal(0, 2, (4, 5)), [[0, 0, 1, -1, 2], [900, -899.5, 0.5, 31, -30], [0, 1, -1, 0, 3]]])
CLASSES = rng.integers(0, 5, 7)
SOFT = rng.dirichlet(np.ones(5), 7)
BITS = np.vstack([rng.integers(0, 2, (4, 5)), rng.random((3, 5))])
DTYPES = {"float64": torch.float64, "float32": torch.float32}


def numbers(v):
    return torch.as_tensor(v).detach().to(torch.float64).numpy().tolist()


def hot(classes):
    return np.eye(5)[classes]


def loss_row(f, targets, dtype):
    out = torch.tensor(OUTPUTS, dtype=dtype, requires_grad=True)
    target = torch.tensor(targets) if targets.dtype.kind == "i" else torch.tensor(targets, dtype=dtype)
    each = f(out, target)
    each.mean().backward()
    return {"losses": numbers(each), "gradient": numbers(out.grad)}


def over_outputs(f, **kw):
    return lambda z, t: f(z, t.to(z.dtype), reduction="none", **kw).mean(-1)


def cross_entropy(smoothing=0.0):
    return lambda z, t: F.cross_entropy(z, t, reduction="none", label_smoothing=smoothing)


LOSSES = {  # name: (loss, targets as the Go test has them, as PyTorch has them)
    "cross-entropy": (cross_entropy(), CLASSES, None),
    "cross-entropy soft": (cross_entropy(), SOFT, None),
    "cross-entropy smooth": (cross_entropy(0.1), CLASSES, None),
    "cross-entropy soft smooth": (cross_entropy(0.3), SOFT, None),
    "binary": (over_outputs(F.binary_cross_entropy_with_logits), BITS, None),
    "binary of classes": (over_outputs(F.binary_cross_entropy_with_logits), CLASSES, hot(CLASSES)),
    "squared": (over_outputs(F.mse_loss), VALUES, None),
    "absolute": (over_outputs(F.l1_loss), VALUES, None),
    "absolute of classes": (over_outputs(F.l1_loss), CLASSES, hot(CLASSES)),
    "huber": (over_outputs(F.huber_loss, delta=1.0), VALUES, None),
    "huber narrow": (over_outputs(F.huber_loss, delta=0.3), VALUES, None),
}

O = torch.optim
OPTIMIZERS = {  # name: (optimiser of the weights, clipping, rates by step)
    "nesterov": (lambda ws: O.SGD(ws, 0.05, momentum=0.9, nesterov=True), None, None),
    "sgd decay": (lambda ws: O.SGD(ws, 0.05, weight_decay=0.1), None, None),
    "momentum decay": (lambda ws: O.SGD(ws, 0.05, momentum=0.9, weight_decay=0.1), None, None),
    "nesterov decay": (lambda ws: O.SGD(ws, 0.05, momentum=0.9, weight_decay=0.1, nesterov=True), None, None),
    "decay except biases": (lambda ws: O.SGD([{"params": ws[0::2], "weight_decay": 0.1}, {"params": ws[1::2]}], 0.05, momentum=0.9), None, None),
    "adam": (lambda ws: O.Adam(ws, 0.01), None, None),
    "adam betas": (lambda ws: O.Adam(ws, 0.01, betas=(0.8, 0.95), eps=1e-3), None, None),
    "adam decay": (lambda ws: O.Adam(ws, 0.01, weight_decay=0.1), None, None),
    "adamw": (lambda ws: O.AdamW(ws, 0.01), None, None),
    "adamw decay": (lambda ws: O.AdamW(ws, 0.01, weight_decay=0.5), None, None),
    "adamw except biases": (lambda ws: O.AdamW([{"params": ws[0::2], "weight_decay": 0.5}, {"params": ws[1::2], "weight_decay": 0.0}], 0.01), None, None),
    "rmsprop": (lambda ws: O.RMSprop(ws, 0.01), None, None),
    "rmsprop alpha": (lambda ws: O.RMSprop(ws, 0.01, alpha=0.9, eps=1e-3), None, None),
    "rmsprop momentum decay": (lambda ws: O.RMSprop(ws, 0.005, momentum=0.9, weight_decay=0.1), None, None),
    "clip norm": (lambda ws: O.SGD(ws, 0.05, momentum=0.9), lambda ws: clip_grad_norm_(ws, 0.1), None),
    "clip norm idle": (lambda ws: O.SGD(ws, 0.05, momentum=0.9), lambda ws: clip_grad_norm_(ws, 100.0), None),
    "clip value": (lambda ws: O.SGD(ws, 0.05, momentum=0.9), lambda ws: clip_grad_value_(ws, 0.02), None),
    "clip both, decay": (lambda ws: O.SGD(ws, 0.05, weight_decay=0.1), lambda ws: (clip_grad_value_(ws, 0.05), clip_grad_norm_(ws, 0.1)), None),
    "milestones": (lambda ws: O.SGD(ws, 0.2, momentum=0.9), None, lambda o: O.lr_scheduler.MultiStepLR(o, [3, 7], 0.1)),
    "adamw warm cosine": (lambda ws: O.AdamW(ws, 0.02), None, lambda o: O.lr_scheduler.SequentialLR(
        o, [O.lr_scheduler.LinearLR(o, 1 / 4, 1, 3), O.lr_scheduler.CosineAnnealingLR(o, 6)], [4])),
}


def optimizer_row(make, clip, schedule, dtype):
    ws = [torch.tensor(w, dtype=dtype, requires_grad=True) for w in WEIGHTS]
    opt = make(ws)
    scheduler = schedule(opt) if schedule else None
    x, y, losses = torch.tensor(INPUTS, dtype=dtype), torch.tensor(LABELS), []
    for _ in range(10):
        opt.zero_grad()
        loss = F.cross_entropy(torch.tanh(x @ ws[0] + ws[1]) @ ws[2] + ws[3], y)
        loss.backward()
        if clip:
            clip(ws)
        opt.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {"losses": losses, "weights": [numbers(w) for w in ws]}


json.dump({
    "versions": {"python": sys.version.split()[0], "torch": torch.__version__, "numpy": np.__version__},
    "sizes": SIZES, "inputs": INPUTS.tolist(), "labels": LABELS.tolist(), "weights": [w.tolist() for w in WEIGHTS],
    "outputs": OUTPUTS.tolist(),
    "targets": {name: t.tolist() for name, (_, t, _) in LOSSES.items()},
    "losses": {d: {name: loss_row(f, t if own is None else own, dtype) for name, (f, t, own) in LOSSES.items()} for d, dtype in DTYPES.items()},
    "optimizers": {d: {name: optimizer_row(*row, dtype) for name, row in OPTIMIZERS.items()} for d, dtype in DTYPES.items()},
}, sys.stdout, allow_nan=False)
print()
