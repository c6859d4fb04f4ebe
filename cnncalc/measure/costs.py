"""Parameters and operations of every layer."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncalc.graph import Graph, Node
from cnncalc.ops.base import BIASES, MACS, NOTHING, Counts, Op
from cnncalc.shape import Shape


class Cost(NamedTuple):
    """What a layer costs: its parameter tensors and, for one example, its operations by kind."""

    parameters: Counts
    operations: Counts
    trainable: bool
    statistics: int
    """Values kept but not learnt: batch normalisation's moving means and variances."""

    @property
    def params(self) -> int:
        """All parameters."""
        return sum(self.parameters.values())

    @property
    def weights(self) -> int:
        """The parameters without biases."""
        return self.params - self.parameters.get(BIASES, 0)

    @property
    def macs(self) -> int:
        """Multiply-accumulate operations: one multiplication and one addition, counted as one."""
        return self.operations.get(MACS, 0)

    @property
    def flops(self) -> int:
        """All operations, a MAC as two."""
        return sum(self.operations.values()) + self.macs


def layer_costs(graph: Graph, nodes: Iterable[Node]) -> list[Cost]:
    """The cost of each layer; one that shares another's parameters has none of its own."""
    known: dict[tuple[Op, tuple[Shape, ...], bool, bool], Cost] = {}
    costs = []
    for node in nodes:
        inputs = graph.input_shapes(node)
        key = (node.op, inputs, node.shares is None, node.frozen)
        cost = known.get(key)
        if cost is None:
            cost = known[key] = _cost(graph, node, inputs)
        costs.append(cost)
    return costs


def _cost(graph: Graph, node: Node, inputs: tuple[Shape, ...]) -> Cost:
    parameters: Mapping[str, int]
    if node.shares is None:
        parameters = node.op.count_parameters(inputs)
        statistics = sum(node.op.buffers(inputs[0]).values())
    else:
        parameters, statistics = NOTHING, 0
    return Cost(parameters, node.op.count_operations(inputs, node.shape), graph.trainable(node), statistics)
