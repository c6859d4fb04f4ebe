"""How much memory activations need: the most that is alive at once, in execution order."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnncalc.graph import Graph, Node


UNREAD = -1
"""The last step that needs what none does, or none does any more."""


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
    reads = last_reads(graph, order)
    buffers = {node.id: node.id for node in graph.inputs}
    """For each node the node whose memory its output is in."""
    needed_until = {node.id: reads.get(node.id, UNREAD) for node in graph.inputs}
    """For each of those the last step that needs it, as far as the steps so far tell."""
    sizes = {node.id: node.application.elements for node in graph.inputs}
    alive, live = sum(sizes.values()), []
    for step, node in enumerate(order):
        index = buffer = node.id
        storage, inputs = node.application.op.storage, node.inputs
        if storage != "new" and inputs and (in_place or storage == "view"):
            under = buffers[inputs[0]]
            if storage == "view" or needed_until[under] <= step:
                buffer = under
        buffers[index] = buffer
        until = reads.get(index, step)
        if buffer == index:
            size = sizes[index] = node.application.elements
            alive += size
            needed_until[index] = until
        elif until > needed_until[buffer]:
            needed_until[buffer] = until
        live.append(alive)
        for each in inputs if until > step else (index, *inputs):
            over = buffers[each]
            if needed_until[over] == step:
                alive -= sizes[over]
                needed_until[over] = UNREAD
    return live


def last_reads(graph: Graph, order: Sequence[Node]) -> dict[int, int]:
    """For each node the last step that reads its output; the network's own output is read after all of them."""
    reads = {index: step for step, node in enumerate(order) for index in node.inputs}
    return {**reads, graph.output: len(order)}
