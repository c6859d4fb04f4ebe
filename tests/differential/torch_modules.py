"""A second opinion: torch modules made from the ops of cnncalc, and a graph run on them.

Nothing here asks cnncalc for a size or a count: each op becomes the module torch has for it, or a small one of
our own, and torch says what comes out. Torch's own padding is used wherever it can express an op's (see
`torch_padding` for where it cannot).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from math import prod
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from cnncalc.graph import Graph, Node
from cnncalc.ops import (
    activation,
    arithmetic,
    channels,
    conv,
    custom,
    elementwise,
    lenet,
    linear,
    merge,
    norm,
    pool,
    reduction,
    reshape,
)
from cnncalc.ops.base import Op
from cnncalc.shape import Shape
from tests.differential import torch_sequences
from tests.differential.torch_padding import (
    Padded,
    constant,
    innermost_first,
    numbers,
    own_pool_padding,
    pool_pads,
    same_pads,
    symmetric,
    transposed_cut,
)

Build = Callable[[Any, Sequence[Shape]], nn.Module]
"""Makes the module for an op, from the op and the shapes of its inputs."""

ByAxes = Mapping[int, Callable[..., nn.Module]]
"""Torch's modules for one op, by the number of spatial axes."""

CONV: ByAxes = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
CONV_TRANSPOSE: ByAxes = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
MAX_POOL: ByAxes = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVG_POOL: ByAxes = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
ADAPTIVE_MAX_POOL: ByAxes = {1: nn.AdaptiveMaxPool1d, 2: nn.AdaptiveMaxPool2d, 3: nn.AdaptiveMaxPool3d}
ADAPTIVE_AVG_POOL: ByAxes = {1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d}
BATCH_NORM: ByAxes = {0: nn.BatchNorm1d, 1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
INSTANCE_NORM: ByAxes = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}
VECTOR = 2
"""The axes of a batch of vectors."""

LINEAR_MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
PAD_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}


class Measured(NamedTuple):
    """What torch says about one node."""

    path: str
    shape: tuple[int, ...]
    """Channels first, without the batch."""
    params: int
    macs: int


def run_graph(graph: Graph) -> list[Measured]:
    """Run a graph's nodes in their order on the meta device, side heads included; inputs are not among the results.

    A node that shares another's parameters has no others of its own.
    """
    modules: dict[int, nn.Module] = {}
    values: dict[int, Tensor] = {}
    measured = []
    known: dict[tuple[Any, ...], tuple[nn.Module, Tensor, Measured]] = {}
    for number, node in enumerate(graph.nodes):
        if node.is_input:
            values[number] = torch.empty(1, *node.shape.channels_first(), device="meta")
            continue
        inputs = [values[index] for index in node.inputs]
        key = (node.op, node.shares, *(value.shape for value in inputs))
        if key not in known:  # equal layers are run once: deep networks repeat a few hundred times
            module = _module_of(node, inputs, modules)
            known[key] = (module, *run_module(module, inputs))
        modules[number], values[number], result = known[key]
        params = result.params if node.shares is None else 0
        measured.append(result._replace(path=node.path, params=params))
    return measured


