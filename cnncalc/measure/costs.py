"""Parameters and operations of every layer."""

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.graph import Application, Graph, Node
from cnncalc.ops.base import BIASES, MACS, NOTHING

DEPENDS = {
    "params": ("params", "trainable_params", "weights", "param_bytes"),
    "macs": ("macs", "flops", "backward_macs"),
    "flops": ("flops",),
}
"""For what may be unknown of a layer (`Op.unknown`) the figures that depend on it."""


class Cost(NamedTuple):
    """What a layer costs: its parameters and, for one example, its operations."""

    trainable: bool
    statistics: int
    """Values kept but not learnt: batch normalisation's moving means and variances."""
    params: int
    """All parameters."""
    weights: int
    """The parameters without biases."""
    macs: int
    """Multiply-accumulate operations: one multiplication and one addition, counted as one."""
    flops: int
    """All operations, a MAC as two."""
    activations: int
    """The values that it makes: of its output, but for a view's."""
    kind: str
    """The kind of layer that it is a cost of: `Op.kind`."""
    unknown: tuple[str, ...]
    """The figures that are not known, and counted as nothing."""

    @property
    def trained(self) -> int:
        """The parameters that training changes."""
        return self.params if self.trainable else 0


class CostColumns:
    """What many layers cost, field by field: each of all of them together."""

    __slots__ = ("activations", "flops", "kinds", "macs", "params", "statistics", "trainable", "unknown", "weights")
    trainable: tuple[bool, ...]
    statistics: tuple[int, ...]
    params: tuple[int, ...]
    weights: tuple[int, ...]
    macs: tuple[int, ...]
    flops: tuple[int, ...]
    activations: tuple[int, ...]
    kinds: tuple[str, ...]
    unknown: tuple[tuple[str, ...], ...]

    def __init__(self, costs: Sequence[Cost]) -> None:
        columns = zip(*costs, strict=True) if costs else [()] * len(Cost._fields)
        self.trainable, self.statistics, self.params, self.weights, self.macs, self.flops, *others = columns
        self.activations, self.kinds, self.unknown = others


def layer_costs(graph: Graph, nodes: Sequence[Node]) -> list[Cost]:
    """The cost of each layer; one that shares another's parameters has none of its own."""
    costs = []
    for node in nodes:
        application, owns = node.application, node.shares is None
        if owns and not node.frozen:
            cost = application.known.get(_own_cost) or application.once(_own_cost)  # a sweep would feel the call
        else:
            cost = application.once(_cost, owns, graph.trainable(node))
        costs.append(cost)
    return costs


def _own_cost(application: Application) -> Cost:
    """The cost of a layer like most: its parameters are its own, and not frozen."""
    return _cost(application, True, application.op.trainable)


def _cost(application: Application, owns: bool, trainable: bool) -> Cost:
    op, inputs, output = application.op, application.inputs, application.output
    parameters = op.count_parameters(inputs) if owns else NOTHING
    operations = op.count_operations(inputs, output)
    statistics = sum(op.buffers(inputs[0]).values()) if owns else 0
    params, macs = sum(parameters.values()), operations.get(MACS, 0)
    weights, unknown = params - parameters.get(BIASES, 0), _unknown(op.unknown(), trainable)
    flops = 0 if "flops" in unknown else sum(operations.values()) + macs
    return Cost(trainable, statistics, params, weights, macs, flops, application.made, op.kind, unknown)


def _unknown(told: tuple[str, ...], trainable: bool) -> tuple[str, ...]:
    """What depends on what an op does not tell; frozen parameters are not trained, however many there are."""
    figures = dict.fromkeys([figure for name in told for figure in DEPENDS[name]])
    return tuple([figure for figure in figures if trainable or figure != "trainable_params"])
