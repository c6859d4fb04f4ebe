"""The operators of ONNX that each op becomes, on channels first. github.com/onnx/onnx, docs/Operators.md, opset 21."""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any, TypeAlias

from cnncalc.exporters.first_channels import offset_of, order_of
from cnncalc.exporters.onnx.encoding import Attribute
from cnncalc.exporters.onnx.nodes import LayerOperators
from cnncalc.exporters.onnx.window_operators import convolution, pooling, transposed
from cnncalc.exporters.unsayable import UnsayableError
from cnncalc.ops import activation, channels, conv, elementwise, linear, norm, pool, reshape
from cnncalc.ops.base import Op
from cnncalc.ops.sizes import Sides

MAP = ("height", "width")
OperatorWriter: TypeAlias = Callable[[Any, LayerOperators], object]


def fully_connected(op: linear.Linear, layer: LayerOperators) -> None:
    """A matrix on a vector, or at every position."""
    incoming = layer.x.channels
    if op.positionwise and layer.x.spatial:
        _channels_last(layer)
        layer.add("MatMul", layer.weight("weight", incoming, op.features))
        if op.bias:
            layer.add("Add", layer.weight("bias", op.features))
        _channels_first(layer)
        return
    if layer.x.spatial:
        layer.add("Flatten", axis=1)
    bias = layer.weight("bias", op.features) if op.bias else ""
    layer.add("Gemm", layer.weight("weight", op.features, incoming), bias, transB=1)


def _channels_last(layer: LayerOperators) -> None:
    axes = len(layer.x.spatial)
    layer.transpose(0, *range(2, axes + 2), 1)


def _channels_first(layer: LayerOperators) -> None:
    axes = len(layer.x.spatial)
    layer.transpose(0, axes + 1, *range(1, axes + 1))


def global_pool(kind: str) -> OperatorWriter:
    """Pooling to one position, with or without its axes."""

    def write(op: pool.GlobalPool, layer: LayerOperators) -> None:
        layer.add(kind)
        if not op.keep:
            layer.add("Flatten", axis=1)

    return write


