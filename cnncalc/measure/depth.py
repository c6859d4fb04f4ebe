"""Layers as papers count them, and how deep they stand one after the other."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from cnncalc.graph import Graph, Node

K = TypeVar("K", bound=Hashable)
LAYER_KINDS = ("convolution", "fully connected")
"""The kinds of steps that papers count as layers."""


def depth(graph: Graph, nodes: Sequence[Node]) -> int:
    """The most layers on a path through a graph: the `22 layers` of GoogLeNet, beside which it has more."""
    steps = [(node.id, node.inputs, node.application.op.kind in LAYER_KINDS) for node in nodes]
    return max(depths(steps).values(), default=0)


def depths(steps: Iterable[tuple[K, Sequence[K], bool]]) -> dict[K, int]:
    """For each step the most layers on a path from an input up to and with the step.

    Steps come in execution order, each with the steps it reads and whether it counts as a layer; what is read and
    is no step is an input.
    """
    found: dict[K, int] = {}
    for step, inputs, counts in steps:
        deepest = 0
        for each in inputs:
            before = found.get(each, 0)
            if before > deepest:
                deepest = before
        found[step] = deepest + counts
    return found
