"""What PyTorch calls each op: the module that does the same, on channels first and with a batch before them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cnncalc.errors import CnncalcError
from cnncalc.exporters.first_channels import offset_of, order_of, pads_of
from cnncalc.exporters.pytorch.code import Call, CodeValue, call, sequence
from cnncalc.exporters.pytorch.window_modules import (
    convolution,
    innermost_first,
    padding,
    pooling,
    sizes,
    transposed,
)
from cnncalc.exporters.unsayable import UnsayableError
from cnncalc.graph import Node
from cnncalc.ops import activation, channels, conv, elementwise, lenet, linear, norm, pool, reshape
from cnncalc.ops.base import Op
from cnncalc.shape import Shape

MAP = ("height", "width")

ModuleWriter: TypeAlias = Callable[[Any, Shape, Shape], Call]
"""Makes a module from an op, its input and its output."""


def module_of(node: Node) -> Call:
    """The module of a layer that takes one input. Raises CnncalcError for an op that PyTorch has no module for."""
    writer = MODULES.get(type(node.op))
    try:
        if writer is not None:
            return writer(node.op, node.input_shapes[0], node.shape)
    except UnsayableError as error:
        raise CnncalcError(f"{node.path}: {error}") from None
    raise CnncalcError(f"{node.path}: PyTorch has no module for {node.op.name}, and nothing is left out")


def plain(function: str, **keywords: str) -> ModuleWriter:
    """A module whose arguments are fields of the op: keyword = the field's name; defaults are not written."""

    def write(op: Op, x: Shape, y: Shape) -> Call:
        values = op.attributes()
        said = {word: values[field] for word, field in keywords.items()}
        defaults = {word: op.fields[field].default for word, field in keywords.items()}
        return call(function, **{word: value for word, value in said.items() if value != defaults[word]})

    return write


def global_pool(kind: str) -> ModuleWriter:
    """Pooling to one position, with or without its axes."""

    def write(op: pool.GlobalPool, x: Shape, y: Shape) -> Call:
        made = call(f"nn.Adaptive{kind}Pool{len(x.spatial)}d", ("size", 1))
        return made if op.keep else sequence(made, call("nn.Flatten"))

    return write


def adaptive_pool(kind: str) -> ModuleWriter:
    """Pooling to a given size."""
    return lambda op, x, y: call(f"nn.Adaptive{kind}Pool{len(x.spatial)}d", ("size", sizes(y.spatial)))


def fully_connected(op: linear.Linear, x: Shape, y: Shape) -> Call:
    """A linear layer on a vector, or on the channels of each position."""
    options = {} if op.bias else {"bias": False}
    made = call("nn.Linear", ("channels", x.channels), ("features", op.features), **options)
    if op.positionwise and x.spatial:
        return call("OverChannels", ("module", made))
    return sequence(call("nn.Flatten"), made) if x.spatial else made


def batch_norm(op: norm.BatchNorm, x: Shape, y: Shape) -> Call:
    """Batch normalisation; torch has none with a shift and no scale."""
    name = f"nn.BatchNorm{max(len(x.spatial), 1)}d"
    options: dict[str, CodeValue] = {}
    if op.eps != 1e-5:
        options["eps"] = op.eps
    if op.momentum != 0.1:
        options["momentum"] = op.momentum
    if op.affine and not op.scale:
        shift = call("Affine", ("channels", x.channels), ("axes", len(x.spatial)), scale=False)
        return sequence(call(name, ("channels", x.channels), **options, affine=False), shift)
    return call(name, ("channels", x.channels), **options, **({} if op.affine else {"affine": False}))


def layer_norm(op: norm.LayerNorm, x: Shape, y: Shape) -> Call:
    """Layer normalisation, over the channels of each position or over everything."""
    options: dict[str, CodeValue] = {} if op.eps == 1e-5 else {"eps": op.eps}
    if not op.affine:
        options["elementwise_affine"] = False
    if op.over == "all":
        return call("nn.LayerNorm", ("shape", tuple(x.channels_first())), **options)
    made = call("nn.LayerNorm", ("channels", x.channels), **options)
    return call("OverChannels", ("module", made)) if x.spatial else made


def group_norm(op: norm.GroupNorm, x: Shape, y: Shape) -> Call:
    """Group normalisation."""
    options: dict[str, CodeValue] = {} if op.eps == 1e-5 else {"eps": op.eps}
    if not op.affine:
        options["affine"] = False
    if x.elements == op.groups:
        raise UnsayableError("PyTorch refuses to normalise groups of one value")
    return call("nn.GroupNorm", ("groups", op.groups), ("channels", x.channels), **options)