def adaptive_pool(kind: str) -> OperatorWriter:
    """Pooling to a given size, where its cells are equal."""

    def write(op: pool.AdaptivePool, layer: LayerOperators) -> None:
        have, want = layer.x.spatial, layer.y.spatial
        if max(want) == 1:
            layer.add(f"Global{kind}")
            return
        if any(size % cells for size, cells in zip(have, want, strict=True)):
            raise UnsayableError(f"ONNX has no cells of unequal sizes, which {layer.x} to {layer.y} takes")
        cells = tuple(size // count for size, count in zip(have, want, strict=True))
        layer.add(kind, kernel_shape=cells, strides=cells)

    return write


def batch_norm(op: norm.BatchNorm, layer: LayerOperators) -> None:
    """Batch normalisation; a scale or shift that is not learnt is 1 or 0."""
    count = layer.x.channels
    scale = layer.weight("weight", count) if op.affine and op.scale else layer.ones(count)
    shift = layer.weight("bias", count) if op.affine else layer.ones(count, 0.0)
    statistics = [layer.weight(f"running_{name}", count) for name in ("mean", "var")]
    layer.add("BatchNormalization", scale, shift, *statistics, epsilon=float(op.eps))


def layer_norm(op: norm.LayerNorm, layer: LayerOperators) -> None:
    """LayerOperators normalisation over the channels of each position, or over everything."""
    over_all = op.over == "all"
    sizes = layer.x.channels_first() if over_all else [layer.x.channels]
    if not op.affine and len(sizes) > 1:
        raise UnsayableError("ONNX wants a scale for every value")
    turned = bool(layer.x.spatial) and not over_all
    if turned:
        _channels_last(layer)
    scale = layer.weight("weight", *sizes) if op.affine else layer.ones(sizes[0])
    shift = layer.weight("bias", *sizes) if op.affine else ""
    layer.add("LayerNormalization", scale, shift, axis=1 if over_all else -1, epsilon=float(op.eps))
    if turned:
        _channels_first(layer)


def group_norm(op: norm.GroupNorm, layer: LayerOperators) -> None:
    """Group normalisation."""
    scale, shift = _affine(op, layer)
    layer.add("GroupNormalization", scale, shift, num_groups=op.groups, epsilon=float(op.eps))


def instance_norm(op: norm.InstanceNorm, layer: LayerOperators) -> None:
    """Instance normalisation."""
    scale, shift = _affine(op, layer)
    layer.add("InstanceNormalization", scale, shift, epsilon=float(op.eps))


def _affine(op: Any, layer: LayerOperators) -> tuple[str, str]:
    count = layer.x.channels
    if op.affine:
        return layer.weight("weight", count), layer.weight("bias", count)
    return layer.ones(count), layer.ones(count, 0.0)


def scaled(op: Any, layer: LayerOperators) -> None:
    """A learnt factor for each channel, with a shift or without."""
    sizes = (layer.x.channels, *(1,) * len(layer.x.spatial))
    layer.add("Mul", layer.weight("weight", *sizes))
    if isinstance(op, norm.Scale) and op.bias:
        layer.add("Add", layer.weight("bias", *sizes))


def local_response(op: norm.LRN, layer: LayerOperators) -> None:
    """Local response normalisation; ONNX divides α by the number of channels in the sum."""
    layer.add("LRN", size=op.size, alpha=float(op.alpha * op.size), beta=float(op.beta), bias=float(op.k))


def parametric(op: activation.PReLU, layer: LayerOperators) -> None:
    """A rectifier with a learnt slope."""
    sizes = (layer.x.channels, *(1,) * len(layer.x.spatial)) if op.per == "channel" else (1,)
    layer.add("PRelu", layer.weight("weight", *sizes))


def silu(op: activation.SiLU, layer: LayerOperators) -> None:
    """X times its sigmoid."""
    before = layer.value
    layer.of("Mul", (before, layer.add("Sigmoid")))


def softmax(op: activation.Softmax, layer: LayerOperators) -> None:
    """Softmax over the channels, or over all values."""
    if op.over == "channels":
        layer.add("Softmax", axis=1)
        return
    layer.add("Flatten", axis=1)
    layer.add("Softmax", axis=1)
    layer.reshape(*layer.y.channels_first())


def padded(op: reshape.Pad, layer: LayerOperators) -> None:
    """Values around the input, then zeros before and after its channels."""
    sides: Sides = op.amount  # type: ignore[assignment]  # this padding has no words
    modes = {"zeros": "constant", "reflect": "reflect", "replicate": "edge"}
    if any(map(any, sides)):
        around = (0, 0, *(before for before, _ in sides), 0, 0, *(after for _, after in sides))
        layer.add("Pad", layer.whole_numbers("pads", around), mode=modes[op.mode])
    if any(op.channels):
        rest = (0,) * len(layer.x.spatial)
        before, after = op.channels
        layer.add("Pad", layer.whole_numbers("channels", (0, before, *rest, 0, after, *rest)), mode="constant")


def cropped(op: reshape.Crop, layer: LayerOperators) -> None:
    """A part of every axis."""
    keep, starts = layer.y.spatial, offset_of(op, layer.x, layer.y)
    _cut(layer, starts, tuple(map(sum, zip(starts, keep, strict=True))), tuple(range(2, len(keep) + 2)))


def _cut(layer: LayerOperators, starts: tuple[int, ...], ends: tuple[int, ...], axes: tuple[int, ...]) -> None:
    numbers = {"starts": starts, "ends": ends, "axes": axes}
    layer.add("Slice", *(layer.whole_numbers(name, values) for name, values in numbers.items()))


def upsampled(op: reshape.Upsample, layer: LayerOperators) -> None:
    """Interpolation to a size."""
    mode = "nearest" if op.mode == "nearest" else "linear"
    rule = "asymmetric" if op.mode == "nearest" else "half_pixel"
    sizes = layer.whole_numbers("sizes", (1, *layer.y.channels_first()))
    nearest: dict[str, Attribute] = {"nearest_mode": "floor"} if op.mode == "nearest" else {}
    layer.add("Resize", "", "", sizes, mode=mode, coordinate_transformation_mode=rule, **nearest)


def permuted(op: reshape.Permute, layer: LayerOperators) -> None:
    """The axes in another order; cnncalc names the channels last, ONNX has them first."""
    layer.transpose(0, *order_of(op, layer.x))


def unshuffled(op: channels.PixelUnshuffle, layer: LayerOperators) -> None:
    """Positions as channels, those of one channel together: ONNX's SpaceToDepth has them in another order."""
    if len(layer.x.spatial) != len(MAP):
        raise UnsayableError("ONNX makes positions to channels of maps only")
    factor, count = op.factor, layer.x.channels
    height, width = (size // factor for size in layer.x.spatial)
    layer.reshape(count, height, factor, width, factor)
    layer.transpose(0, 1, 3, 5, 2, 4)
    layer.reshape(*layer.y.channels_first())


def pixels(op: channels.PixelShuffle, layer: LayerOperators) -> None:
    """Channels as positions."""
    if len(layer.x.spatial) != len(MAP):
        raise UnsayableError("ONNX makes channels to positions of maps only")
    layer.add("DepthToSpace", blocksize=op.factor, mode="CRD")


def shuffled(op: channels.ChannelShuffle, layer: LayerOperators) -> None:
    """Channels dealt out in turn."""
    layer.reshape(op.groups, layer.x.channels // op.groups, prod(layer.x.spatial))
    layer.transpose(0, 2, 1, 3)
    layer.reshape(*layer.y.channels_first())


def scaled_tanh(op: activation.ScaledTanh, layer: LayerOperators) -> None:
    """1.7159 tanh(2x/3)."""
    layer.add("Mul", layer.number("inner", 2 / 3))
    layer.add("Tanh")
    layer.add("Mul", layer.number("outer", 1.7159))


def softplus(op: activation.Softplus, layer: LayerOperators) -> None:
    """ln(1 + e^x)."""
    if op.beta != 1:
        raise UnsayableError("ONNX's Softplus has no beta")
    layer.add("Softplus")


def plain(kind: str, **attributes: Attribute) -> OperatorWriter:
    """One operator."""
    return lambda op, layer: layer.add(kind, **attributes)


OPERATORS: Mapping[type[Op], OperatorWriter] = {
    # convolutions and fully connected layers
    conv.Conv: convolution,
    conv.DepthwiseConv: convolution,
    conv.ConvTranspose: transposed,
    linear.Linear: fully_connected,
    # pooling
    pool.MaxPool: pooling("MaxPool"),
    pool.AvgPool: pooling("AveragePool"),
    pool.GlobalMaxPool: global_pool("GlobalMaxPool"),
    pool.GlobalAvgPool: global_pool("GlobalAveragePool"),
    pool.AdaptiveMaxPool: adaptive_pool("MaxPool"),
    pool.AdaptiveAvgPool: adaptive_pool("AveragePool"),
    # normalisation
    norm.BatchNorm: batch_norm,
    norm.LayerNorm: layer_norm,
    norm.GroupNorm: group_norm,
    norm.InstanceNorm: instance_norm,
    norm.LRN: local_response,
    norm.LayerScale: scaled,
    norm.Scale: scaled,
    # activations
    activation.ReLU: plain("Relu"),
    activation.ReLU6: lambda op, layer: layer.add("Clip", layer.number("least", 0.0), layer.number("most", 6.0)),
    activation.LeakyReLU: lambda op, layer: layer.add("LeakyRelu", alpha=float(op.slope)),
    activation.PReLU: parametric,
    activation.ELU: plain("Elu"),
    activation.SELU: plain("Selu"),
    activation.Sigmoid: plain("Sigmoid"),
    activation.Tanh: plain("Tanh"),
    activation.ScaledTanh: scaled_tanh,
    activation.GELU: plain("Gelu"),
    activation.SiLU: silu,
    activation.HardSigmoid: plain("HardSigmoid", alpha=1 / 6, beta=0.5),
    activation.HardSwish: plain("HardSwish"),
    activation.Softplus: softplus,
    activation.Mish: plain("Mish"),
    activation.Softmax: softmax,
    elementwise.Abs: plain("Abs"),
    elementwise.Exp: plain("Exp"),
    elementwise.Log: plain("Log"),
    elementwise.Sqrt: plain("Sqrt"),
    elementwise.Softsign: plain("Softsign"),
    elementwise.CELU: lambda op, layer: layer.add("Celu", alpha=float(op.alpha)),
    activation.Dropout: plain("Dropout"),
    activation.StochasticDepth: plain("Identity"),  # at inference nothing is dropped
    # the rest
    reshape.Identity: plain("Identity"),
    reshape.Flatten: plain("Flatten", axis=1),
    reshape.Reshape: lambda op, layer: layer.reshape(*layer.y.channels_first()),
    reshape.Permute: permuted,
    reshape.Pad: padded,
    reshape.Crop: cropped,
    reshape.Upsample: upsampled,
    channels.PixelShuffle: pixels,
    channels.PixelUnshuffle: unshuffled,
    channels.ChannelShuffle: shuffled,
    channels.ChannelSlice: lambda op, layer: _cut(layer, (op.range[0],), (op.range[1],), (1,)),
}
"""What each op that takes one input becomes. An op that is not here is refused by name."""
