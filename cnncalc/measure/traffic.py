"""What each layer moves between the memory and the processor.

The rule: a layer reads each of its inputs once and whole, reads its parameters (its statistics too) once for the
whole batch, and writes its output once. An op in place reads and writes its tensor like any other. A view moves
nothing, and nothing stays in a cache from one layer to the next. A 1×1 convolution with a stride could do with a part
of its input; it is counted whole. Arithmetic intensity is operations over these bytes: Williams, Waterman
and Patterson, Roofline, CACM 52(4), 2009.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnncalc.graph import Graph, Node
from cnncalc.measure.depth import LAYER_KINDS
from cnncalc.ops.base import Op
from cnncalc.shape import Shape


class Traffic(NamedTuple):
    """What a layer moves, in values: inputs and output of one example, parameters of the layer."""

    inputs: int
    output: int
    parameters: int

    def bytes(self, bits: int, batch: int = 1) -> int:
        """The bytes moved for a batch, with values of so many bits; a last byte that is not full counts."""
        values = (self.inputs + self.output) * batch + self.parameters
        return (values * bits + 7) // 8 if bits % 8 else values * (bits // 8)


FOLLOWING = ("normalisation", "activation")
"""The kinds of layers that runtimes run together with the layer before them."""
NOTHING_MOVED = Traffic(0, 0, 0)


def traffic(op: Op, inputs: tuple[Shape, ...], output: Shape) -> Traffic:
    """What an op moves; parameters that are not known are not among them (`Op.unknown`)."""
    if op.storage == "view":
        return NOTHING_MOVED
    parameters = sum(op.count_parameters(inputs).values()) + sum(op.count_buffers(inputs).values())
    return Traffic(sum(shape.elements for shape in inputs), output.elements, parameters)


def layer_traffic(graph: Graph, nodes: Iterable[Node]) -> list[Traffic]:
    """What each layer moves; a tensor that is several of its inputs is read once."""
    known: dict[tuple[Op, tuple[Shape, ...]], Traffic] = {}
    moved = []
    for node in nodes:
        inputs = tuple(graph.nodes[index].shape for index in dict.fromkeys(node.inputs))
        key = (node.op, inputs)
        if key not in known:
            known[key] = traffic(node.op, inputs, node.shape)
        moved.append(known[key])
    return moved


def compulsory_traffic(graph: Graph, nodes: Iterable[Node]) -> Traffic:
    """The values that some layers cannot avoid moving together, however they are fused.

    The inputs that they read and what comes out of the network, and each layer's own parameters, once each.
    """
    layers = list(nodes)
    read = {index for node in layers for index in node.inputs}
    return Traffic(
        inputs=sum(node.shape.elements for node in graph.inputs if node.id in read),
        output=sum(node.shape.elements for node in graph.outputs(layers)),
        parameters=sum(
            moved.parameters
            for node, moved in zip(layers, layer_traffic(graph, layers), strict=True)
            if node.shares is None
        ),
    )


def fused_groups(graph: Graph, nodes: Iterable[Node]) -> list[list[int]]:
    """The places of layers that runtimes run as one: a layer with weights, and the normalisation and activation behind.

    Those alone that nothing else reads; a view between them moves nothing, and stays in the group.
    """
    layers = list(nodes)
    readers = Counter(index for node in graph.nodes for index in node.inputs)
    readers.update(node.id for node in graph.outputs(layers))
    groups: list[list[int]] = []
    open_groups: dict[int, list[int]] = {}  # by their last node
    for place, node in enumerate(layers):
        source = node.inputs[0] if len(node.inputs) == 1 else None
        found = open_groups.get(source) if source is not None and readers[source] == 1 else None
        if found is not None and (node.op.kind in FOLLOWING or node.op.storage == "view"):
            found.append(place)
        else:
            found = [place]
            groups.append(found)
        if node.op.kind in LAYER_KINDS or len(found) > 1:
            open_groups[node.id] = found
    return groups


def fused_traffic(moved: Sequence[Traffic]) -> Traffic:
    """What a group of layers moves that are run as one: the first's inputs, the last's output, all parameters."""
    moving = [each for each in moved if any(each)] or [NOTHING_MOVED]
    return Traffic(moving[0].inputs, moving[-1].output, sum(each.parameters for each in moving))
