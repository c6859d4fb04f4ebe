"""A network as a topology for SCALE-Sim, which simulates the multiplications of convolutions on a systolic array."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from cnncalc.errors import CnncalcError
from cnncalc.graph import Node
from cnncalc.network import Network
from cnncalc.ops import conv, linear
from cnncalc.ops.base import MACS, Op

HEADER = (
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
    "Stride Height, Stride Width,"
)
AXES = 2


class Line(NamedTuple):
    """A line of a topology: a convolution without padding, dilation or groups."""

    name: str
    ifmap: tuple[int, ...]
    """What its windows cover of the input, padding included: SCALE-Sim would round a rest up to one more window."""
    kernel: tuple[int, ...]
    channels: int
    filters: int
    stride: tuple[int, ...]

    def text(self) -> str:
        """The line, with a comma at its end, which SCALE-Sim needs."""
        numbers = (*self.ifmap, *self.kernel, self.channels, self.filters, *self.stride)
        return ", ".join([self.name, *map(str, numbers)]) + ","


TopologyLines: TypeAlias = Callable[[Any, Node], Iterator[Line]]


def write_scalesim(network: Network) -> str:
    """The topology. What multiplies nothing is left out; raises CnncalcError for what multiplies and is no convolution.

    The fields are those that scalesim/topology_utils.py reads (github.com/scalesim-project/scale-sim-v2).
    """
    lines = [HEADER]
    for node in network.graph.layers():
        macs = node.op.count_operations(node.input_shapes, node.shape).get(MACS, 0)
        if macs or "macs" in node.op.unknown():
            lines.extend(line.text() for line in _lines(node))
    return "\n".join(lines) + "\n"


def _lines(node: Node) -> Iterator[Line]:
    op = node.op
    if type(op) not in LINES:
        raise CnncalcError(f"{node.path}: SCALE-Sim has no {op.name}, and nothing is left out that multiplies")
    if max(getattr(op, "dilation", (1,))) > 1:
        raise CnncalcError(f"{node.path}: SCALE-Sim has no dilation")
    if len(node.shape.spatial) > AXES:
        raise CnncalcError(f"{node.path}: SCALE-Sim has maps only, and this is {node.shape}")
    yield from LINES[type(op)](op, node)


def _convolution(op: conv.Conv, node: Node) -> Iterator[Line]:
    """A line for each group."""
    name, groups = _name(node.path), op.groups
    channels = node.input_shapes[0].channels
    if groups == channels:
        yield _line(op, node, f"{name}_DP", channels, op.filters // groups)
        return
    for group in range(groups):
        own = f"{name}_group{group + 1}" if groups > 1 else name
        yield _line(op, node, own, channels // groups, op.filters // groups)


def _depthwise(op: conv.DepthwiseConv, node: Node) -> Iterator[Line]:
    """SCALE-Sim makes a convolution for each channel of what has DP in its name."""
    yield _line(op, node, f"{_name(node.path)}_DP", node.input_shapes[0].channels, op.multiplier)


def _fully_connected(op: linear.Linear, node: Node) -> Iterator[Line]:
    """A 1×1 convolution at every position."""
    yield Line(_name(node.path), _map(node.shape.spatial), (1, 1), node.input_shapes[0].channels, op.features, (1, 1))


def _line(op: Any, node: Node, name: str, channels: int, filters: int) -> Line:
    kernel, stride, places = _map(op.kernel), _map(op.stride), _map(node.shape.spatial)
    covered = tuple((count - 1) * step + cells for count, step, cells in zip(places, stride, kernel, strict=True))
    return Line(name, covered, kernel, channels, filters, stride)


def _map(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Sizes along the axes of a map, of which a vector has none and a sequence one."""
    return (*(1,) * (AXES - len(sizes)), *sizes)


def _name(path: str) -> str:
    """A layer's name without what would end a field, and without DP, which SCALE-Sim takes for depthwise."""
    return re.sub(r"[^A-Za-z0-9_.]+", "_", path).replace("DP", "Dp")


LINES: Mapping[type[Op], TopologyLines] = {
    conv.Conv: _convolution,
    conv.DepthwiseConv: _depthwise,
    linear.Linear: _fully_connected,
}
"""The lines of each op that SCALE-Sim can simulate. What multiplies and is not here is refused by name."""
