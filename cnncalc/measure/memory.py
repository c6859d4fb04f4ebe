"""How much memory activations need: the most that is alive at once, in execution order."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from cnncalc.graph import Graph, Node


class Peak(NamedTuple):
    """The most values alive at once, and the layer that runs then."""

    values: int
    layer: str


def peak_activations(graph: Graph, nodes: Sequence[Node], *, in_place: bool = True) -> Peak:
    """The peak of one example's inference.

    A tensor lives from the layer that makes it to the last that reads it, or to the end if none does. With `in_place`
    an elementwise op or a normalisation writes over its input where nobody else needs it; a view takes no memory of
    its own.
    """
    return peak_of(live_activations(graph, nodes, in_place=in_place), nodes)


def peak_of(live: Sequence[int], nodes: Sequence[Node]) -> Peak:
    """The peak, from the values alive while each layer runs."""
    most = max(live, default=0)
    return Peak(most, nodes[live.index(most)].path if most else "")


def live_activations(graph: Graph, order: Sequence[Node], *, in_place: bool = True) -> list[int]:
    """The values alive while each layer runs, its inputs and its output among them."""
    _, made, ends = _places(graph, order, in_place)
    changes = [0] * (len(order) + 2)
    """By step, the values that come to be alive, less those that the step before was the last to need."""
    for index, step in made:
        elements = graph.nodes[index].application.elements
        changes[step] += elements
        changes[ends[index] + 1] -= elements
    return list(accumulate(changes[: len(order)]))


def used_activations(graph: Graph, order: Sequence[Node], *, in_place: bool = True) -> list[int]:
    """The values that each layer reads and writes: of what is alive, the rest waits for a later layer."""
    buffers, _, _ = _places(graph, order, in_place)
    nodes = graph.nodes
    return [
        sum([nodes[index].application.elements for index in {buffers[each] for each in (*node.inputs, node.id)}])
        for node in order
    ]


def _places(graph: Graph, order: Sequence[Node], in_place: bool) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """The buffers of outputs: for each node the node whose memory its output is in.

    Then those with memory of their own, each with the step that makes it; and for each of those the last that needs it.
    """
    reads, count = last_reads(graph, order), len(order)
    buffers = list(range(len(graph.nodes)))
    ends = [count] * len(graph.nodes)
    made = [(node.id, 0) for node in graph.inputs]
    for node in graph.inputs:
        ends[node.id] = reads[node.id]
    for step, node in enumerate(order):
        index, storage = node.id, node.application.storage
        until = reads[index]
        if storage != "new":
            under = buffers[node.inputs[0]]
            if storage == "view" or (in_place and ends[under] <= step):
                buffers[index] = under
                if until > ends[under]:
                    ends[under] = until
                continue
        ends[index] = until
        made.append((index, step))
    return buffers, made, ends


def last_reads(graph: Graph, order: Sequence[Node]) -> list[int]:
    """For each node the last step that reads its output.

    What comes out of the network (`Graph.outputs`) is read after all of them, and so is an input that no layer reads.
    """
    reads = [len(order)] * len(graph.nodes)
    for step, node in enumerate(order):
        for index in node.inputs:
            reads[index] = step
    reads[graph.output] = len(order)
    return reads
