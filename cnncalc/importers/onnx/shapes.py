"""Nodes that put values elsewhere, take some of them, or put them together."""

from __future__ import annotations

from cnncalc.importers.onnx.constants import new_dims, squeezed, unsqueezed
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.moves import as_map, reshaped, stretched
from cnncalc.importers.onnx.patterns import Chain
from cnncalc.importers.onnx.proto import OnnxNode
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue, axis_number, channels_at
from cnncalc.shape import Shape

LONGEST_PREFIX = 100
"""The most inputs of which an earlier node may have put the first ones together."""


def same(self: Converter, node: OnnxNode) -> OnnxValue:
    """The value as it is."""
    self.quantised |= node.op in ("QuantizeLinear", "DequantizeLinear")
    return self.value(node)


def transpose(self: Converter, node: OnnxNode) -> OnnxValue:
    """The axes in another order, which is no step before an op cares."""
    value = self.value(node)
    order = node.attributes.get("perm") or tuple(range(len(value.axes)))[::-1]
    if sorted(order) != list(range(len(value.axes))):
        raise ValueError(f"{list(order)} is no order of {len(value.axes)} axes")
    return OnnxValue(value.node, tuple([value.axes[axis] for axis in order]))


def reshape(self: Converter, node: OnnxNode) -> OnnxValue:
    """The same values in other sizes."""
    value, wanted = self.value(node), self.whole(node, "shape", 1)
    if wanted is None:
        raise ValueError("it says no shape")
    zero = not node.attributes.get("allowzero")
    return reshaped(self, node, value, new_dims(self.dims(value), wanted, zero_copies=zero))


def flatten(self: Converter, node: OnnxNode) -> OnnxValue:
    """Two axes: what is before one, and the rest."""
    value = self.value(node)
    dims, axis = self.dims(value), node.attributes.get("axis", 1)
    axis += len(dims) if axis < 0 else 0
    outer = new_dims(dims[:axis], (-1,))[0] if axis else 1
    return reshaped(self, node, value, (outer, *new_dims(dims[axis:], (-1,))))


def squeeze(self: Converter, node: OnnxNode) -> OnnxValue:
    """Without axes of size 1."""
    value = self.value(node)
    return reshaped(self, node, value, squeezed(self.dims(value), self.whole(node, "axes", 1) or ()))


def unsqueeze(self: Converter, node: OnnxNode) -> OnnxValue:
    """With more axes of size 1."""
    value = self.value(node)
    return reshaped(self, node, value, unsqueezed(self.dims(value), self.whole(node, "axes", 1) or ()))


def channel_shuffle_chain(self: Converter, chain: Chain) -> OnnxValue | None:
    """Groups of channels dealt out in turn; None if it is something else."""
    first, second, third = chain.nodes
    value, wanted, back = self.value(first), self.whole(first, "shape", 1), self.whole(third, "shape", 1)
    dims = self.dims(value)
    if not value.is_map or wanted is None or back is None or len(dims) < 3:
        return None
    split = new_dims(dims, wanted)
    swapped = (0, 2, 1, *range(3, len(split)))
    if len(split) != len(dims) + 1 or split[0] != dims[0] or split[3:] != dims[2:] or new_dims(dims, back) != dims:
        return None
    if tuple(second.attributes.get("perm") or ()) != swapped:
        return None
    return self.step(first, "channel_shuffle", {"groups": split[1]}, [value])


