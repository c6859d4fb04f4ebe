"""Darknet's sections: what each becomes, in one table.

Sizes are those of `make_…_layer` in src/*_layer.c, defaults those of `parse_…` in src/parser.c of AlexeyAB/darknet,
which adds to pjreddie/darknet's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from cnncalc.importers.darknet import darknet_recurrent, darknet_windows
from cnncalc.importers.darknet.cfg import Section
from cnncalc.importers.darknet.darknet_net import SIGNED, DarknetNet
from cnncalc.shape import Shape

LEFT_OUT = ("cost", "contrastive")
"""The sections that only training needs."""
FREE: dict[str, Any] = {"params": 0, "macs": 0}


def route(section: Section, net: DarknetNet) -> int:
    """Earlier layers one after the other, or a group of the channels of each."""
    inputs = [net.section_at(section, "layers", number) for number in section.wholes("layers")]
    if not inputs:
        raise section.error("layers", "it names no layer")
    groups, group = section.whole("groups", 1, 1), section.whole("group_id", 0)
    if groups > 1:
        inputs = [_group(section, net, index, groups, group, at if len(inputs) > 1 else 0)
                  for at, index in enumerate(inputs, start=1)]  # fmt: skip
    return net.add(section, "concat", inputs, "concat" if groups > 1 else "") if len(inputs) > 1 else inputs[0]


def _group(section: Section, net: DarknetNet, index: int, groups: int, group: int, number: int) -> int:
    channels = net.assembly.shape(index).channels
    if channels % groups or group >= groups:
        raise section.error("groups", f"there is no group {group} of {groups} of {channels} channels")
    each = channels // groups
    return net.add(section, "channel_slice", [index], f"slice{number}" if number else "",
                   range=[group * each, (group + 1) * each])  # fmt: skip


def shortcut(section: Section, net: DarknetNet) -> int:
    """Earlier layers added to this one, as far as their sizes overlap; each with learnt weights if said."""
    numbers = section.wholes("from")
    others = [net.section_at(section, "from", number) for number in numbers]
    inputs, shape = [net.current, *others], net.shape
    shapes = [net.assembly.shape(index) for index in others]
    part = "add" if section.text("activation", "linear") != "linear" else ""
    kind = section.text("weights_type", "none")
    if kind == "none" and all(each == shape for each in shapes):
        index = net.add(section, "add", inputs, part)
        return net.activate(section, index, "linear")
    if kind not in ("none", "per_feature", "per_layer", "per_channel"):
        raise section.error("weights_type", f"weights_type is none, per_feature or per_channel, not {kind[:40]!r}")
    if any(len(each.spatial) != len(shape.spatial) for each in shapes):
        raise section.error("from", f"{shape} and {', '.join(map(str, shapes))} cannot be added")
    counts = _added(shape, shapes, kind)
    if any(each != shape for each in shapes):
        told = ", ".join(map(str, shapes))
        net.assembly.notes.append(f"shortcut{len(net.outputs)}: {told} is added to {shape} as far as they overlap")
    index = net.add_own(section, "shortcut", inputs, shape, part, **counts)
    return net.activate(section, index, "linear")


def _added(shape: Shape, others: list[Shape], kind: str) -> dict[str, Any]:
    """What a sum of sizes that differ, or with weights, costs; how weights are normalised is not known."""
    adds = sum(min(shape.channels, each.channels) * prod(map(min, shape.spatial, each.spatial)) for each in others)
    if kind == "none":
        return {**FREE, "flops": adds}
    weights = (len(others) + 1) * (shape.channels if kind == "per_channel" else 1)
    return {"params": weights, "macs": 0}


def upsample(section: Section, net: DarknetNet) -> int:
    """Each value several times; with a stride below 0, sums of as many."""
    shape = net.map_shape(section)
    stride = section.whole("stride", 2, SIGNED)
    if stride > 0:
        return net.add(section, "upsample", [net.current], factor=stride)
    spatial = tuple(size // max(-stride, 1) for size in shape.spatial)
    if not stride or min(spatial) < 1:
        raise section.error("stride", f"{shape} cannot be made smaller by {-stride}")
    return net.add_own(
        section, "downsample", [net.current], Shape(shape.channels, spatial), **FREE, flops=shape.elements
    )


def reorg(section: Section, net: DarknetNet) -> int:
    """Positions become channels, or with `reverse` channels positions."""
    net.map_shape(section)
    stride = section.whole("stride", 1, 1)
    if section.whole("reverse", 0):
        return net.add(section, "pixel_shuffle", [net.current], factor=stride)
    if section.whole("flatten", 0) or section.whole("extra", 0):
        raise section.place.error("[reorg] is not known with flatten or extra")
    return net.add(section, "pixel_unshuffle", [net.current], factor=stride)


def crop(section: Section, net: DarknetNet) -> int:
    """Cut to a size, from the centre unless in training."""
    net.map_shape(section)
    size = [section.whole(key, 1, 1) for key in ("crop_height", "crop_width")]
    return net.add(section, "crop", [net.current], size=size)


def softmax(section: Section, net: DarknetNet) -> int:
    """eˣ / Σ eˣ over all values, or over each of several groups of them."""
    groups = section.whole("groups", 1, 1)
    if groups > 1 or section.text("tree"):
        return net.add_own(section, "softmax", [net.current], net.shape, **FREE)
    over = "all" if max(net.shape.spatial, default=1) > 1 else "channels"
    return net.add(section, "softmax", [net.current], over=over)


def scale_channels(section: Section, net: DarknetNet) -> int:
    """An earlier layer times this one, whose values are each for a channel or for a position."""
    other = net.section_at(section, "from", section.whole("from", None, SIGNED))
    part = "multiply" if section.text("activation", "linear") != "linear" else ""
    index = net.add(section, "multiply", [other, net.current], part)
    return net.activate(section, index, "linear")


def normalization(section: Section, net: DarknetNet) -> int:
    """Local response normalisation."""
    return net.add(section, "lrn", [net.current], size=section.whole("size", 5, 1))


def simple(op: str) -> Callable[[Section, DarknetNet], int]:
    """What adds an op without fields."""
    return lambda section, net: net.add(section, op, [net.current])


def dropout(section: Section, net: DarknetNet) -> int:
    """Dropout: nothing at inference."""
    return net.add(section, "dropout", [net.current], p=section.number("probability", 0.5))


def activation(section: Section, net: DarknetNet) -> int:
    """An activation by itself."""
    return net.activate(section, net.current, "linear")


def yolo(section: Section, net: DarknetNet) -> int:
    """The predictions of a scale: for each of its boxes a place, a size, an objectness and classes."""
    boxes = len(section.wholes("mask")) if "mask" in section.settings else section.whole("num", 1, 1)
    uncertain = 4 if section.kind == "Gaussian_yolo" else 0
    return _head(section, net, boxes * (section.whole("classes", 20) + 5 + uncertain))


def region(section: Section, net: DarknetNet) -> int:
    """The predictions of YOLOv2."""
    boxes = section.whole("num", 1, 1)
    return _head(section, net, boxes * (section.whole("classes", 20) + section.whole("coords", 4) + 1))


def _head(section: Section, net: DarknetNet, channels: int) -> int:
    shape = net.map_shape(section)
    if shape.channels != channels:
        raise section.place.error(f"[{section.kind}] needs {channels} channels, and is given {shape.channels}")
    return net.add_own(section, section.kind, [net.current], shape, **FREE)


def detection(section: Section, net: DarknetNet) -> int:
    """The predictions of YOLOv1, for each cell of a grid."""
    side, boxes = section.whole("side", 7, 1), section.whole("num", 1, 1)
    wanted = side * side * ((1 + section.whole("coords", 1)) * boxes + section.whole("classes", 1))
    if net.shape.elements != wanted:
        raise section.place.error(f"[detection] needs {wanted:,} values, and is given {net.shape.elements:,}")
    return net.add_own(section, "detection", [net.current], net.shape, **FREE)


LAYERS: Mapping[str, Callable[[Section, DarknetNet], int]] = {
    "convolutional": darknet_windows.convolutional,
    "conv": darknet_windows.convolutional,
    "deconvolutional": darknet_windows.deconvolutional,
    "deconv": darknet_windows.deconvolutional,
    "connected": darknet_windows.connected,
    "conn": darknet_windows.connected,
    "local": darknet_windows.local,
    "maxpool": darknet_windows.maxpool,
    "max": darknet_windows.maxpool,
    "local_avgpool": darknet_windows.local_avgpool,
    "local_avg": darknet_windows.local_avgpool,
    "avgpool": darknet_windows.avgpool,
    "avg": darknet_windows.avgpool,
    "route": route,
    "shortcut": shortcut,
    "upsample": upsample,
    "reorg": reorg,
    "reorg3d": reorg,
    "crop": crop,
    "softmax": softmax,
    "soft": softmax,
    "scale_channels": scale_channels,
    "sam": scale_channels,
    "normalization": normalization,
    "lrn": normalization,
    "batchnorm": simple("batchnorm"),
    "dropout": dropout,
    "activation": activation,
    "logistic": simple("sigmoid"),
    "yolo": yolo,
    "Gaussian_yolo": yolo,
    "region": region,
    "detection": detection,
    "rnn": darknet_recurrent.rnn,
    "gru": darknet_recurrent.gru,
    "lstm": darknet_recurrent.lstm,
    "crnn": darknet_recurrent.crnn,
}
