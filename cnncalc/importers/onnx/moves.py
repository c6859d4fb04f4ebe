"""Puts the axes of a value where an op needs them."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.proto import OnnxNode
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue, axis_number, channels_at
from cnncalc.shape import Shape


def with_channels_at(self: Converter, node: OnnxNode, value: OnnxValue, axis: int) -> OnnxValue:
    """The value with its channels on an axis of the file's, and its other axes in the file's order."""
    at = axis_number(axis, len(value.axes))
    if value.axes[at] == BATCH:
        raise ValueError(f"its channels cannot be on the batch's axis {at}")
    order = [own for place, own in enumerate(value.axes) if own != BATCH and place != at]
    places = {own: number for number, own in enumerate(order)}
    axes = tuple([own if own == BATCH else places.get(own, CHANNELS) for own in value.axes])
    if axes == value.axes:
        return value
    names = (*self.shape(value).axes, "channels")
    wanted = [names[own] for own in (*order, value.axes[at])]
    return self.step(node, "permute", {"order": wanted}, [value], axes)


def as_map(self: Converter, node: OnnxNode, value: OnnxValue) -> OnnxValue:
    """The value as a batch, channels, and spatial axes in order."""
    if value.is_map:
        return value
    if len(value.axes) < 2 or value.axes[0] != BATCH:
        raise ValueError("its first axis is not the batch")
    return with_channels_at(self, node, value, 1)


def reshaped(self: Converter, node: OnnxNode, value: OnnxValue, dims: tuple[int, ...]) -> OnnxValue:
    """The value in other sizes; no step where only axes of size 1 come or go."""
    before = self.dims(value)
    batch = bool(dims) and dims[0] == self.batch and (BATCH not in value.axes or value.axes[0] == BATCH)
    shape, axes = channels_at(dims, _channels_after(value, before, dims, batch=batch), batch=batch)
    own = self.shape(value)
    if shape.elements != own.elements:
        raise ValueError(f"the batch of {self.batch} goes into other axes: export it with a batch of 1")
    if shape == own:
        return OnnxValue(value.node, axes)
    kind = "reshape" if shape.spatial else "flatten"
    return self.step(node, kind, {"shape": shape} if shape.spatial else {}, [value], axes)


def _channels_after(value: OnnxValue, before: Sequence[int], after: Sequence[int], *, batch: bool) -> int:
    """The axis where the channels are after a change of sizes: where the same block of values is, if there is one."""
    at = value.axes.index(CHANNELS) if CHANNELS in value.axes else len(before) - 1
    outer = _product(before[:at])
    for place, size in enumerate(after):
        if size == before[at] and _product(after[:place]) == outer and not (batch and place == 0):
            return place
    return len(after) - 1 if at == len(before) - 1 or len(after) < 2 else 1


def stretched(self: Converter, node: OnnxNode, value: OnnxValue, target: OnnxValue) -> OnnxValue:
    """The value with the axes of another, which it is joined with: sizes of 1 where it has none."""
    if value.axes == target.axes:
        return value
    dims = self.dims(value)
    if len(dims) > len(target.axes):
        raise ValueError("the larger of two values has fewer axes")
    padded = (1,) * (len(target.axes) - len(dims)) + dims
    sizes = dict(zip(target.axes, padded, strict=True))
    spatial = tuple([sizes[axis] for axis in sorted(axis for axis in sizes if axis >= 0)])
    shape = Shape(sizes.get(CHANNELS, 1), spatial)
    if shape.elements != self.shape(value).elements:
        raise ValueError("two values differ in their batch")
    index = value.node
    if shape != self.shape(value):
        index = self.step(node, "reshape", {"shape": shape}, [value]).node
    return OnnxValue(index, target.axes)


def _product(sizes: Sequence[int]) -> int:
    found = 1
    for size in sizes:
        found *= size
    return found
