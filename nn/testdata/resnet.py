"""Makes resnet.json: what PyTorch computes with a ResNet-20 for CIFAR.

    pip install "torch==2.15.0" && python resnet.py > resnet.json

He et al. 2016, section 4.2, shortcuts A: written as PyTorch users write it,
with NCHW tensors and torch.optim.SGD. Weights, images and labels follow from
the names of PyTorch's own state_dict by values(), so that a reader of the
JSON can make the same ones; only what PyTorch made of them is written: logits,
loss, and of every tensor after a step its sum, its sum of squares and a few
values.
"""

import json
import math
import sys
import zlib

import torch
import torch.nn as nn
import torch.nn.functional as F

N, CLASSES, RATE, MOMENTUM = 6, 10, 0.1, 0.9


def values(name, n):
    """Multiples of 1/1024 in [-1, 1)."""
    s, out = zlib.crc32(name.encode()), []
    for _ in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        out.append(((s >> 8) * 2 // 2**14 - 1024) / 1024)
    return out


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.more, self.stride = outside - inside, stride

    def forward(self, x):
        h = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        x = x[:, :, :: self.stride, :: self.stride]
        return F.relu(h + F.pad(x, (0, 0, 0, 0, self.more // 2, self.more - self.more // 2)))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        blocks, inside = [], 16
        for stage, width in enumerate([16, 32, 64]):
            for i in range(3):
                blocks.append(Block(inside, width, 2 if stage > 0 and i == 0 else 1))
                inside = width
        self.blocks, self.fc = nn.Sequential(*blocks), nn.Linear(64, CLASSES)

    def forward(self, x):
        h = self.blocks(F.relu(self.bn1(self.conv1(x))))
        return self.fc(h.mean((2, 3)))


def filled(dtype):
    """A ResNet-20 whose tensors follow from their names."""
    net = ResNet20().to(dtype)
    with torch.no_grad():
        for name, t in net.state_dict().items():
            v = torch.tensor(values(name, t.numel()), dtype=dtype).reshape(t.shape)
            if name.endswith("num_batches_tracked"):
                continue
            if name.endswith(("bn1.weight", "bn2.weight", "running_var")):
                v = 1 + v / 4
            elif t.dim() > 1:  # He's spread: that of U(-a, a) is a / sqrt(3)
                v = v * 2.0 ** round(math.log2(math.sqrt(6 / (t.numel() / t.shape[0]))))
            else:
                v = v / 4
            t.copy_(v)
    return net


def run(dtype):
    x = torch.tensor(values("images", N * 32 * 32 * 3), dtype=dtype).reshape(N, 32, 32, 3).movedim(-1, 1)
    labels = torch.arange(N) % CLASSES
    net = filled(dtype).eval()
    out = {"evaluated": net(x).tolist()}
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM)
    logits = net(x)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
    out |= {"trained": logits.tolist(), "loss": loss.item(), "after": {}}
    for name, t in net.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            v = t.double().flatten()
            some = v[:: max(1, v.numel() // 4)]
            out["after"][name] = {"shape": list(t.shape), "sum": v.sum().item(), "squares": (v * v).sum().item(), "every": max(1, v.numel() // 4), "values": some.tolist()}
    out["evaluated_after"] = net.eval()(x).tolist()
    return out


print(json.dumps({"versions": {"torch": torch.__version__, "python": sys.version.split()[0]}, "rate": RATE, "momentum": MOMENTUM, "float64": run(torch.float64)}, separators=(",", ":")))