def instance_norm(op: norm.InstanceNorm, x: Shape, y: Shape) -> Call:
    """Instance normalisation."""
    options: dict[str, CodeValue] = {} if op.eps == 1e-5 else {"eps": op.eps}
    if op.affine:
        options["affine"] = True
    if x.elements == x.channels:
        raise UnsayableError("PyTorch refuses to normalise channels of one value")
    return call(f"nn.InstanceNorm{len(x.spatial)}d", ("channels", x.channels), **options)


def local_response(op: norm.LRN, x: Shape, y: Shape) -> Call:
    """Local response normalisation; torch divides α by the number of channels in the sum."""
    return call("nn.LocalResponseNorm", ("size", op.size), alpha=op.alpha * op.size, beta=op.beta, k=op.k)


def affine(op: Any, x: Shape, y: Shape) -> Call:
    """A learnt factor for each channel, with a shift or without."""
    shifts = isinstance(op, norm.Scale) and op.bias
    given = (("channels", x.channels), ("axes", len(x.spatial)))
    return call("Affine", *given) if shifts else call("Affine", *given, shift=False)


def parametric(op: activation.PReLU, x: Shape, y: Shape) -> Call:
    """A rectifier with a learnt slope."""
    return call("nn.PReLU", ("channels", x.channels)) if op.per == "channel" else call("nn.PReLU")


def softmax(op: activation.Softmax, x: Shape, y: Shape) -> Call:
    """Softmax over the channels, or over all values."""
    made = call("nn.Softmax", ("axis", 1))
    if op.over == "channels":
        return made
    return sequence(call("nn.Flatten"), made, *([unflatten(y)] if y.spatial else []))


def unflatten(shape: Shape) -> Call:
    """A vector as a shape."""
    return call("nn.Unflatten", ("axis", 1), ("shape", tuple(shape.channels_first())))


def reshaped(op: reshape.Reshape, x: Shape, y: Shape) -> Call:
    """The same values in another shape."""
    if not y.spatial:
        return call("nn.Flatten")
    return sequence(call("nn.Flatten"), unflatten(y)) if x.spatial else unflatten(y)


def permuted(op: reshape.Permute, x: Shape, y: Shape) -> Call:
    """The axes in another order."""
    return call("Permute", ("order", (0, *order_of(op, x))))


def pad(op: reshape.Pad, x: Shape, y: Shape) -> Call:
    """Values around the input, then zeros before and after its channels."""
    axes = len(x.spatial)
    words = {"zeros": "Constant", "reflect": "Reflection", "replicate": "Replication"}
    sides = innermost_first(op.amount)  # type: ignore[arg-type]  # this padding has no words
    made = []
    if any(sides):
        zero = (("value", 0.0),) if op.mode == "zeros" else ()
        made.append(call(f"nn.{words[op.mode]}Pad{axes}d", ("sides", sides), *zero))
    if any(op.channels):
        made.append(call("PadChannels", ("before", op.channels[0]), ("after", op.channels[1]), ("axes", axes)))
    return made[0] if len(made) == 1 else sequence(*made) if made else call("nn.Identity")


def crop(op: reshape.Crop, x: Shape, y: Shape) -> Call:
    """A part of every axis, the middle one if no offset is said."""
    ends = zip(offset_of(op, x, y), y.spatial, x.spatial, strict=True)
    return padding(tuple((-start, start + keep - have) for start, keep, have in ends), len(x.spatial))


def upsampled(op: reshape.Upsample, x: Shape, y: Shape) -> Call:
    """Interpolation by a factor or to a size; torch has a name of its own for every number of axes."""
    mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[len(x.spatial)]
    options: dict[str, CodeValue] = {} if op.mode == "nearest" else {"mode": mode}
    if op.size:
        return call("nn.Upsample", ("size", sizes(op.size)), **options)
    return call("nn.Upsample", scale_factor=sizes(op.factor), **options)


def pixels(function: str) -> ModuleWriter:
    """Channels as positions, or positions as channels."""

    def write(op: channels.PixelShuffle | channels.PixelUnshuffle, x: Shape, y: Shape) -> Call:
        if len(x.spatial) != len(MAP):
            raise UnsayableError("PyTorch shuffles pixels of maps only")
        return call(function, ("factor", op.factor))

    return write