def concat(self: Converter, node: OnnxNode) -> OnnxValue:
    """One after the other; what begins as an earlier one does, begins with it."""
    names = tuple(node.inputs)
    if len(names) == 1:
        return self.value(node)
    if any(name in self.constants for name in names):
        return _with_constants(self, node)
    values = [self.values[name] for name in names]
    axis = axis_number(node.attributes.get("axis", 1), len(values[0].axes))
    own = values[0].axes[axis]
    axes = values[0].axes
    values = [value if value.axes == axes else stretched(self, node, value, values[0]) for value in values]
    for length in range(min(len(names), LONGEST_PREFIX) - 1, 1, -1):
        before = self.prefixes.get((*names[:length], str(axis)))
        if before is not None:
            values = [before, *values[length:]]
            break
    if own == CHANNELS:
        found = self.step(node, "concat", {}, values)
    else:
        shape = self.shape(values[0])
        if own == BATCH:
            raise ValueError("batches one after the other")
        spatial = list(shape.spatial)
        spatial[own] = sum([self.shape(value).spatial[own] for value in values])
        found = self.piece(node, values, Shape(shape.channels, tuple(spatial)), axes)
    self.prefixes[(*names, str(axis))] = found
    return found


def _with_constants(self: Converter, node: OnnxNode) -> OnnxValue:
    """Values and learnt ones, such as a class token."""
    values = [self.values[name] for name in node.inputs if name in self.values]
    first = values[0]
    axis = axis_number(node.attributes.get("axis", 1), len(first.axes))
    tensors = [self.constants[name] for name in node.inputs if name in self.constants]
    dims = list(self.dims(first))
    dims[axis] = sum([self.dims(value)[axis] for value in values]) + sum([tensor.dims[axis] for tensor in tensors])
    shape, axes = channels_at(tuple(dims), first.axes.index(CHANNELS), batch=first.axes[0] == BATCH)
    params = sum([tensor.size for tensor in tensors if tensor.learnt])
    return self.piece(node, values, shape, axes, params=params)


