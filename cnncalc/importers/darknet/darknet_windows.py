"""Darknet's sections with windows and weights: convolutions, poolings, fully connected layers.

As in AlexeyAB/darknet, src/*_layer.c; defaults as in `parse_…` of src/parser.c.
"""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importers.darknet.cfg import Section
from cnncalc.importers.darknet.darknet_net import SIGNED, DarknetNet, several
from cnncalc.shape import Shape

FREE: dict[str, Any] = {"params": 0, "macs": 0}


def convolutional(section: Section, net: DarknetNet) -> int:
    """A convolution, with batch normalisation and activation if said; blurred behind it if it is anti-aliased."""
    shape = net.map_shape(section)
    stride = section.whole("stride", 1, 1)
    strides = [section.whole(key, stride, 1) for key in ("stride_y", "stride_x")]
    size, filters = section.whole("size", 1, 1), section.whole("filters", 1, 1)
    groups, blurred = section.whole("groups", 1, 1), section.whole("antialiasing", 0)
    dilation = section.whole("dilation", 1, 1) if size > 1 else 1
    pad = (size // 2 if section.whole("pad", 0) else section.whole("padding", 0)) * dilation
    normed = section.whole("batch_normalize", 0) or section.whole("cbn", 0)
    part = "conv" if several(section, "logistic") or blurred else ""
    window = {"kernel": size, "stride": 1 if blurred else strides, "pad": pad, "dilation": dilation, "bias": not normed}
    shares = None if "share_index" not in section.settings else _shared(section, net)
    if groups == shape.channels > 1 and filters % groups == 0:
        multiplier = filters // groups
        index = net.add(section, "depthwise_conv", [net.current], part, multiplier=multiplier, shares=shares, **window)
    else:
        index = net.add(section, "conv", [net.current], part, filters=filters, groups=groups, shares=shares, **window)
    net.weighted[len(net.outputs)] = index
    if normed:
        index = net.add(section, "batchnorm", [index], "batchnorm")
    index = net.activate(section, index, "logistic")
    return _blurred(section, net, index, strides, 2 if blurred == 2 else 3) if blurred else index


def _shared(section: Section, net: DarknetNet) -> int:
    number = section.whole("share_index", 0, SIGNED)
    net.section_at(section, "share_index", number)
    owner = net.weighted.get(len(net.outputs) + number if number < 0 else number)
    if owner is None:
        raise section.error("share_index", f"layer {number} is no convolution")
    return owner


def _blurred(section: Section, net: DarknetNet, index: int, strides: list[int], size: int) -> int:
    """A fixed blur over each channel by itself, which has the stride."""
    shape = net.assembly.shape(index)
    spatial = [(each + size // 2 * 2 - size) // step + 1 for each, step in zip(shape.spatial, strides, strict=True)]
    if min(spatial) < 1:
        raise section.error("antialiasing", f"{shape} is too small for it")
    macs = prod(spatial) * shape.channels * size * size
    output = Shape(shape.channels, tuple(spatial))
    return net.add_own(section, "blur", [index], output, "blur", params=0, macs=macs, flops=2 * macs)


def deconvolutional(section: Section, net: DarknetNet) -> int:
    """A transposed convolution, with batch normalisation and activation if said."""
    net.map_shape(section)
    size = section.whole("size", 1, 1)
    pad = size // 2 if section.whole("pad", 0) else section.whole("padding", 0)
    normed = section.whole("batch_normalize", 0)
    part = "conv_transpose" if several(section, "logistic") else ""
    index = net.add(
        section, "conv_transpose", [net.current], part, filters=section.whole("filters", 1, 1), kernel=size,
        stride=section.whole("stride", 1, 1), pad=pad, bias=not normed,
    )  # fmt: skip
    index = net.add(section, "batchnorm", [index], "batchnorm") if normed else index
    return net.activate(section, index, "logistic")


def connected(section: Section, net: DarknetNet) -> int:
    """A fully connected layer on all values, with batch normalisation and activation if said."""
    normed, current = section.whole("batch_normalize", 0), net.current
    flat = max(net.shape.spatial, default=1) > 1
    part = "linear" if several(section, "logistic") or flat else ""
    if flat:
        current = net.add(section, "flatten", [current], "flatten")
    features = section.whole("output", 1, 1)
    index = net.add(section, "linear", [current], part, features=features, bias=not normed)
    index = net.add(section, "batchnorm", [index], "batchnorm") if normed else index
    return net.activate(section, index, "logistic")


def local(section: Section, net: DarknetNet) -> int:
    """A convolution with kernels of its own at each position."""
    shape = net.map_shape(section)
    size, stride = section.whole("size", 1, 1), section.whole("stride", 1, 1)
    filters, less = section.whole("filters", 1, 1), 1 if section.whole("pad", 0) else size
    spatial = tuple((each - less) // stride + 1 for each in shape.spatial)
    if min(spatial) < 1:
        raise section.error("size", f"the kernel {size} is larger than its input, {shape}")
    macs = prod(spatial) * filters * size * size * shape.channels
    outputs = prod(spatial) * filters
    part = "local" if section.text("activation", "logistic") != "linear" else ""
    counts = {"params": macs + outputs, "macs": macs, "flops": 2 * macs + outputs}
    index = net.add_own(section, "local", [net.current], Shape(filters, spatial), part, **counts)
    return net.activate(section, index, "logistic")


def maxpool(section: Section, net: DarknetNet) -> int:
    """Max pooling; the padding is of both sides together, the smaller half before. src/maxpool_layer.c."""
    if section.whole("maxpool_depth", 0):
        shape, channels = net.map_shape(section), section.whole("out_channels", 1, 1)
        compares = shape.elements - prod(shape.spatial) * channels
        output = Shape(channels, shape.spatial)
        return net.add_own(section, "maxpool_depth", [net.current], output, **FREE, flops=max(compares, 0))
    return _pool(section, net, "maxpool")


def local_avgpool(section: Section, net: DarknetNet) -> int:
    """Average pooling, of the same windows."""
    return _pool(section, net, "avgpool")


def _pool(section: Section, net: DarknetNet, op: str) -> int:
    shape = net.map_shape(section)
    stride = section.whole("stride", 1, 1)
    strides = [section.whole(key, stride, 1) for key in ("stride_y", "stride_x")]
    size = section.whole("size", stride, 1)
    pad, blurred = section.whole("padding", size - 1), section.whole("antialiasing", 0)
    steps = [1, 1] if blurred else strides
    sides = [side for sizes in zip(shape.spatial, steps, strict=True) for side in _sides(*sizes, size, pad)]
    window = {"kernel": size, "stride": steps, "pad": sides}
    index = net.add(section, op, [net.current], op if blurred else "", **window)
    return _blurred(section, net, index, strides, 2 if blurred == 2 else 3) if blurred else index


def _sides(have: int, stride: int, size: int, pad: int) -> tuple[int, int]:
    """The padding before and after along an axis; what no window sees of that after is left out."""
    places = (have + pad - size) // stride + 1
    return pad // 2, min(pad - pad // 2, max((places - 1) * stride + size - pad // 2 - have, 0))


def avgpool(section: Section, net: DarknetNet) -> int:
    """The mean of each channel."""
    net.map_shape(section)
    return net.add(section, "global_avgpool", [net.current])
