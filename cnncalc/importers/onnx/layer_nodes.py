"""Nodes with weights, windows and statistics."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.moves import as_map, with_channels_at
from cnncalc.importers.onnx.patterns import Chain
from cnncalc.importers.onnx.proto import OnnxNode, Tensor
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue


def weight_of(self: Converter, node: OnnxNode, number: int, axes: int | None = None) -> Tensor:
    """A weight of a node; raise an error if it is none of the file's."""
    found = self.constant(node, number)
    if found is None:
        raise self.error(node, "has weights that are worked out while it runs")
    if axes is not None and len(found.dims) != axes:
        raise ValueError(f"a weight of {len(found.dims)} axes on an input of {axes}")
    return found


def window(node: OnnxNode, sizes: tuple[int, ...], kernel: tuple[int, ...]) -> dict[str, Any]:
    """The fields of an op whose window slides."""
    attributes = node.attributes
    axes = len(sizes)
    steps = attributes.get("strides") or (1,) * axes
    gaps = attributes.get("dilations") or (1,) * axes
    fields: dict[str, Any] = {"kernel": list(kernel), "stride": list(steps)}
    if any(gap != 1 for gap in gaps):
        fields["dilation"] = list(gaps)
    auto = attributes.get("auto_pad") or "NOTSET"
    if auto == "SAME_UPPER":
        fields["pad"] = "same"
    elif auto == "SAME_LOWER":
        fields["pad"] = [side for each in zip(sizes, kernel, steps, gaps, strict=True) for side in _same_lower(*each)]
    elif auto == "NOTSET":
        pads = tuple(attributes.get("pads") or (0,) * (2 * axes))
        fields["pad"] = [side for pair in zip(pads[:axes], pads[axes:], strict=True) for side in pair]
    return fields


