"""Layers whose windows slide, as operators of ONNX: convolutions and pools."""

from collections.abc import Callable
from typing import Any

from cnncalc.exporters.first_channels import fitting_pads, pads_of
from cnncalc.exporters.onnx.encoding import Attribute
from cnncalc.exporters.onnx.nodes import LayerOperators
from cnncalc.exporters.unsayable import UnsayableError
from cnncalc.ops import conv, pool
from cnncalc.ops.sizes import Sides


def convolution(op: Any, layer: LayerOperators) -> None:
    """An ordinary, grouped or depthwise convolution."""
    x, y = layer.x, layer.y
    groups = x.channels if isinstance(op, conv.DepthwiseConv) else op.groups
    weights = layer.weight("weight", y.channels, x.channels // groups, *op.kernel)
    bias = layer.weight("bias", y.channels) if op.bias else ""
    pads = pads_of(op, x, y)
    options = {"group": groups, **windows(op, pads), "dilations": op.dilation}
    layer.add("Conv", weights, bias, **options)


def transposed(op: conv.ConvTranspose, layer: LayerOperators) -> None:
    """A transposed convolution."""
    x, y = layer.x, layer.y
    weights = layer.weight("weight", x.channels, op.filters // op.groups, *op.kernel)
    bias = layer.weight("bias", op.filters) if op.bias else ""
    along = zip(x.spatial, op.stride, op.dilation, op.kernel, op.cut, strict=True)
    whole = [(size - 1) * step + gap * (cells - 1) + 1 - sum(cut) for size, step, gap, cells, cut in along]
    extra = tuple(want - have for want, have in zip(y.spatial, whole, strict=True))
    if min(extra) < 0:
        raise UnsayableError("ONNX cannot cut so much off")
    options: dict[str, Attribute] = {"group": op.groups, **windows(op, op.cut), "dilations": op.dilation}
    layer.add("ConvTranspose", weights, bias, **options, output_padding=extra)


def windows(op: Any, pads: Sides) -> dict[str, Attribute]:
    """A window's size, its steps, and the padding: all sides before, then all behind."""
    around = (*(before for before, _ in pads), *(after for _, after in pads))
    return {"kernel_shape": op.kernel, "strides": op.stride, "pads": around}


def pooling(kind: str) -> Callable[[Any, LayerOperators], None]:
    """Pooling over windows, with what padding makes them all fit."""

    def write(op: Any, layer: LayerOperators) -> None:
        dilation = op.dilation if kind == "MaxPool" else (1,) * len(op.kernel)
        implied = pads_of(op, layer.x, layer.y)
        needed = fitting_pads(op, layer.x, layer.y, dilation)
        sides = tuple(map(_kept_or_needed, implied, needed, op.stride))
        options = windows(op, sides)
        if kind == "AveragePool":
            _check_mean(op, implied, sides)
            options["count_include_pad"] = int(op.count_pad and any(map(any, implied)))
        elif max(dilation) > 1:
            options["dilations"] = dilation
        layer.add(kind, **options)

    return write


def _kept_or_needed(said: tuple[int, int], needed: tuple[int, int], step: int) -> tuple[int, int]:
    """The padding of an axis as it is said where it makes no window more or fewer, else what is needed behind it."""
    (before, after), (_, least) = said, needed
    return before, max(after if (after - least) in range(step) else least, 0)


def _check_mean(op: pool.AvgPool, implied: Sides, sides: Sides) -> None:
    if op.count_pad and any(map(any, implied)) and sides != implied:
        raise UnsayableError("ONNX cannot count some of the padding in a mean and leave out the rest")