def shuffled(op: channels.ChannelShuffle, x: Shape, y: Shape) -> Call:
    """Channels dealt out in turn."""
    if not x.spatial:
        raise UnsayableError("PyTorch shuffles channels of maps only")
    return call("nn.ChannelShuffle", ("groups", op.groups))


def subsampled(op: lenet.Subsample, x: Shape, y: Shape) -> Call:
    """The mean of each window, then a factor and a shift: the factor for the sum is a cell's share of it."""
    options = {} if op.bias else {"shift": False}
    made = call(f"nn.AvgPool{len(op.kernel)}d", ("kernel", sizes(op.kernel)))  # windows lie side by side
    return sequence(made, call("Affine", ("channels", x.channels), ("axes", len(x.spatial)), **options))


def by_table(op: lenet.ConnectedConv, x: Shape, y: Shape) -> Call:
    """A convolution for every filter, each on the channels that the table lists for it."""
    pads = pads_of(op, x, y)
    if len(op.kernel) != len(MAP) or any(map(any, pads)):
        raise UnsayableError("a convolution by table is written for maps, and without padding")
    options: dict[str, CodeValue] = {} if max(op.stride) == 1 else {"stride": sizes(op.stride)}
    if not op.bias:
        options["bias"] = False
    return call("TableConv", ("table", op.connections), ("kernel", sizes(op.kernel)), **options)


MODULES: Mapping[type[Op], ModuleWriter] = {
    # convolutions and fully connected layers
    conv.Conv: convolution,
    conv.DepthwiseConv: convolution,
    conv.ConvTranspose: transposed,
    lenet.ConnectedConv: by_table,
    linear.Linear: fully_connected,
    lenet.RBF: lambda op, x, y: call("RadialBasis", ("channels", x.elements), ("features", op.features)),
    # pooling
    pool.MaxPool: pooling("Max"),
    pool.AvgPool: pooling("Avg"),
    pool.GlobalMaxPool: global_pool("Max"),
    pool.GlobalAvgPool: global_pool("Avg"),
    pool.AdaptiveMaxPool: adaptive_pool("Max"),
    pool.AdaptiveAvgPool: adaptive_pool("Avg"),
    lenet.Subsample: subsampled,
    # normalisation
    norm.BatchNorm: batch_norm,
    norm.LayerNorm: layer_norm,
    norm.GroupNorm: group_norm,
    norm.InstanceNorm: instance_norm,
    norm.LRN: local_response,
    norm.LayerScale: affine,
    norm.Scale: affine,
    # activations
    activation.ReLU: plain("nn.ReLU"),
    activation.ReLU6: plain("nn.ReLU6"),
    activation.LeakyReLU: plain("nn.LeakyReLU", negative_slope="slope"),
    activation.PReLU: parametric,
    activation.ELU: plain("nn.ELU"),
    activation.SELU: plain("nn.SELU"),
    activation.Sigmoid: plain("nn.Sigmoid"),
    activation.Tanh: plain("nn.Tanh"),
    activation.ScaledTanh: plain("ScaledTanh"),
    activation.GELU: plain("nn.GELU"),
    activation.SiLU: plain("nn.SiLU"),
    activation.HardSigmoid: plain("nn.Hardsigmoid"),
    activation.HardSwish: plain("nn.Hardswish"),
    activation.Softplus: plain("nn.Softplus", beta="beta"),
    activation.Mish: plain("nn.Mish"),
    activation.Softmax: softmax,
    elementwise.HardTanh: plain("nn.Hardtanh", min_val="least", max_val="most"),
    elementwise.Softsign: plain("nn.Softsign"),
    elementwise.CELU: plain("nn.CELU", alpha="alpha"),
    activation.Dropout: plain("nn.Dropout", p="p"),
    activation.StochasticDepth: lambda op, x, y: call("StochasticDepth", ("p", op.p)),
    # the rest
    reshape.Identity: plain("nn.Identity"),
    reshape.Flatten: plain("nn.Flatten"),
    reshape.Reshape: reshaped,
    reshape.Permute: permuted,
    reshape.Pad: pad,
    reshape.Crop: crop,
    reshape.Upsample: upsampled,
    channels.PixelShuffle: pixels("nn.PixelShuffle"),
    channels.PixelUnshuffle: pixels("nn.PixelUnshuffle"),
    channels.ChannelShuffle: shuffled,
    channels.ChannelSlice: lambda op, x, y: call("Channels", ("start", op.range[0]), ("stop", op.range[1])),
}
"""The module of each op that takes one input. An op that is not here is refused by name."""
