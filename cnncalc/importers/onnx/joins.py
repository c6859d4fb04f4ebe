"""Nodes that work value by value, on one value, on several, or with a constant."""

from __future__ import annotations

from math import prod

from cnncalc.importers.onnx.constants import broadcast
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.moves import stretched, with_channels_at
from cnncalc.importers.onnx.patterns import Chain
from cnncalc.importers.onnx.proto import OnnxNode, Tensor
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue, channels_at
from cnncalc.shape import Shape

PER_VALUE = {"Clip": 2, "PRelu": 2}
"""The operations of a node for each value, where they are not one."""
JOINS = {"Add": "add", "Sum": "add", "Mul": "multiply"}


def elementwise(self: Converter, node: OnnxNode) -> OnnxValue:
    """Several values, or one and constants, value by value."""
    values = [self.values[name] for name in node.inputs if name in self.values]
    constants = [self.constants[name] for name in node.inputs if name in self.constants]
    if not constants and len(values) > 1:
        return _joined(self, node, values)
    if len(values) == 1 and len(constants) == 1:
        return _with_constant(self, node, values[0], constants[0])
    if len(node.inputs) == 1:
        return values[0]
    return _with_constants(self, node, values, constants)


def _with_constants(self: Converter, node: OnnxNode, values: list[OnnxValue], constants: list[Tensor]) -> OnnxValue:
    """Several values and constants, as `Where` has them: a piece of its own."""
    largest = max(values, key=lambda value: (len(value.axes), prod(self.dims(value))))
    inputs = [stretched(self, node, value, largest) for value in values]
    dims = self.dims(largest)
    for each in (*[self.dims(value) for value in inputs], *[constant.dims for constant in constants]):
        dims = broadcast(dims, each)
    if len(dims) != len(largest.axes):
        raise ValueError("a constant of more axes than the values")
    shape, axes = _as(self, largest, dims)
    params = sum([_learnt(self, constant) for constant in constants if constant.size > 1])
    return self.piece(node, inputs, shape, axes, each=1, params=params)


def _joined(self: Converter, node: OnnxNode, values: list[OnnxValue]) -> OnnxValue:
    largest = max(values, key=lambda value: (len(value.axes), prod(self.dims(value))))
    ordered = [largest, *[value for value in values if value is not largest]] if node.op == "Mul" else values
    inputs = [stretched(self, node, value, largest) for value in ordered]
    shapes = [self.shape(value) for value in inputs]
    kind = JOINS.get(node.op)
    if kind is not None:
        fields = {"broadcast": True} if kind == "add" and len(set(shapes)) > 1 else {}
        return self.step(node, kind, fields, inputs, largest.axes)
    dims = [self.dims(value) for value in inputs]
    if any(max(sizes) not in (size, size * max(sizes)) for sizes in zip(*dims, strict=True) for size in sizes):
        raise ValueError("its sizes do not go together")
    whole = tuple([max(sizes) for sizes in zip(*dims, strict=True)])
    shape, axes = _as(self, largest, whole)
    return self.piece(node, inputs, shape, axes, each=len(inputs) - 1)


def _as(self: Converter, value: OnnxValue, dims: tuple[int, ...]) -> tuple[Shape, tuple[int, ...]]:
    """A shape of other sizes with the channels where a value has them."""
    if value.axes == channels_at(dims, value.axes.index(CHANNELS), batch=value.axes[0] == BATCH)[1]:
        return channels_at(dims, value.axes.index(CHANNELS), batch=value.axes[0] == BATCH)
    sizes = dict(zip(value.axes, dims, strict=True))
    spatial = tuple([sizes[axis] for axis in sorted(axis for axis in sizes if axis >= 0)])
    return self.shape(value)._replace(channels=sizes[CHANNELS], spatial=spatial), value.axes


def _with_constant(self: Converter, node: OnnxNode, value: OnnxValue, constant: Tensor) -> OnnxValue:
    """A value with a constant: one for each channel that is learnt is a scale, anything else a piece."""
    dims = self.dims(value)
    if constant.size == 1 and len(constant.dims) <= len(dims):
        return self.piece(node, [value], self.shape(value), value.axes, each=1)
    if len(constant.dims) > len(dims):
        raise ValueError("a constant of more axes than the value")
    padded = (1,) * (len(dims) - len(constant.dims)) + constant.dims
    whole = tuple([max(sizes) for sizes in zip(dims, padded, strict=True)])
    if any(each not in (1, size) for each, size in zip(padded, whole, strict=True)):
        raise ValueError(f"{list(dims)} and {list(constant.dims)} do not go together")
    wide = [axis for axis, size in enumerate(padded) if size > 1]
    if node.op == "Mul" and constant.learnt and len(wide) == 1 and value.axes[wide[0]] >= CHANNELS and whole == dims:
        value = with_channels_at(self, node, value, wide[0])
        return self.step(node, "layer_scale", {}, [value], weights=[constant])
    shape, axes = _as(self, value, whole)
    return self.piece(node, [value], shape, axes, each=1, params=_learnt(self, constant))


def _learnt(self: Converter, constant: Tensor) -> int:
    """The parameters that a constant is; those of one that is used again were counted before."""
    if not constant.learnt or constant.name in self.owners:
        return 0
    self.owners[constant.name] = -1
    written = self.graph.tensors.get(constant.name)
    return constant.size if written is None else written.size


def unary(self: Converter, node: OnnxNode) -> OnnxValue:
    """A function of each value that is no op of ours."""
    value = self.value(node)
    return self.piece(node, [value], self.shape(value), value.axes, each=PER_VALUE.get(node.op, 1))


def clip(self: Converter, node: OnnxNode) -> OnnxValue:
    """Between two bounds; 0 and 6 are ReLU6's."""
    bounds = []
    for number, key in ((1, "min"), (2, "max")):
        found = self.constant(node, number)
        bounds.append(node.attributes.get(key) if found is None else (found.values or (None,))[0])
    if bounds == [0, 6]:
        return self.step(node, "relu6", {}, [self.value(node)])
    return self.step(node, "relu", {}, [self.value(node)]) if bounds == [0, None] else unary(self, node)


def softmax(self: Converter, node: OnnxNode) -> OnnxValue:
    """Over an axis; before version 13, over all from an axis on."""
    value = self.value(node)
    default = 1 if 0 < self.graph.opset < 13 else -1
    axis = node.attributes.get("axis", default) % len(value.axes)
    value = with_channels_at(self, node, value, axis) if value.axes[axis] != CHANNELS else value
    return self.step(node, "softmax", {}, [value])


def activation_chain(self: Converter, chain: Chain) -> OnnxValue | None:
    """An activation that was taken apart."""
    names = [name for name in chain.nodes[0].inputs if name in self.values]
    return self.step(chain.nodes[0], chain.op, {}, [self.values[names[0]]])
