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
    live = live_activations(graph, order, in_place=in_place)
    most = max(live, default=0)
    return Peak(most, order[live.index(most)].path if most else "")


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
            size = sizes[node.id] = node.application.output.elements
            alive += size
        live.append(alive)
        if step in ends:
            alive -= sum([sizes[buffer] for buffer in ends[step]])
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
        index = buffer = node.id
        storage = node.application.op.storage
        if storage != "new" and node.inputs and (in_place or storage == "view"):
            under = buffers[node.inputs[0]]
            if storage == "view" or alive_until[under] <= step:
                buffer = under
        buffers[index] = buffer
        until = reads.get(index, step)
        if until >= alive_until.get(buffer, 0):
            alive_until[buffer] = until
    return buffers, alive_until
