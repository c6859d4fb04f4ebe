"""Darknet's recurrent sections, as ops of their own: one step of time."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importers.darknet.cfg import Section
from cnncalc.importers.darknet.darknet_net import DarknetNet
from cnncalc.shape import Shape


def rnn(section: Section, net: DarknetNet) -> int:
    """Three fully connected layers: of the input, of the state, of the output. src/rnn_layer.c."""
    hidden, output = section.whole("hidden", 1, 1), section.whole("output", 1, 1)
    return _recurrent(section, net, output, [(net.shape.elements, hidden), (hidden, hidden), (hidden, output)])


def gru(section: Section, net: DarknetNet) -> int:
    """Six fully connected layers, three of the input and three of the state. src/gru_layer.c."""
    output = section.whole("output", 1, 1)
    return _recurrent(section, net, output, [(net.shape.elements, output), (output, output)] * 3)


def lstm(section: Section, net: DarknetNet) -> int:
    """Eight fully connected layers, four of the input and four of the state. src/lstm_layer.c."""
    output = section.whole("output", 1, 1)
    return _recurrent(section, net, output, [(net.shape.elements, output), (output, output)] * 4)


def _recurrent(section: Section, net: DarknetNet, output: int, layers: list[tuple[int, int]]) -> int:
    macs = sum(before * after for before, after in layers)
    biases = sum(after for _, after in layers) * (2 if section.whole("batch_normalize", 0) else 1)
    return net.add_own(section, section.kind, [net.current], Shape(output), params=macs + biases, macs=macs)


def crnn(section: Section, net: DarknetNet) -> int:
    """Three convolutions that keep the size: of the input, of the state, of the output. src/crnn_layer.c."""
    shape = net.map_shape(section)
    hidden, output = section.whole("hidden", 1, 1), section.whole("output", 1, 1)
    size, groups = section.whole("size", 3, 1), section.whole("groups", 1, 1)
    if section.whole("stride", 1, 1) != 1 or size % 2 == 0:
        raise section.place.error("[crnn] is known for a stride of 1 and an odd size alone")
    pairs = [(shape.channels, hidden), (hidden, hidden), (hidden, output)]
    if any(before % groups for before, _ in pairs):
        raise section.error("groups", f"{groups} groups do not divide its channels")
    weights = sum(before // groups * after * size * size for before, after in pairs)
    biases = sum(after for _, after in pairs) * (2 if section.whole("batch_normalize", 0) else 1)
    counts: dict[str, Any] = {"params": weights + biases, "macs": weights * prod(shape.spatial)}
    return net.add_own(section, "crnn", [net.current], Shape(output, shape.spatial), **counts)
