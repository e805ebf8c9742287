"""Makes layers.json: what PyTorch computes in each layer and connection.

    pip install "torch==2.15.0" && python layers.py > layers.json

A row gives, in float64, the output y for an input x, the gradients of
sum(y * cotangent) by x and by each parameter, and the running statistics
afterwards. Inputs, cotangents and parameters follow from their names, by
values(); only what PyTorch made of them is written. Tensors have Fathom's
layout: channels last, a convolution's weights [size, (size,) C/groups, filters].
"""

import json
import math
import sys
import zlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ROWS = {}


def values(name, shape):
    """Multiples of 1/1024 in [-1, 1), which float32 has room for beside 1000."""
    s, out = zlib.crc32(name.encode()), []
    for _ in range(math.prod(shape)):
        s = (1664525 * s + 1013904223) % 2**32
        out.append(((s >> 8) * 2 // 2**14 - 1024) / 1024)
    return torch.tensor(out).reshape(shape)


def row(name, shape, *parameters, mean=0, spread=1, mode="train"):
    """Registers a function of x and parameters; a parameter is (name, shape)."""

    def add(f):
        ROWS[name] = (f, shape, parameters, mean, spread, mode)
        return f

    return add


def start(row_name, name, shape):
    v = values(row_name + "/" + name, shape)
    if name.endswith(("scale", "running_variance")):
        v = 1 + v / 2
    return v


# Layers. pads are those before and after each spatial axis.


def first(x):  # channels last to channels first
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def padded(x, pads, value=0.0):
    return F.pad(x, pads * (x.dim() - 2), value=value)


def conv(x, w, b=None, stride=1, pads=(0, 0), dilation=1, groups=1):
    f = F.conv1d if x.dim() == 3 else F.conv2d
    w = w.movedim(-1, 0).movedim(-1, 1).contiguous()  # [K, K, C, F] to [F, C, K, K]
    return last(f(padded(first(x), pads), w, b, stride, 0, dilation, groups))


def maxpool(x, size, stride, pads=(0, 0)):
    f = F.max_pool1d if x.dim() == 3 else F.max_pool2d
    return last(f(padded(first(x), pads, -math.inf), size, stride))


def avgpool(x, size, stride, pads=(0, 0)):
    f = F.avg_pool1d if x.dim() == 3 else F.avg_pool2d
    inside = f(padded(torch.ones_like(first(x)), pads), size, stride)
    return last(f(padded(first(x), pads), size, stride) / inside)


def batchnorm(x, scale, shift, mean, variance, train=True):
    return last(F.batch_norm(first(x), mean, variance, scale, shift, train, 0.1, 1e-5))


def groupnorm(x, scale, shift, groups):
    return last(F.group_norm(first(x), groups, scale, shift, 1e-5))


def norm(node, c, running=True, kind="batch-norm"):
    roles = ["scale", "shift"] + (["running_mean", "running_variance"] if running else [])
    return [(f"{node}.{kind}.{r}", (c,)) for r in roles]


def weights(node, *shape, bias=True):
    kind = "dense" if len(shape) == 2 else "conv"
    list = [(f"{node}.{kind}.weights", shape)]
    return list + [(f"{node}.{kind}.biases", shape[-1:])] if bias else list


IMAGE = (2, 5, 5, 4)

row("dense", (3, 5), *weights(1, 5, 4))(lambda x, w, b: x @ w + b)
row("flatten", (3, 2, 3, 2))(lambda x: x.flatten(1))
row("reshape", (3, 2, 3, 2))(lambda x: x.reshape(3, 4, 3))
row("conv", IMAGE, *weights(1, 3, 3, 4, 2))(lambda x, w, b: conv(x, w, b, pads=(1, 1)))
row("conv even stride", IMAGE, *weights(1, 2, 2, 4, 3))(lambda x, w, b: conv(x, w, b, stride=2, pads=(0, 1)))
row("conv stride", IMAGE, *weights(1, 3, 3, 4, 2))(lambda x, w, b: conv(x, w, b, stride=2, pads=(1, 1)))
row("conv valid", IMAGE, *weights(1, 3, 3, 4, 2))(lambda x, w, b: conv(x, w, b, stride=2))
row("conv dilated", IMAGE, *weights(1, 3, 3, 4, 2))(lambda x, w, b: conv(x, w, b, pads=(2, 2), dilation=2))
row("conv grouped", IMAGE, *weights(1, 3, 3, 2, 4))(lambda x, w, b: conv(x, w, b, pads=(1, 1), groups=2))
row("conv depthwise", IMAGE, *weights(1, 3, 3, 1, 4))(lambda x, w, b: conv(x, w, b, 2, pads=(1, 1), groups=4))
row("conv no bias", IMAGE, *weights(1, 1, 1, 4, 3, bias=False))(lambda x, w: conv(x, w))
row("conv 1-D", (3, 7, 4), *weights(1, 3, 4, 2))(lambda x, w, b: conv(x, w, b, pads=(1, 1)))
row("conv 1-D all", (3, 9, 4), *weights(1, 3, 2, 4))(lambda x, w, b: conv(x, w, b, 2, (2, 2), 2, 2))
row("max pool", (3, 4, 6, 2))(lambda x: maxpool(x, 2, 2))
row("max pool same", IMAGE)(lambda x: maxpool(x, 3, 2, (1, 1)))
row("max pool 1-D", (3, 9, 4))(lambda x: maxpool(x, 3, 2))
row("avg pool", (3, 4, 6, 2))(lambda x: avgpool(x, 2, 2))
row("avg pool same", IMAGE)(lambda x: avgpool(x, 3, 2, (1, 1)))
row("avg pool 1-D", (3, 9, 4))(lambda x: avgpool(x, 3, 2))
row("global avg pool", IMAGE)(lambda x: x.mean((1, 2)))
row("global max pool", IMAGE)(lambda x: x.amax((1, 2)))
row("batch norm", IMAGE, *norm(1, 4))(batchnorm)
row("batch norm features", (7, 3), *norm(1, 3))(batchnorm)
row("batch norm far", (4, 5, 5, 3), *norm(1, 3), mean=1000, spread=1)(batchnorm)
row("batch norm evaluated", IMAGE, *norm(1, 4), mode="evaluate")(lambda *a: batchnorm(*a, train=False))
row("batch norm frozen", IMAGE, *norm(1, 4))(lambda *a: batchnorm(*a, train=False))
row("layer norm", (3, 4, 5), *norm(1, 5, False, "layer-norm"))(lambda x, g, b: F.layer_norm(x, x.shape[-1:], g, b, 1e-5))
row("group norm", IMAGE, *norm(1, 4, False, "group-norm"))(lambda x, g, b: groupnorm(x, g, b, 2))
row("layer norm far", (3, 40), *norm(1, 40, False, "layer-norm"), mean=1000)(lambda x, g, b: F.layer_norm(x, x.shape[-1:], g, b, 1e-5))
row("softmax", (3, 2, 5))(lambda x: F.softmax(x, -1))
row("scale", (3, 4))(lambda x: 0.25 * x)
row("subsample", IMAGE)(lambda x: x[:, ::2, ::2])
row("pad channels", (3, 2, 2, 3))(lambda x: F.pad(x, (1, 2)))

ACTIVATIONS = {
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu, "identity": lambda x: x, "elu": F.elu, "selu": F.selu,
    "gelu": F.gelu, "silu": F.silu, "softplus": lambda x: F.softplus(x, threshold=1e9), "leaky relu": lambda x: F.leaky_relu(x, 0.1),
}
for name, f in ACTIVATIONS.items():
    row(name, (2, 9), spread=8)(f)


@row("embedding", (2, 4), ("1.embedding.weights", (5, 3)), mean=2, spread=4)
def embedding(x, w):
    return F.embedding(x.detach().clamp(0, 4).long(), w) + 0 * x.sum()


def threefry(key, x, y):
    """Threefry-2x32 with 20 rounds (Salmon et al. 2011), one pair of words."""
    m, ks = 2**32 - 1, [key[0], key[1], key[0] ^ key[1] ^ 0x1BD11BDA]
    x, y = (x + ks[0]) & m, (y + ks[1]) & m
    for i in range(5):
        for r in [(13, 15, 26, 6), (17, 29, 16, 24)][i % 2]:
            x = (x + y) & m
            y = ((y << r | y >> (32 - r)) & m) ^ x
        x, y = (x + ks[(i + 1) % 3]) & m, (y + ks[(i + 2) % 3] + i + 1) & m
    return x, y


@row("dropout", (5, 9))
def dropout(x):
    """Words 7, 11, two steps skipped, step 3 of the state: the sixth step. Node 1."""
    key = threefry(threefry((7, 11), 2 + 3, 0), 1, 1)
    half = (x.numel() + 1) // 2
    pairs = [threefry(key, i, half + i) for i in range(half)]
    bits = [p[0] for p in pairs] + [p[1] for p in pairs]
    u = torch.tensor([(b >> 8) / 2**24 for b in bits[: x.numel()]]).reshape(x.shape)
    return x * (u >= 0.4) / 0.6


row("dropout evaluated", (5, 9), mode="evaluate")(lambda x: x)

# Connections.

row("add", (3, 4), *weights(1, 4, 4), *weights(3, 4, 4))(lambda x, a, b, c, d: torch.tanh(x @ a + b) + (x @ c + d) + x)
row("mul", (3, 4), *weights(1, 4, 4), *weights(3, 4, 4))(lambda x, a, b, c, d: torch.tanh(x @ a + b) * (x @ c + d) * x)
row("concat", (3, 4), *weights(1, 4, 2), *weights(3, 4, 3))(lambda x, a, b, c, d: torch.cat([torch.tanh(x @ a + b), x @ c + d, x], -1))
row("repeat", (3, 4), *weights(1, 4, 4), *weights(3, 4, 4))(lambda x, a, b, c, d: torch.tanh(torch.tanh(x @ a + b) @ c + d))
row("repeat indexed", (3, 4), *weights(1, 4, 2), *weights(3, 2, 3))(lambda x, a, b, c, d: torch.tanh(torch.tanh(x @ a + b) @ c + d))
row("frozen", (3, 4), *weights(1, 4, 4), *weights(3, 4, 2))(lambda x, a, b, c, d: torch.tanh(x @ a + b) @ c + d)
row("shared", (3, 4), *weights(1, 4, 4))(lambda x, a, b: torch.tanh(torch.tanh(x @ a + b) @ a + b))


@row("shared batch norm", (6, 3), *norm(1, 3))
def shared_norm(x, scale, shift, mean, variance):
    y = batchnorm(x, scale, shift, mean, variance)
    return batchnorm(y * y, scale, shift, mean, variance)


def block(x, p, node, stride=1):
    """conv, batch norm, ReLU, conv, batch norm: a basic block."""
    h = F.relu(batchnorm(conv(x, p[0], None, stride, (1, 1)), *p[1:5]))
    return batchnorm(conv(h, p[5], None, 1, (1, 1)), *p[6:10])


def basic(node, c, f):
    return [*weights(node, 3, 3, c, f, bias=False), *norm(node + 1, f), *weights(node + 3, 3, 3, f, f, bias=False), *norm(node + 4, f)]


row("residual", (2, 3, 3, 2), *basic(1, 2, 2))(lambda x, *p: F.relu(block(x, p, 1) + x))
row("residual A", (2, 4, 4, 2), *basic(1, 2, 4))(lambda x, *p: block(x, p, 1, 2) + F.pad(x[:, ::2, ::2], (1, 1)))


@row("residual B", (2, 4, 4, 2), *basic(1, 2, 3), *weights(6, 1, 1, 2, 3, bias=False), *norm(7, 3))
def residual_b(x, *p):
    return block(x, p, 1, 2) + batchnorm(conv(x, p[10], None, 2), *p[11:])


@row("residual pre-activation", (2, 3, 3, 2), *norm(1, 2), *weights(3, 3, 3, 2, 2, bias=False))
def preactivation(x, *p):
    return conv(F.relu(batchnorm(x, *p[:4])), p[4], None, 1, (1, 1)) + x


row("residual scaled", (3, 4), *weights(1, 4, 4))(lambda x, w, b: 0.1 * torch.tanh(x @ w + b) + x)


def bottleneck(x, p):
    h = conv(F.relu(batchnorm(x, *p[:4])), p[4])
    return torch.cat([x, conv(F.relu(batchnorm(h, *p[5:9])), p[9], None, 1, (1, 1))], -1)


@row("dense block", (2, 3, 3, 2), *norm(1, 2), *weights(3, 3, 3, 2, 2, bias=False), *norm(5, 4), *weights(7, 3, 3, 4, 2, bias=False))
def dense_block(x, *p):
    for k in (0, 5):
        x = torch.cat([x, conv(F.relu(batchnorm(x, *p[k : k + 4])), p[k + 4], None, 1, (1, 1))], -1)
    return x


row("dense block bottleneck", (2, 3, 3, 2), *norm(1, 2), *weights(3, 1, 1, 2, 4, bias=False), *norm(4, 4), *weights(6, 3, 3, 4, 1, bias=False))(
    lambda x, *p: bottleneck(x, p))
row("transition", (2, 4, 4, 4), *norm(1, 4), *weights(3, 1, 1, 4, 2, bias=False))(
    lambda x, *p: avgpool(conv(F.relu(batchnorm(x, *p[:4])), p[4]), 2, 2))


def flat(t):
    return [float(f"{v:.12g}") for v in t.detach().flatten().tolist()]


def run(name):
    f, shape, parameters, mean, spread, mode = ROWS[name]
    x = (mean + spread * values(name + "/x", shape)).requires_grad_()
    ps = [start(name, n, s) for n, s in parameters]
    running = [".running_" in n for n, _ in parameters]
    for p, r in zip(ps, running):
        p.requires_grad_(not r)
    y = f(x, *ps)
    wrt = [x] + [p for p, r in zip(ps, running) if not r]
    gradients = torch.autograd.grad((y * values(name + "/cotangent", y.shape)).sum(), wrt)
    out = {"name": name, "input": shape, "mean": mean, "spread": spread, "mode": mode, "shape": list(y.shape[1:]),
           "tensors": [{"name": n, "shape": s, "statistic": r} for (n, s), r in zip(parameters, running)],
           "output": flat(y), "x_gradient": flat(gradients[0]), "gradients": [flat(g) for g in gradients[1:]]}
    if any(running):
        out["statistics"] = [flat(p) for p, r in zip(ps, running) if r]
    return out


def at_zero(f):
    z = torch.zeros(1, requires_grad=True)
    y = f(z)
    return [y.item(), torch.autograd.grad(y, z)[0].item()]


json.dump({"zero": {n: at_zero(f) for n, f in ACTIVATIONS.items()}, "versions": {"torch": torch.__version__, "python": sys.version.split()[0]}, "rows": [run(n) for n in ROWS]}, sys.stdout, separators=(",", ":"))
