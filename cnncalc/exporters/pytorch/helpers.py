"""Modules that PyTorch lacks, as the code that is written before the network where it uses them."""

from __future__ import annotations

AFFINE = '''
class Affine(nn.Module):
    """A learnt factor, a learnt shift, or both, for each channel."""

    def __init__(self, channels, axes, scale=True, shift=True):
        super().__init__()
        self.each = (-1, *[1] * axes)
        self.scale = nn.Parameter(torch.ones(channels)) if scale else None
        self.shift = nn.Parameter(torch.zeros(channels)) if shift else None

    def forward(self, x):
        if self.scale is not None:
            x = x * self.scale.view(self.each)
        return x if self.shift is None else x + self.shift.view(self.each)
'''
CHANNELS = '''
class Channels(nn.Module):
    """The channels from `start` up to `stop`."""

    def __init__(self, start, stop):
        super().__init__()
        self.start, self.stop = start, stop

    def forward(self, x):
        return x[:, self.start : self.stop]
'''
OVER_CHANNELS = '''
class OverChannels(nn.Module):
    """A module that works on the last axis, at every position: the channels go there and back."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x.movedim(1, -1)).movedim(-1, 1)
'''
PAD_CHANNELS = '''
class PadChannels(nn.Module):
    """Channels of zeros before and after."""

    def __init__(self, before, after, axes):
        super().__init__()
        self.sides = (*[0, 0] * axes, before, after)

    def forward(self, x):
        return nn.functional.pad(x, self.sides)
'''
PERMUTE = '''
class Permute(nn.Module):
    """The axes in another order."""

    def __init__(self, order):
        super().__init__()
        self.order = order

    def forward(self, x):
        return x.permute(self.order)
'''
RADIAL_BASIS = '''
class RadialBasis(nn.Module):
    """Squared distances to centres, which are not learnt: |x|² − 2·x·c + |c|². LeCun et al., 1998, equation 7."""

    def __init__(self, channels, features):
        super().__init__()
        self.centres = nn.Parameter(torch.empty(features, channels), requires_grad=False)

    def forward(self, x):
        x = x.flatten(1)
        return x.square().sum(1, keepdim=True) - 2 * x @ self.centres.T + self.centres.square().sum(1)
'''
SCALED_TANH = '''
class ScaledTanh(nn.Module):
    """1.7159 tanh(2x/3). LeCun et al., 1998, appendix A."""

    def forward(self, x):
        return 1.7159 * torch.tanh(2 * x / 3)
'''
STOCHASTIC_DEPTH = '''
class StochasticDepth(nn.Module):
    """Drops a whole branch of an example at random while training. Huang et al., ECCV 2016."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        kept = torch.rand(len(x), *[1] * (x.dim() - 1), device=x.device) >= self.p
        return x * kept / (1 - self.p)
'''
TABLE_CONV = '''
class TableConv(nn.Module):
    """A convolution for every filter, each on the channels that the table lists for it."""

    def __init__(self, table, kernel, stride=1, bias=True):
        super().__init__()
        self.table = table
        self.filters = nn.ModuleList(nn.Conv2d(len(row), 1, kernel, stride, bias=bias) for row in table)

    def forward(self, x):
        return torch.cat([conv(x[:, list(row)]) for row, conv in zip(self.table, self.filters)], 1)
'''

HELPERS = {
    "Affine": AFFINE,
    "Channels": CHANNELS,
    "OverChannels": OVER_CHANNELS,
    "PadChannels": PAD_CHANNELS,
    "Permute": PERMUTE,
    "RadialBasis": RADIAL_BASIS,
    "ScaledTanh": SCALED_TANH,
    "StochasticDepth": STOCHASTIC_DEPTH,
    "TableConv": TABLE_CONV,
}
"""The code of each module that is not torch's, by the name with which it is called."""