def run_module(module: nn.Module, inputs: Sequence[Tensor]) -> tuple[Tensor, Measured]:
    """Run one module as at inference; return its output, and what torch says it costs.

    Raises what torch raises, and RuntimeError for an output without values, which some of its ops let pass.
    """
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        output: Tensor = module.eval()(*inputs)
    if not output.numel():
        raise RuntimeError(f"the output {tuple(output.shape)} holds no values")
    params = sum(parameter.numel() for parameter in module.parameters())
    return output, Measured("", tuple(output.shape[1:]), params, counter.get_total_flops() // 2)


def make_module(op: Op, inputs: Sequence[Shape]) -> nn.Module:
    """The torch module that does what an op does."""
    return MODULES.get(type(op), own_module)(op, inputs)


def _module_of(node: Node, inputs: Sequence[Tensor], modules: Mapping[int, nn.Module]) -> nn.Module:
    """A node's module; with the parameters of the node whose it shares, which must fit."""
    with torch.device("meta"):
        module = make_module(node.op, [Shape(value.shape[1], tuple(value.shape[2:])) for value in inputs])
    if node.shares is not None:
        module.load_state_dict(modules[node.shares].state_dict(), assign=True)
    return module


class Call(nn.Module):
    """A function that learns nothing, as a module."""

    def __init__(self, function: Callable[..., Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.function(*inputs)


class Affine(nn.Module):
    """A learnt factor, a learnt shift, or both, for each channel."""

    def __init__(self, channels: int, *, scale: bool, shift: bool) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels)) if scale else None
        self.shift = nn.Parameter(torch.zeros(channels)) if shift else None

    def forward(self, x: Tensor) -> Tensor:
        each = (-1, *[1] * (x.dim() - 2))
        scaled = x if self.scale is None else x * self.scale.view(each)
        return scaled if self.shift is None else scaled + self.shift.view(each)


class OverChannels(nn.Module):
    """A module that works on the last axis, run with the channels there and put back."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.module(x.movedim(1, -1))
        return output.movedim(-1, 1)


class TableConv(nn.Module):
    """A convolution for every filter, each on the channels that the table lists for it."""

    def __init__(self, connections: Sequence[Sequence[int]], convolutions: Sequence[nn.Module]) -> None:
        super().__init__()
        self.connections = [list(row) for row in connections]
        self.convolutions = nn.ModuleList(convolutions)

    def forward(self, x: Tensor) -> Tensor:
        rows = zip(self.connections, self.convolutions, strict=True)
        return torch.cat([convolution(x[:, row]) for row, convolution in rows], 1)


class RadialBasis(nn.Module):
    """Squared distances to centres, as |x|² − 2·x·c + |c|²: torch counts the MACs of the product x·c.

    There are as many as there are squared differences, which is what cnncalc counts.
    """

    def __init__(self, channels: int, features: int) -> None:
        super().__init__()
        self.centres = nn.Parameter(torch.empty(features, channels), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x.flatten(1)
        return x.square().sum(1, keepdim=True) - 2 * x @ self.centres.T + self.centres.square().sum(1)


class AsTold(nn.Module):
    """What a spec tells of an op of its own, of which torch knows nothing: a product of so many MACs, and the output.

    It is here for the layers around it; what is not told is none.
    """

    def __init__(self, output: Shape, params: int | None, macs: int | None) -> None:
        super().__init__()
        self.told = nn.Parameter(torch.empty(params or 0))
        self.output, self.macs = output, macs or 0

    def forward(self, x: Tensor) -> Tensor:
        x.new_empty(1, self.macs) @ x.new_empty(self.macs, 1)
        return x.new_empty(len(x), *self.output.channels_first())


def ordinary_conv(op: conv.Conv, inputs: Sequence[Shape]) -> nn.Module:
    """An ordinary or grouped convolution."""
    return _convolution(op, inputs[0].channels, op.filters, op.dilation, op.groups)


def depthwise_conv(op: conv.DepthwiseConv, inputs: Sequence[Shape]) -> nn.Module:
    """A convolution with a group for each channel."""
    channels = inputs[0].channels
    return _convolution(op, channels, channels * op.multiplier, op.dilation, channels)


def table_conv(op: lenet.ConnectedConv, inputs: Sequence[Shape]) -> nn.Module:
    """As many convolutions of one filter as the table has rows."""
    undilated = (1,) * len(op.kernel)
    return TableConv(op.connections, [_convolution(op, len(row), 1, undilated, 1) for row in op.connections])


def conv_transpose(op: conv.ConvTranspose, inputs: Sequence[Shape]) -> nn.Module:
    """A transposed convolution; where its sides differ, the whole output is made and cut."""
    cut = symmetric(op.pad)
    module = CONV_TRANSPOSE[len(op.kernel)](
        inputs[0].channels,
        op.filters,
        op.kernel,
        op.stride,
        cut or 0,
        0 if op.pad == "same" else op.output_pad or 0,
        op.groups,
        op.bias,
        op.dilation,
    )
    if cut is not None:
        return module
    return nn.Sequential(module, Padded(transposed_cut(op, inputs[0].spatial), 0.0, nn.Identity()))


def max_pool(op: pool.MaxPool, inputs: Sequence[Shape]) -> nn.Module:
    """Max pooling; padding never wins."""
    module = MAX_POOL[len(op.kernel)]
    own = own_pool_padding(op)
    if own is not None:
        return module(op.kernel, op.stride, own, op.dilation, ceil_mode=op.ceil == "true")
    return Padded(pool_pads(op, op.dilation), -torch.inf, module(op.kernel, op.stride, dilation=op.dilation))


def avg_pool(op: pool.AvgPool, inputs: Sequence[Shape]) -> nn.Module:
    """Average pooling.

    Torch's for 3 axes, unlike all its others, refuses an input smaller than the window whatever the padding.
    """
    module = AVG_POOL[len(op.kernel)]
    own = own_pool_padding(op)
    if own is not None and module is not nn.AvgPool3d:
        return module(op.kernel, op.stride, own, ceil_mode=op.ceil == "true", count_include_pad=op.count_pad)
    return Padded(pool_pads(op, (1,) * len(op.kernel)), 0.0, module(op.kernel, op.stride))


def global_pool(modules: ByAxes) -> Build:
    """Pooling to one position, with or without its axes."""

    def build(op: pool.GlobalPool, inputs: Sequence[Shape]) -> nn.Module:
        pooling = modules[len(inputs[0].spatial)](1)
        return pooling if op.keep else nn.Sequential(pooling, nn.Flatten())

    return build


def adaptive_pool(modules: ByAxes) -> Build:
    """Pooling to a given size, the input's own if none is given."""
    return lambda op, inputs: modules[len(inputs[0].spatial)](op.size or inputs[0].spatial)


def subsample(op: lenet.Subsample, inputs: Sequence[Shape]) -> nn.Module:
    """The sum of each window, which is its mean times its cells, then a factor and a shift."""
    cells = prod(op.kernel)
    means = AVG_POOL[len(op.kernel)](op.kernel)
    return nn.Sequential(means, Call(lambda x: x * cells), Affine(inputs[0].channels, scale=True, shift=op.bias))


def fully_connected(op: linear.Linear, inputs: Sequence[Shape]) -> nn.Module:
    """A linear layer, on a vector or at every position."""
    module = nn.Linear(inputs[0].channels, op.features, op.bias)
    return OverChannels(module) if op.positionwise else nn.Sequential(nn.Flatten(), module)


def batch_norm(op: norm.BatchNorm, inputs: Sequence[Shape]) -> nn.Module:
    """Batch normalisation; torch has none with a shift and no scale."""
    x, whole = inputs[0], op.affine and op.scale
    module = BATCH_NORM[len(x.spatial)](x.channels, op.eps, op.momentum, affine=whole)
    return nn.Sequential(module, Affine(x.channels, scale=False, shift=op.affine)) if not whole else module


def layer_norm(op: norm.LayerNorm, inputs: Sequence[Shape]) -> nn.Module:
    """Layer normalisation, over the channels of each position or over everything."""
    x = inputs[0]
    if op.over == "all":
        return nn.LayerNorm(x.channels_first(), op.eps, op.affine)
    return OverChannels(nn.LayerNorm(x.channels, op.eps, op.affine))


def group_norm(op: norm.GroupNorm, inputs: Sequence[Shape]) -> nn.Module:
    """Group normalisation; torch refuses groups of one value, of which a scale and shift are left."""
    x = inputs[0]
    if x.elements == op.groups:
        return Affine(x.channels, scale=op.affine, shift=op.affine)
    return nn.GroupNorm(op.groups, x.channels, op.eps, op.affine)


def instance_norm(op: norm.InstanceNorm, inputs: Sequence[Shape]) -> nn.Module:
    """Instance normalisation; torch refuses channels of one value."""
    x = inputs[0]
    if x.elements == x.channels:
        return Affine(x.channels, scale=op.affine, shift=op.affine)
    return INSTANCE_NORM[len(x.spatial)](x.channels, op.eps, affine=op.affine)


SOFTMAXES = {"softmax": nn.Softmax, "softmin": nn.Softmin, "log_softmax": nn.LogSoftmax}


def softmax(op: activation.Softmax, inputs: Sequence[Shape]) -> nn.Module:
    """Softmax over the channels, or over all values."""
    module = SOFTMAXES[op.name](1)
    return module if op.over == "channels" else Call(lambda x: module(x.flatten(1)).view_as(x))


OF_A_NUMBER: dict[Any, Callable[[Tensor, float], Tensor]] = {
    torch.maximum: lambda values, number: values.clamp(min=number),
    torch.minimum: lambda values, number: values.clamp(max=number),
}
"""What joins values with a number where torch's join takes values only."""


def joined(function: Callable[[Tensor, Tensor], Tensor]) -> Build:
    """A join value by value, in which a vector stands at every position."""

    def build(op: Op, inputs: Sequence[Shape]) -> nn.Module:
        number = op.attributes().get("value")

        def join(*values: Tensor) -> Tensor:
            joined = reduce(function, stretched(values))
            return joined if number is None else OF_A_NUMBER.get(function, function)(joined, number)

        return Call(join)

    return build


def stretched(values: Sequence[Tensor]) -> list[Tensor]:
    """Tensors of which a vector stands at every position."""
    axes = max(x.dim() for x in values) - 2
    return [x.reshape(*x.shape, *[1] * axes) if x.dim() == VECTOR else x for x in values]


def places_of(names: Sequence[str] | None, x: Shape) -> list[int]:
    """Torch's numbers of the axes with some names."""
    spatial = {axis: [number] for number, axis in enumerate(x.axes, start=2)}
    every = [number for numbers in spatial.values() for number in numbers]
    known = {**spatial, "channels": [1], "positions": every, "all": [1, *every]}
    return sorted({number for name in names or () for number in known[name]})


def reduced(function: Callable[..., Tensor]) -> Build:
    """One value along some axes; of channels that are reduced one stays."""

    def build(op: reduction.Reduction, inputs: Sequence[Shape]) -> nn.Module:
        axes = places_of(op.over, inputs[0])
        dropped = [axis for axis in axes if axis != 1 and not op.keep]
        return Call(lambda x: function(x, dim=axes, keepdim=True).squeeze(dropped))

    return build


def permute(op: reshape.Permute, inputs: Sequence[Shape]) -> nn.Module:
    """The axes in another order; cnncalc names the channels last, torch has them first."""
    place = {"channels": 1, **{axis: number for number, axis in enumerate(inputs[0].axes, start=2)}}
    *spatial, channels = (place[axis] for axis in op.order)
    return Call(lambda x: x.permute(0, channels, *spatial))


def pad(op: reshape.Pad, inputs: Sequence[Shape]) -> nn.Module:
    """Values around the input, then zeros before and after its channels."""
    sides, axes, mode = innermost_first(numbers(op.amount)), len(inputs[0].spatial), PAD_MODES[op.mode]
    before, after = op.channels

    def padded(x: Tensor) -> Tensor:
        around = functional.pad(x, sides, mode) if any(sides) else x
        return functional.pad(around, [*[0, 0] * axes, before, after])

    return Call(padded)


def crop(op: reshape.Crop, inputs: Sequence[Shape]) -> nn.Module:
    """A part of every axis, the middle one if no offset is said."""
    size = op.size or inputs[0].spatial
    offset = op.offset or tuple((have - keep) // 2 for have, keep in zip(inputs[0].spatial, size, strict=True))

    def cropped(x: Tensor) -> Tensor:
        for axis, (start, length) in enumerate(zip(offset, size, strict=True), start=2):
            x = x.narrow(axis, start, length)
        return x

    return Call(cropped)


def upsample(op: reshape.Upsample, inputs: Sequence[Shape]) -> nn.Module:
    """Interpolation by a factor or to a size; torch has a name of its own for every number of axes."""
    mode = "nearest" if op.mode == "nearest" else LINEAR_MODES[len(inputs[0].spatial)]
    if op.size:
        return nn.Upsample(size=op.size, mode=mode)
    return nn.Upsample(scale_factor=op.factor, mode=mode)


def pixel_shuffle(op: channels.PixelShuffle, inputs: Sequence[Shape]) -> nn.Module:
    """Channels as positions; torch has it for two axes."""
    axes, factor = len(inputs[0].spatial), op.factor
    if axes == 2:
        return nn.PixelShuffle(factor)
    order = (0, 1, *[place for axis in range(axes) for place in (2 + axes + axis, 2 + axis)])

    def shuffled(x: Tensor) -> Tensor:
        split = x.reshape(len(x), x.shape[1] // factor**axes, *[factor] * axes, *x.shape[2:])
        return split.permute(order).reshape(len(x), split.shape[1], *[size * factor for size in x.shape[2:]])

    return Call(shuffled)


def pixel_unshuffle(op: channels.PixelUnshuffle, inputs: Sequence[Shape]) -> nn.Module:
    """Positions as channels; torch has it for two axes."""
    axes, factor = len(inputs[0].spatial), op.factor
    if axes == 2:
        return nn.PixelUnshuffle(factor)
    order = (0, 1, *[3 + 2 * axis for axis in range(axes)], *[2 + 2 * axis for axis in range(axes)])

    def unshuffled(x: Tensor) -> Tensor:
        split = x.reshape(*x.shape[:2], *[part for size in x.shape[2:] for part in (size // factor, factor)])
        return split.permute(order).reshape(len(x), x.shape[1] * factor**axes, *[s // factor for s in x.shape[2:]])

    return Call(unshuffled)


def channel_shuffle(op: channels.ChannelShuffle, inputs: Sequence[Shape]) -> nn.Module:
    """Channels dealt out in turn; torch's refuses vectors."""
    if inputs[0].spatial:
        return nn.ChannelShuffle(op.groups)
    return Call(lambda x: x.unflatten(1, (op.groups, -1)).transpose(1, 2).flatten(1))


def own_module(op: Op, inputs: Sequence[Shape]) -> nn.Module:
    """The module that an op says is torch's, told the op's fields by torch's names for them."""
    module = class_of(type(op))
    parameters = inspect.signature(module).parameters
    return module(**{word: getattr(op, field.name) for word, field in op.spellings.items() if word in parameters})


def class_of(op: type[Op]) -> Callable[..., nn.Module]:
    """What an op says that PyTorch calls it; of several modules the first."""
    return getattr(nn, op.torch[0].removeprefix("nn."))  # type: ignore[no-any-return]


MODULES: dict[type[Op], Build] = {
    # convolutions and fully connected layers
    conv.Conv: ordinary_conv,
    conv.DepthwiseConv: depthwise_conv,
    conv.ConvTranspose: conv_transpose,
    lenet.ConnectedConv: table_conv,
    linear.Linear: fully_connected,
    lenet.RBF: lambda op, inputs: RadialBasis(inputs[0].channels, op.features),
    # pooling
    pool.MaxPool: max_pool,
    pool.AvgPool: avg_pool,
    pool.GlobalMaxPool: global_pool(ADAPTIVE_MAX_POOL),
    pool.GlobalAvgPool: global_pool(ADAPTIVE_AVG_POOL),
    pool.AdaptiveMaxPool: adaptive_pool(ADAPTIVE_MAX_POOL),
    pool.AdaptiveAvgPool: adaptive_pool(ADAPTIVE_AVG_POOL),
    lenet.Subsample: subsample,
    # normalisation
    norm.BatchNorm: batch_norm,
    norm.LayerNorm: layer_norm,
    norm.GroupNorm: group_norm,
    norm.InstanceNorm: instance_norm,
    norm.LayerScale: lambda op, inputs: Affine(inputs[0].channels, scale=True, shift=False),
    norm.Scale: lambda op, inputs: Affine(inputs[0].channels, scale=True, shift=op.bias),
    # activations
    activation.PReLU: lambda op, inputs: nn.PReLU(inputs[0].channels if op.per == "channel" else 1),
    activation.ScaledTanh: lambda op, inputs: Call(lambda x: 1.7159 * torch.tanh(2 * x / 3)),
    activation.Softmax: softmax,
    elementwise.Softmin: softmax,
    elementwise.LogSoftmax: softmax,
    elementwise.Abs: lambda op, inputs: Call(torch.abs),
    elementwise.Exp: lambda op, inputs: Call(torch.exp),
    elementwise.Log: lambda op, inputs: Call(torch.log),
    elementwise.Sqrt: lambda op, inputs: Call(torch.sqrt),
    elementwise.Exponent: lambda op, inputs: Call(lambda x: x**op.exponent),
    elementwise.Clamp: lambda op, inputs: Call(lambda x: x.clamp(op.least, op.most)),
    elementwise.HardTanh: lambda op, inputs: Call(lambda x: x.clamp(op.least, op.most)),
    # joins
    merge.Concat: lambda op, inputs: Call(lambda *values: torch.cat(values, places_of(op.over, inputs[0])[0])),
    merge.Add: joined(torch.add),
    merge.Multiply: joined(torch.mul),
    arithmetic.Subtract: joined(torch.sub),
    arithmetic.Divide: joined(torch.div),
    arithmetic.Max: joined(torch.maximum),
    arithmetic.Min: joined(torch.minimum),
    arithmetic.Mean: lambda op, inputs: Call(lambda *values: sum(stretched(values)) / len(values)),
    # along axes
    reduction.SumOver: reduced(torch.sum),
    reduction.MeanOver: reduced(torch.mean),
    reduction.MaxOver: reduced(torch.amax),
    reduction.MinOver: reduced(torch.amin),
    arithmetic.Length: reduced(torch.linalg.vector_norm),
    # the rest
    custom.Custom: lambda op, inputs: AsTold(op.shape or inputs[0], op.params, op.macs),
    # nothing is dropped at inference, and torch has no such module
    activation.StochasticDepth: lambda op, inputs: nn.Identity(),
    reshape.Reshape: lambda op, inputs: Call(lambda x: x.reshape(len(x), *op.shape.channels_first())),
    reshape.Permute: permute,
    reshape.Pad: pad,
    reshape.Crop: crop,
    reshape.Upsample: upsample,
    channels.PixelShuffle: pixel_shuffle,
    channels.PixelUnshuffle: pixel_unshuffle,
    channels.ChannelShuffle: channel_shuffle,
    **torch_sequences.MODULES,
    channels.ChannelSlice: lambda op, inputs: Call(lambda x: x.narrow(1, op.range[0], op.range[1] - op.range[0])),
}
"""The modules of ops that torch has no module of the same fields for."""


def _convolution(op: Any, channels: int, filters: int, dilation: tuple[int, ...], groups: int) -> nn.Module:
    """Torch's convolution, with its own padding wherever that can be said."""
    stride, own = op.stride, symmetric(op.pad)
    if op.pad == "same" and max(stride) == 1:
        own = "same"
    padding = 0 if own is None else own
    module = CONV[len(op.kernel)](channels, filters, op.kernel, stride, padding, dilation, groups, op.bias)
    if own is not None:
        return module
    rule = same_pads(op.kernel, stride, dilation, op.pad) if isinstance(op.pad, str) else constant(op.pad)
    return Padded(rule, 0.0, module)
