"""Layers whose windows slide, as operators of ONNX: convolutions and pools."""

from collections.abc import Callable
from typing import Any

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
    pads = op.implied_pads(x, y) if isinstance(op.pad, str) else op.pad
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
        implied = op.implied_pads(layer.x, layer.y) if isinstance(op.pad, str) else op.pad
        sides = []
        along = zip(layer.x.spatial, layer.y.spatial, op.kernel, op.stride, dilation, implied, strict=True)
        for size, places, cells, step, gap, (before, after) in along:
            needed = (places - 1) * step + gap * (cells - 1) + 1 - before - size
            sides.append((before, max(after if (after - needed) in range(step) else needed, 0)))
        options = windows(op, tuple(sides))
        if kind == "AveragePool":
            _check_mean(op, implied, tuple(sides))
            options["count_include_pad"] = int(op.count_pad and any(map(any, implied)))
        elif max(dilation) > 1:
            options["dilations"] = dilation
        layer.add(kind, **options)

    return write


def _check_mean(op: pool.AvgPool, implied: Sides, sides: Sides) -> None:
    if op.count_pad and any(map(any, implied)) and sides != implied:
        raise UnsayableError("ONNX cannot count some of the padding in a mean and leave out the rest")