def _same_lower(size: int, kernel: int, step: int, gap: int) -> tuple[int, int]:
    needed = max((-(-size // step) - 1) * step + gap * (kernel - 1) + 1 - size, 0)
    return needed - needed // 2, needed // 2


def conv(self: Converter, node: OnnxNode, places: tuple[int, ...] = (1, 2)) -> OnnxValue:
    """A convolution; one with as many groups as channels is depthwise. `places`: the inputs that are its weights."""
    value = as_map(self, node, self.value(node))
    weight = weight_of(self, node, places[0], len(value.axes))
    shape = self.shape(value)
    weights = self.weights(node, *places)
    fields = window(node, shape.spatial, weight.dims[2:])
    fields["bias"] = len(weights) > 1
    groups = node.attributes.get("group", 1)
    if groups == shape.channels > 1 and weight.dims[0] % groups == 0:
        kind = {"multiplier": weight.dims[0] // groups}
        return self.step(node, "depthwise_conv", {**fields, **kind}, [value], weights=weights)
    kind = {"filters": weight.dims[0], "groups": groups}
    return self.step(node, "conv", {**fields, **kind}, [value], weights=weights)


def quantised_conv(self: Converter, node: OnnxNode) -> OnnxValue:
    """A convolution of whole numbers: what it computes, whatever its types."""
    self.quantised = True
    return conv(self, node, (3, 8) if node.op == "QLinearConv" else (1,))


def quantised_matmul(self: Converter, node: OnnxNode) -> OnnxValue:
    """A product of whole numbers with a weight."""
    self.quantised = True
    weight = weight_of(self, node, 3 if node.op == "QLinearMatMul" else 1, 2)
    return linear(self, node, with_channels_at(self, node, self.value(node), -1), weight.dims[1], [weight])


def conv_transpose(self: Converter, node: OnnxNode) -> OnnxValue:
    """A transposed convolution."""
    value = as_map(self, node, self.value(node))
    weight = weight_of(self, node, 1, len(value.axes))
    weights, groups = self.weights(node, 1, 2), node.attributes.get("group", 1)
    if node.attributes.get("output_shape"):
        raise self.error(node, "says its output's shape, from which its padding would follow")
    fields = window(node, self.shape(value).spatial, weight.dims[2:])
    fields.update(filters=weight.dims[1] * groups, groups=groups, bias=len(weights) > 1)
    if any(node.attributes.get("output_padding") or ()):
        fields["output_pad"] = list(node.attributes["output_padding"])
    return self.step(node, "conv_transpose", fields, [value], weights=weights)


def gemm(self: Converter, node: OnnxNode) -> OnnxValue:
    """A fully connected layer on vectors."""
    value = self.value(node)
    weight = weight_of(self, node, 1, 2)
    if node.attributes.get("transA"):
        raise ValueError("its input is transposed")
    features = weight.dims[0 if node.attributes.get("transB") else 1]
    value = with_channels_at(self, node, value, -1)
    return linear(self, node, value, features, self.weights(node, 1, 2))


def linear(self: Converter, node: OnnxNode, value: OnnxValue, features: int, weights: list[Tensor]) -> OnnxValue:
    """A fully connected layer on the channels, at every position where there are any."""
    fields = {"features": features, "bias": len(weights) > 1, "positionwise": bool(self.shape(value).spatial)}
    return self.step(node, "linear", fields, [value], weights=weights)


def matmul(self: Converter, node: OnnxNode) -> OnnxValue:
    """A product: with a weight a fully connected layer, else of two values."""
    weight = self.constant(node, 1)
    if weight is not None and len(weight.dims) == 2:
        value = with_channels_at(self, node, self.value(node), -1)
        return linear(self, node, value, weight.dims[1], [weight])
    if self.constant(node, 0) is not None or weight is not None:
        raise ValueError("a weight that is no matrix behind a value")
    left, right = self.value(node, 0), self.value(node, 1)
    rows, columns = self.dims(left), self.dims(right)
    dims = (*rows[:-1], columns[-1])
    if len(rows) != len(columns) or rows[-1] != columns[-2] or rows[:-2] != columns[:-2]:
        raise ValueError(f"{list(rows)} and {list(columns)} have no product that is known here")
    left = with_channels_at(self, node, left, -1)
    shape = self.shape(left)._replace(channels=columns[-1])
    macs = prod(dims) // self.batch * rows[-1]
    return self.piece(node, [left, right], shape, left.axes, macs=macs)


def linear_chain(self: Converter, chain: Chain) -> OnnxValue | None:
    """A product with a weight, and the bias behind it; None if they are no such layer."""
    first = chain.nodes[0]
    weight, bias = (self.constants[name] for name in chain.weights)
    if self.constant(first, 1) is not weight or len(weight.dims) != 2 or bias.size != weight.dims[1]:
        return None
    if bias.dims[-1:] != weight.dims[1:]:
        return None
    value = with_channels_at(self, first, self.value(first), -1)
    return linear(self, first, value, weight.dims[1], [weight, bias])


def layer_norm_chain(self: Converter, chain: Chain) -> OnnxValue | None:
    """Layer normalisation that was taken apart; None if it is over other axes than the last."""
    first = chain.nodes[0]
    weights = [self.constants[name] for name in chain.weights]
    axes = self.whole(first, "axes", 1)
    value = self.value(first)
    if axes not in ((-1,), (len(value.axes) - 1,)):
        return None
    value = with_channels_at(self, first, value, -1)
    if any(weight.dims != (self.shape(value).channels,) for weight in weights):
        return None
    return self.step(first, "layernorm", {}, [value], weights=weights)


def batch_norm(self: Converter, node: OnnxNode) -> OnnxValue:
    """Batch normalisation."""
    value = with_channels_at(self, node, self.value(node), 1)
    return self.step(node, "batchnorm", {"eps": _eps(node)}, [value], weights=self.weights(node, 1, 2))


def layer_norm(self: Converter, node: OnnxNode) -> OnnxValue:
    """Layer normalisation over the channels, or over everything."""
    value, weights = self.value(node), self.weights(node, 1, 2)
    axis = node.attributes.get("axis", -1) % len(value.axes)
    if axis == len(value.axes) - 1:
        value = with_channels_at(self, node, value, -1)
        over = "channels"
    elif axis == 1 and value.axes[0] == BATCH:
        over = "all"
    else:
        raise ValueError("it is over some of its axes")
    if len(weights) == 1:
        return self.piece(node, [value], self.shape(value), value.axes, each=6, params=weights[0].size)
    return self.step(node, "layernorm", {"over": over, "eps": _eps(node)}, [value], weights=weights)


def group_norm(self: Converter, node: OnnxNode) -> OnnxValue:
    """Group normalisation; ONNX's first version has a scale for each group, which is not known here."""
    value = with_channels_at(self, node, self.value(node), 1)
    weights = self.weights(node, 1, 2)
    fields = {"groups": node.attributes.get("num_groups", 1), "eps": _eps(node)}
    return self.step(node, "groupnorm", fields, [value], weights=weights)


def instance_norm(self: Converter, node: OnnxNode) -> OnnxValue:
    """Instance normalisation with its scale and shift."""
    value = with_channels_at(self, node, self.value(node), 1)
    fields = {"affine": True, "eps": _eps(node)}
    return self.step(node, "instancenorm", fields, [value], weights=self.weights(node, 1, 2))


def prelu(self: Converter, node: OnnxNode) -> OnnxValue:
    """A slope for each channel, or one."""
    value, slope = self.value(node), weight_of(self, node, 1)
    per = "layer" if slope.size == 1 else "channel"
    return self.step(node, "prelu", {"per": per}, [value], weights=[slope])


def pool(self: Converter, node: OnnxNode) -> OnnxValue:
    """Pooling by windows; none where each window is one value."""
    value = as_map(self, node, self.value(node))
    kernel = tuple(node.attributes.get("kernel_shape") or ())
    fields = window(node, self.shape(value).spatial, kernel)
    if node.attributes.get("ceil_mode"):
        fields["ceil"] = "true"
    if set(kernel) == {1} and set(fields["stride"]) == {1} and not any(fields.get("pad") or ()):
        return value
    if node.op == "AveragePool":
        fields["count_pad"] = bool(node.attributes.get("count_include_pad", 0))
        if fields.pop("dilation", None):
            raise ValueError("an average of cells apart from each other")
        return self.step(node, "avgpool", fields, [value])
    return self.step(node, "maxpool", fields, [value])


def global_pool(self: Converter, node: OnnxNode) -> OnnxValue:
    """One value for each channel."""
    value = as_map(self, node, self.value(node))
    kind = "global_avgpool" if node.op == "GlobalAveragePool" else "global_maxpool"
    return self.step(node, kind, {"keep": True}, [value])


def reduce_mean(self: Converter, node: OnnxNode) -> OnnxValue:
    """A mean: over all positions it is global pooling."""
    value = self.value(node)
    said = self.whole(node, "axes", 1) or tuple(range(len(value.axes)))
    axes = {axis % len(value.axes) for axis in said}
    keep = bool(node.attributes.get("keepdims", 1))
    own = {value.axes[axis] for axis in axes}
    spatial = self.shape(value).spatial
    is_global = own == set(range(len(spatial))) and 1 <= len(spatial) <= 3
    if is_global and node.op in ("ReduceMean", "ReduceMax"):
        kept = value.axes if keep else tuple([axis for axis in value.axes if axis < 0])
        kind = "global_avgpool" if node.op == "ReduceMean" else "global_maxpool"
        return self.step(node, kind, {"keep": keep}, [value], kept)
    return _reduced(self, node, value, axes, keep=keep)


def _reduced(self: Converter, node: OnnxNode, value: OnnxValue, axes: set[int], *, keep: bool) -> OnnxValue:
    shape = self.shape(value)
    if any(value.axes[axis] == BATCH for axis in axes):
        raise ValueError("it is over the batch")
    gone = {value.axes[axis] for axis in axes}
    channels = 1 if CHANNELS in gone else shape.channels
    sizes = {axis: 1 if axis in gone else size for axis, size in enumerate(shape.spatial)}
    left = [axis for axis in sizes if keep or axis not in gone]
    places = {axis: number for number, axis in enumerate(left)}
    new = tuple([axis if axis < 0 else places[axis] for axis in value.axes if keep or axis not in gone])
    spatial = [sizes[axis] for axis in left]
    if CHANNELS in gone and not keep and spatial:  # the last axis that is left takes their place
        channels = spatial.pop()
        new = tuple([CHANNELS if axis == len(spatial) else axis for axis in new])
    output = type(shape)(channels, tuple(spatial))
    each = shape.elements // max(output.elements, 1)
    return self.piece(node, [value], output, new, each=max(each, 1))


def _eps(node: OnnxNode) -> float:
    return float(node.attributes.get("epsilon") or 1e-5)
