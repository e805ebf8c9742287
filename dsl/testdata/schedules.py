"""Makes schedules.json: the rates that PyTorch's schedulers give.

    pip install "torch==2.15.0" && python schedules.py > schedules.json

Each row is the learning rate of every step, from 1 and a base of 1; of those
that look at epochs, of every epoch, with the metric that it ended with.
"""

import json
import sys
import warnings

import torch
from torch.optim import lr_scheduler as lr

warnings.simplefilter("ignore")  # schedulers stepped without their optimiser


def sgd():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)


def rates(make, steps):
    opt = sgd()
    scheduler = make(opt)
    out = []
    for _ in range(steps):
        out.append(opt.param_groups[0]["lr"])
        opt.step()
        scheduler.step()
    return out


def plateau(metrics, **kw):
    opt = sgd()
    scheduler = lr.ReduceLROnPlateau(opt, **kw)
    out = []
    for m in metrics:
        out.append(opt.param_groups[0]["lr"])
        scheduler.step(m)
    return {"metrics": metrics, "rates": out + [opt.param_groups[0]["lr"]]}


LOSSES = [1.0, 0.8, 0.79995, 0.79994, 0.79993, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.69995, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
ACCURACIES = [0.1, 0.5, 0.50004, 0.49, 0.6, 0.6, 0.6, 0.6, 0.60003, 0.9, 0.9, 0.9, 0.9, 0.9]

json.dump({
    "versions": {"python": sys.version.split()[0], "torch": torch.__version__},
    "rates": {
        "milestones": rates(lambda o: lr.MultiStepLR(o, [3, 7, 8], 0.1), 12),
        "every": rates(lambda o: lr.StepLR(o, 3, 0.5), 12),
        "exponential": rates(lambda o: lr.ExponentialLR(o, 0.9), 12),
        "cosine": rates(lambda o: lr.CosineAnnealingLR(o, 10), 10),
        "cosine floor": rates(lambda o: lr.CosineAnnealingLR(o, 10, eta_min=0.25), 10),
        "restarts": rates(lambda o: lr.CosineAnnealingWarmRestarts(o, 4), 14),
        "restarts growing": rates(lambda o: lr.CosineAnnealingWarmRestarts(o, 3, T_mult=2, eta_min=0.1), 40),
        "linear": rates(lambda o: lr.LinearLR(o, 0.25, 0.75, 6), 10),
        "warm-up": rates(lambda o: lr.LinearLR(o, 1 / 5, 1, 4), 10),
        "warm-up then cosine": rates(lambda o: lr.SequentialLR(o, [lr.LinearLR(o, 1 / 5, 1, 4), lr.CosineAnnealingLR(o, 10)], [5]), 15),
        "hold then milestones": rates(lambda o: lr.SequentialLR(o, [lr.ConstantLR(o, 0.1, 1000), lr.MultiStepLR(o, [4, 6], 0.1)], [3]), 12),
        "exponential for": rates(lambda o: lr.SequentialLR(o, [lr.ExponentialLR(o, 0.8), lr.ConstantLR(o, 0.5, 1000)], [4]), 8),
        "times": rates(lambda o: lr.ChainedScheduler([lr.LinearLR(o, 1 / 5, 1, 4), lr.MultiStepLR(o, [3, 7], 0.1)], o), 10),
    },
    "plateaus": {
        "loss": plateau(LOSSES, factor=0.1, patience=2),
        "no patience": plateau(LOSSES, factor=0.5, patience=0),
        "cooldown": plateau(LOSSES, factor=0.5, patience=1, cooldown=2),
        "floor": plateau(LOSSES, factor=0.1, patience=1, min_lr=0.05),
        "threshold": plateau(LOSSES, factor=0.5, patience=2, threshold=0.2),
        "accuracy": plateau(ACCURACIES, factor=0.1, patience=1, mode="max"),
    },
}, sys.stdout, allow_nan=False)
print()
