"""How much memory activations need: the most that is alive at once, in execution order."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnncalc.graph import Graph, Node


class Peak(NamedTuple):
    """The most values alive at once, and the layer that runs then."""

    values: int
    layer: str


def peak_activations(graph: Graph, nodes: Iterable[Node], *, in_place: bool = True) -> Peak:
    """The peak of one example's inference.

    A tensor lives from the layer that makes it to the last that reads it. With `in_place` an elementwise op or a
    normalisation writes over its input where nobody else needs it; a view takes no memory of its own.
    """
    order = list(nodes)
    peak = Peak(0, "")
    for node, alive in zip(order, live_activations(graph, order, in_place=in_place), strict=True):
        if alive > peak.values:
            peak = Peak(alive, node.path)
    return peak


def live_activations(graph: Graph, order: Sequence[Node], *, in_place: bool = True) -> list[int]:
    """The values alive while each layer runs, its inputs and its output among them."""
    buffers, last_read = _assign_buffers(graph, order, in_place)
    sizes = {node.id: node.shape.elements for node in graph.inputs}
    alive = sum(sizes.values())
    ends: dict[int, list[int]] = {}
    for buffer, step in last_read.items():
        ends.setdefault(step, []).append(buffer)
    live = []
    for step, node in enumerate(order):
        if buffers[node.id] == node.id:
            sizes[node.id] = node.shape.elements
            alive += sizes[node.id]
        live.append(alive)
        alive -= sum(sizes[buffer] for buffer in ends.get(step, ()))
    return live


def last_reads(graph: Graph, order: Sequence[Node]) -> dict[int, int]:
    """For each node the last step that reads its output; the network's own output is read after all of them."""
    reads = {index: step for step, node in enumerate(order) for index in node.inputs}
    return {**reads, graph.output: len(order)}


def _assign_buffers(graph: Graph, order: Sequence[Node], in_place: bool) -> tuple[dict[int, int], dict[int, int]]:
    """For each node the node whose memory its output is in; for each of those the last step that needs it."""
    reads = last_reads(graph, order)
    buffers = {node.id: node.id for node in graph.inputs}
    alive_until = {node.id: reads.get(node.id, -1) for node in graph.inputs}
    for step, node in enumerate(order):
        buffer = node.id
        if node.inputs and (node.op.storage == "view" or (in_place and node.op.storage == "in place")):
            under = buffers[node.inputs[0]]
            if node.op.storage == "view" or alive_until[under] <= step:
                buffer = under
        buffers[node.id] = buffer
        alive_until[buffer] = max(alive_until.get(buffer, 0), reads.get(node.id, step))
    return buffers, alive_until