def split(self: Converter, node: OnnxNode) -> list[OnnxValue]:
    """Ranges of an axis, one for each output."""
    value = self.value(node)
    axis = axis_number(node.attributes.get("axis", 0), len(value.axes))
    size = self.dims(value)[axis]
    parts = self.whole(node, "split", 1)
    if parts is None:
        each = -(-size // len(node.outputs))
        parts = tuple([min(each, size - at) for at in range(0, size, each)])
    starts = [sum(parts[:number]) for number in range(len(parts))]
    return [cut(self, node, value, axis, at, at + part) for at, part in zip(starts, parts, strict=True)]


def slice_(self: Converter, node: OnnxNode) -> OnnxValue:
    """Ranges of some axes."""
    value = self.value(node)
    starts, ends = self.whole(node, "starts", 1) or (), self.whole(node, "ends", 2) or ()
    axes = self.whole(node, "axes", 3) or tuple(range(len(starts)))
    steps = self.whole(node, "steps", 4) or (1,) * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        at = axis_number(axis, len(value.axes))
        begin, stop, by = slice(start, end, step).indices(self.dims(value)[at])
        value = cut(self, node, value, at, begin, stop, by)
    return value


def cut(
    self: Converter, node: OnnxNode, value: OnnxValue, axis: int, start: int, stop: int, step: int = 1
) -> OnnxValue:
    """A range of an axis."""
    own, shape = value.axes[axis], self.shape(value)
    size, left = self.dims(value)[axis], len(range(start, stop, step))
    if left == size:
        return value
    if left < 1 or own == BATCH:
        raise ValueError(f"nothing is left of axis {axis}" if left < 1 else "it takes some of a batch")
    if own == CHANNELS and step == 1:
        return self.step(node, "channel_slice", {"range": [start, stop]}, [value])
    if own == CHANNELS:
        return self.piece(node, [value], Shape(left, shape.spatial), value.axes)
    spatial = tuple([left if at == own else each for at, each in enumerate(shape.spatial)])
    if step == 1 and len(spatial) <= 3:
        offset = [start if at == own else 0 for at in range(len(spatial))]
        return self.step(node, "crop", {"size": list(spatial), "offset": offset}, [value])
    return self.piece(node, [value], Shape(shape.channels, spatial), value.axes)


def gather(self: Converter, node: OnnxNode) -> OnnxValue:
    """Some places of an axis; one of them takes the axis away."""
    value, at = self.value(node), self.constant(node, 1)
    if at is None:
        raise ValueError("which places it takes is not known before it runs")
    axis = axis_number(node.attributes.get("axis", 0), len(value.axes))
    dims = self.dims(value)
    if value.axes[axis] == BATCH:
        raise ValueError("it takes some of a batch")
    new = (*dims[:axis], *at.dims, *dims[axis + 1 :])
    place = value.axes.index(CHANNELS)
    place = len(new) - 1 if place == axis else place + (len(at.dims) - 1) * (place > axis)
    batch = value.axes[0] == BATCH or (BATCH not in value.axes and len(new) > 1 and new[0] == self.batch)
    shape, axes = channels_at(new, place if place or not batch else len(new) - 1, batch=batch)
    return self.piece(node, [value], shape, axes)


def pad(self: Converter, node: OnnxNode) -> OnnxValue:
    """Values around a map."""
    value, pads = self.value(node), self.whole(node, "pads", 1) or ()
    rank = len(value.axes)
    places = self.whole(node, "axes", 3) or tuple(range(rank))
    half = len(pads) // 2
    sides = {value.axes[axis_number(axis, rank)]: (pads[at], pads[half + at]) for at, axis in enumerate(places)}
    if not any(map(any, sides.values())):
        return value
    if any(side < 0 for pair in sides.values() for side in pair) or any(sides.get(BATCH, ())):
        raise ValueError("it cuts off, or adds to the batch")
    spatial = len(self.shape(value).spatial)
    around = [side for axis in range(spatial) for side in sides.get(axis, (0, 0))]
    mode = {"constant": "zeros", "edge": "replicate", "reflect": "reflect"}.get(
        node.attributes.get("mode") or "constant"
    )
    if mode is None:
        raise ValueError(f"it adds values by {node.attributes['mode']!r}")
    return self.step(
        node, "pad", {"amount": around or 0, "channels": list(sides.get(CHANNELS, (0, 0))), "mode": mode}, [value]
    )


def resize(self: Converter, node: OnnxNode) -> OnnxValue:
    """More or fewer positions."""
    value = as_map(self, node, self.value(node))
    dims = self.dims(value)
    at = 1 if node.op == "Upsample" or self.graph.opset == 10 else 2
    sizes, scales = self.constant(node, 3), self.constant(node, at)
    said = node.attributes.get("scales") or (scales.values if scales is not None else None)
    if sizes is not None and sizes.values:
        wanted = tuple(map(int, sizes.values))
    elif said:
        wanted = tuple([int(size * factor + 1e-6) for size, factor in zip(dims, said, strict=True)])
    else:
        raise ValueError("to which size is not known before it runs")
    if wanted[:2] != dims[:2]:
        raise ValueError("it changes the channels or the batch")
    mode = node.attributes.get("mode") or "nearest"
    if mode not in ("nearest", "linear"):
        return self.piece(node, [value], Shape(dims[1], wanted[2:]), value.axes, known=False)
    return self.step(node, "upsample", {"size": list(wanted[2:]), "mode": mode}, [value])


def depth_to_space(self: Converter, node: OnnxNode) -> OnnxValue:
    """Channels become positions, or positions channels."""
    value = as_map(self, node, self.value(node))
    kind = "pixel_shuffle" if node.op == "DepthToSpace" else "pixel_unshuffle"
    return self.step(node, kind, {"factor": node.attributes.get("blocksize", 1)}, [value])


def expand(self: Converter, node: OnnxNode) -> OnnxValue:
    """Sizes of 1 become larger."""
    value, wanted = self.value(node), self.whole(node, "shape", 1) or ()
    dims = self.dims(value)
    padded = (1,) * (len(wanted) - len(dims)) + dims
    target = (1,) * (len(padded) - len(wanted)) + wanted
    new = tuple([max(a, b) for a, b in zip(padded, target, strict=True)])
    if new == dims:
        return value
    shape, axes = channels_at(new, len(new) - len(dims) + value.axes.index(CHANNELS), batch=new[0] == self.batch)
    return self.piece(node, [value], shape, axes)
