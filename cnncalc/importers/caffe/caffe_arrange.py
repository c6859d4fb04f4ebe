"""Caffe's layers that move values: joined, cut, in another order or shape."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

from cnncalc.importers.caffe.caffe_net import CaffeLayer, CaffeNet, shaped
from cnncalc.importers.caffe.caffe_windows import axis_of

FREE: dict[str, Any] = {"params": 0, "macs": 0, "flops": 0}


def concat(layer: CaffeLayer, net: CaffeNet) -> int:
    """Inputs one after the other along an axis."""
    inputs = net.inputs(layer)
    if len(inputs) == 1:
        return inputs[0]
    every = [net.sizes(each) for each in inputs]
    param = layer.message.message("concat_param")
    key = "concat_dim" if param.values("concat_dim") else "axis"
    axis = axis_of(layer, param, len(every[0]), key=key)
    for sizes in every[1:]:
        if len(sizes) != len(every[0]) or any(
            size != other for at, (size, other) in enumerate(zip(sizes, every[0], strict=True)) if at != axis
        ):
            raise layer.error(f"its inputs are {shaped(every[0])} and {shaped(sizes)}, and differ in another axis")
    if axis == 0:
        return net.add(layer, "concat", inputs)
    whole = list(every[0])
    whole[axis] = sum(sizes[axis] for sizes in every)
    return net.add_own(layer, inputs, whole, **FREE)


def slice_(layer: CaffeLayer, net: CaffeNet) -> list[int]:
    """An input cut along an axis, at given points or in equal parts."""
    (x,) = net.inputs(layer)[:1]
    sizes = net.sizes(x)
    param = layer.message.message("slice_param")
    axis = axis_of(layer, param, len(sizes), key="slice_dim" if param.values("slice_dim") else "axis")
    points = param.wholes("slice_point", least=1)
    parts = len(layer.tops)
    if not points and (parts == 0 or sizes[axis] % parts):
        raise layer.error(f"{sizes[axis]} cannot be cut into {parts} equal parts")
    points = points or [sizes[axis] // parts * each for each in range(1, parts)]
    ends = [0, *points, sizes[axis]]
    if len(ends) != parts + 1 or any(start >= end for start, end in pairwise(ends)):
        raise layer.error(f"it has {parts} outputs, and is cut at {', '.join(map(str, points[:10]))} of {sizes[axis]}")
    found = []
    for number, (start, end) in enumerate(pairwise(ends), start=1):
        suffix = f"/{number}" if parts > 1 else ""
        if axis == 0:
            found.append(net.add(layer, "channel_slice", [x], suffix, range=[start, end]))
        else:
            named = layer._replace(name=layer.name + suffix)
            found.append(net.add_own(named, [x], (*sizes[:axis], end - start, *sizes[axis + 1 :]), **FREE))
    return found


def split(layer: CaffeLayer, net: CaffeNet) -> list[int]:
    """One input under several names."""
    return net.inputs(layer)[:1] * len(layer.tops)


def flatten(layer: CaffeLayer, net: CaffeNet) -> int:
    """Some axes as one."""
    (x,) = net.inputs(layer)[:1]
    sizes = net.sizes(x)
    param = layer.message.message("flatten_param")
    first, last = (
        axis_of(layer, param, len(sizes), default=at, key=key) for key, at in (("axis", 1), ("end_axis", -1))
    )
    if first == 0 and last == len(sizes) - 1:
        return net.add(layer, "flatten", [x])
    new = (*sizes[:first], prod(sizes[first : last + 1]), *sizes[last + 1 :])
    return net.add(layer, "reshape", [x], shape=shaped(new))


def reshape(layer: CaffeLayer, net: CaffeNet) -> int:
    """The same values in another shape: 0 keeps a size, -1 is what is left.

    BVLC Caffe, src/caffe/layers/reshape_layer.cpp.
    """
    (x,) = net.inputs(layer)[:1]
    old = [net.batch, *net.sizes(x)]
    param = layer.message.message("reshape_param")
    start = int(param.number("axis", 0))
    start = start + len(old) + 1 if start < 0 else start
    count = int(param.number("num_axes", -1))
    end = len(old) if count < 0 else start + count
    if not 0 <= start <= end <= len(old):
        raise layer.error(f"its input has {len(old)} axes, and it is to change those from {start} on")
    new = []
    for at, value in enumerate(param.message("shape").values("dim")):
        size = int(value.text) if value.text.lstrip("-").isdecimal() and len(value.text) < 11 else -2
        if size < -1 or (size == 0 and start + at >= len(old)):
            raise value.place.error(f"{layer.name}: a size is a whole number, 0 for the input's or -1 for what is left")
        new.append(old[start + at] if size == 0 else size)
    every = [*old[:start], *new, *old[end:]]
    if every.count(-1) > 1:
        raise layer.error("only one size can be -1")
    known = prod(size for size in every if size != -1)
    if -1 in every and prod(old) % max(known, 1) == 0:
        every[every.index(-1)] = prod(old) // max(known, 1)
    if prod(every) != prod(old) or min(every, default=0) < 1:
        raise layer.error(f"{prod(old):,} values do not go into {'×'.join(map(str, every))}")
    if every[0] != net.batch:
        raise layer.error("it makes other examples of its input's, of which one is counted")
    if tuple(every[1:]) == net.sizes(x):
        return x
    return net.add(layer, "reshape", [x], shape=shaped(every[1:]))


def permute(layer: CaffeLayer, net: CaffeNet) -> int:
    """The axes in another order. Liu et al., SSD: their Caffe's own layer."""
    (x,) = net.inputs(layer)[:1]
    shape = net.assembly.shape(x)
    order = layer.message.message("permute_param").wholes("order")
    axes = len(shape.spatial) + 1
    order += [each for each in range(axes + 1) if each not in order]
    if sorted(order) != list(range(axes + 1)) or order[0]:
        raise layer.error(f"its order must have each of the {axes + 1} axes once, that of the examples first")
    names = ["channels", *shape.axes]
    channels, *spatial = (names[each - 1] for each in order[1:])
    return net.add(layer, "permute", [x], order=[*spatial, channels])


