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
    count = len(graph.nodes)
    buffers = list(range(count))
    """For each node the node whose memory its output is in."""
    needed_until = [UNREAD] * count
    """For each of those the last step that needs it, as far as the steps so far tell."""
    sizes = [0] * count
    for node in graph.inputs:
        needed_until[node.id] = reads.get(node.id, UNREAD)
        sizes[node.id] = node.application.elements
    alive, live = sum(sizes), []
    for step, (index, _, application, inputs, _, _, _) in enumerate(order):
        storage, until = application.op.storage, reads.get(index, step)
        under = buffers[inputs[0]]
        if storage == "view" or (storage == "in place" and in_place and needed_until[under] <= step):
            buffers[index] = under
            if until > needed_until[under]:
                needed_until[under] = until
        else:
            needed_until[index] = until
            sizes[index] = application.elements
            alive += application.elements
        live.append(alive)
        for each in inputs if until > step else (index, *inputs):
            buffer = buffers[each]
            if needed_until[buffer] == step:
                alive -= sizes[buffer]
                needed_until[buffer] = UNREAD
    return live


def last_reads(graph: Graph, order: Sequence[Node]) -> dict[int, int]:
    """For each node the last step that reads its output; the network's own output is read after all of them."""
    reads = {index: step for step, node in enumerate(order) for index in node.inputs}
    return {**reads, graph.output: len(order)}
