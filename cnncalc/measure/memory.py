"""How much memory activations need: the most that is alive at once, in execution order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.graph import Graph, Node


class Peak(NamedTuple):
    """The most values alive at once, and the layer that runs then."""

    values: int
    layer: str


def peak_activations(graph: Graph, nodes: Iterable[Node]) -> Peak:
    """The peak of one example's inference.

    A tensor lives from the layer that makes it to the last that reads it. An elementwise op writes over
    its input where nobody else needs it, and a view takes no memory of its own.
    """
    order = list(nodes)
    buffers, last_read = _assign_buffers(graph, order)
    sizes = {node.id: node.shape.elements for node in graph.inputs}
    alive, peak = sum(sizes.values()), Peak(0, "")
    ends: dict[int, list[int]] = {}
    for buffer, step in last_read.items():
        ends.setdefault(step, []).append(buffer)
    for step, node in enumerate(order):
        if buffers[node.id] == node.id:
            sizes[node.id] = node.shape.elements
            alive += sizes[node.id]
        if alive > peak.values:
            peak = Peak(alive, node.path)
        alive -= sum(sizes[buffer] for buffer in ends.get(step, ()))
    return peak


def _assign_buffers(graph: Graph, order: list[Node]) -> tuple[dict[int, int], dict[int, int]]:
    """For each node the node whose memory its output is in; for each of those the last step that needs it."""
    reads: dict[int, int] = {}
    for step, node in enumerate(order):
        for index in node.inputs:
            reads[index] = step
    buffers = {node.id: node.id for node in graph.inputs}
    alive_until = {node.id: reads.get(node.id, -1) for node in graph.inputs}
    for step, node in enumerate(order):
        buffer = node.id
        if node.op.storage != "new" and node.inputs:
            under = buffers[node.inputs[0]]
            if node.op.storage == "view" or alive_until[under] <= step:
                buffer = under
        buffers[node.id] = buffer
        end = len(order) if node.id == graph.output else reads.get(node.id, step)
        alive_until[buffer] = max(alive_until.get(buffer, 0), end)
    return buffers, alive_until