def crop(layer: CaffeLayer, net: CaffeNet) -> int:
    """Cut to the size of a second input. BVLC Caffe, src/caffe/layers/crop_layer.cpp."""
    inputs = net.inputs(layer)
    if len(inputs) != 2:
        raise layer.error(f"a Crop takes an input and one whose size it is cut to, and has {len(inputs)}")
    param = layer.message.message("crop_param")
    sizes, wanted = (net.sizes(each) for each in inputs)
    axis = axis_of(layer, param, len(sizes), default=2)
    offsets = param.wholes("offset") or [0]
    if len(sizes) != len(wanted) or len(offsets) not in (1, len(sizes) - axis):
        raise layer.error("its inputs differ in their axes, or it has not one offset for each")
    offsets = offsets * (len(sizes) - axis) if len(offsets) == 1 else offsets
    if axis == 0:
        return net.add_own(layer, inputs, wanted, **FREE)
    kept = axis - 1
    spatial = net.assembly.shape(inputs[0]).spatial
    return net.add(layer, "crop", inputs[:1], size=[*spatial[:kept], *wanted[axis:]], offset=[0] * kept + offsets)


def shuffle_channel(layer: CaffeLayer, net: CaffeNet) -> int:
    """The channels of groups dealt out in turn."""
    param = layer.message.message("shuffle_channel_param")
    return net.add(layer, "channel_shuffle", net.inputs(layer)[:1], groups=param.whole("group", default=1, least=1))


def prior_box(layer: CaffeLayer, net: CaffeNet) -> int:
    """The boxes that SSD begins with: for each place and box four sides and four variances.

    Liu et al., SSD, ECCV 2016: src/caffe/layers/prior_box_layer.cpp of their Caffe, recalled.
    """
    inputs = net.inputs(layer)
    param = layer.message.message("prior_box_param")
    ratios = {1.0}
    for value in param.values("aspect_ratio"):
        ratio = float(value.text) if value.text.replace(".", "", 1).isdecimal() and len(value.text) < 20 else 0
        if not ratio:
            raise value.place.error(f"{layer.name}: an aspect_ratio is a number above 0")
        ratios.update({ratio, 1 / ratio} if param.flag("flip", default=True) else {ratio})
    smallest = max(len(param.values("min_size")), 1)
    boxes = len({round(ratio, 6) for ratio in ratios}) * smallest + len(param.values("max_size"))
    positions = prod(net.assembly.shape(inputs[0]).spatial)
    return net.add_own(layer, inputs, (2, positions * boxes * 4), params=0, macs=0)
