"""Writes torch.safetensors, flax.npz and loadweights.json: networks of other
frameworks with random weights, and what they answer.

Made with torch 2.x, JAX 0.10.2, NumPy, safetensors; versions in the JSON.
    python loadweights.py
"""
import json
import pathlib

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import nn

here = pathlib.Path(__file__).parent
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1), nn.GroupNorm(2, 4), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 4 * 3, 8), nn.Tanh(),
    nn.Linear(8, 5))
with torch.no_grad():
    for p in net.parameters():
        p.normal_(std=0.4)
x = torch.randn(3, 2, 8, 6)
safetensors.torch.save_file(net.state_dict(), here / "torch.safetensors")

# A one-dimensional network in half precision.
line = nn.Sequential(nn.Conv1d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(3 * 5, 2)).half().float()
z = torch.randn(3, 2, 7)
safetensors.torch.save_file({k: v.half() for k, v in line.state_dict().items()}, here / "torch16.safetensors")

# The same network as the first one as Flax has it: channels last.
s = {k: v.numpy() for k, v in net.state_dict().items()}
dense = s["7.weight"].reshape(8, 6, 4, 3).transpose(2, 3, 1, 0).reshape(-1, 8)
np.savez(here / "flax.npz", **{
    "params/Conv_0/kernel": s["0.weight"].transpose(2, 3, 1, 0), "params/Conv_0/bias": s["0.bias"],
    "params/GroupNorm_0/scale": s["1.weight"], "params/GroupNorm_0/bias": s["1.bias"],
    "params/Conv_1/kernel": s["4.weight"].transpose(2, 3, 1, 0), "params/Conv_1/bias": s["4.bias"],
    "params/Dense_0/kernel": dense, "params/Dense_0/bias": s["7.bias"],
    "params/Dense_1/kernel": s["9.weight"].T, "params/Dense_1/bias": s["9.bias"]})

# Recurrent layers: a stack of two LSTMs, the first one in both directions, and
# a GRU and an RNN behind each other.
class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.both = nn.LSTM(3, 4, bidirectional=True, batch_first=True)
        self.stack = nn.LSTM(8, 5, num_layers=2, batch_first=True)
        self.gru = nn.GRU(5, 4, batch_first=True)
        self.rnn = nn.RNN(4, 3, batch_first=True)
        self.out = nn.Linear(3, 2)

    def forward(self, x):
        for layer in (self.both, self.stack, self.gru, self.rnn):
            x, _ = layer(x)
        return self.out(x[:, -1])


recurrent = Recurrent()
with torch.no_grad():
    for p in recurrent.parameters():
        p.normal_(std=0.5)
sequence = torch.randn(3, 6, 3)
safetensors.torch.save_file(recurrent.state_dict(), here / "recurrent.safetensors")

with torch.no_grad():
    out = {
        "versions": {"torch": torch.__version__, "numpy": np.__version__, "safetensors": safetensors.__version__},
        "inputs": x.permute(0, 2, 3, 1).reshape(3, -1).tolist(), "outputs": net(x).tolist(),
        "sequences": sequence.reshape(3, -1).tolist(), "sequence_outputs": recurrent(sequence).tolist(),
        "line_inputs": z.permute(0, 2, 1).reshape(3, -1).tolist(), "line_outputs": line(z).tolist(),
    }
(here / "loadweights.json").write_text(json.dumps(out))
