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
    reads, count = last_reads(graph, order), len(order)
    buffers = list(range(len(graph.nodes)))
    """For each node the node whose memory its output is in."""
    ends = [count] * len(graph.nodes)
    """For each of those the last step that needs it, as far as the steps so far tell."""
    changes = [0] * (count + 2)
    """How many values come to be alive with each step, less those that the one before it was the last to need."""
    made = []
    for node in graph.inputs:
        ends[node.id] = reads[node.id]
        changes[0] += node.application.elements
        made.append(node.id)
    for step, node in enumerate(order):
        application, index = node.application, node.id
        storage, until = application.storage, reads[index]
        if storage != "new":
            under = buffers[node.inputs[0]]
            if storage == "view" or (in_place and ends[under] <= step):
                buffers[index] = under
                if until > ends[under]:
                    ends[under] = until
                continue
        ends[index] = until
        changes[step] += application.elements
        made.append(index)
    for index in made:
        changes[ends[index] + 1] -= graph.nodes[index].application.elements
    return list(accumulate(changes[:count]))


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
