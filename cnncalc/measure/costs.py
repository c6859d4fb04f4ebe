"""Parameters and operations of every layer."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from cnncalc.graph import Application, Graph, Node
from cnncalc.measure.depth import LAYER_KINDS
from cnncalc.ops.base import BIASES, MACS, NOTHING, PRODUCTS
from cnncalc.ops.composed import Composed

IMPLIED = {"params": ("params", "trained"), "macs": ("macs", "flops", "gradients"), "flops": ("flops",)}
"""What else is not known where something of a layer is unknown (`Op.unknown`)."""


class Cost(NamedTuple):
    """What a layer costs, or several together: parameters and, for one example, operations and values."""

    steps: int
    """The steps: 1 for a layer, whatever its op is."""
    layers: int
    """The layers that papers count: 1 for a convolution or fully connected layer, else 0."""
    params: int
    """All parameters."""
    trained: int
    """The parameters that training changes."""
    weights: int
    """The parameters without biases."""
    statistics: int
    """Values kept but not learnt: batch normalisation's moving means and variances."""
    macs: int
    """Multiply-accumulate operations: one multiplication and one addition, counted as one."""
    flops: int
    """All operations, a MAC as two."""
    activations: int
    """The values that the op makes: those of the output; 0 for a view."""
    layer_activations: int
    """The activations of convolutions and fully connected layers alone, as fvcore and RegNet's paper count; else 0."""
    products: int
    """The MACs of two activations, without weights; both have gradients."""
    inner: int
    """The MACs of weights on activations that the layer makes itself, whose gradients its own weights need."""
    trainable: bool
    """Whether training changes the parameters, if there are any."""
    unknown: tuple[str, ...]
    """What is not known, and counted as nothing: of `params`, `trained`, `macs`, `flops` and `gradients`."""


NONE = Cost._make([*[0] * (len(Cost._fields) - 2), False, ()])


def total_cost(costs: Sequence[Cost], *, gradients: bool = True) -> Cost:
    """What several layers cost together; `gradients` says whether it is known which of them training needs."""
    if not costs:
        return NONE
    *counts, trainable, unknown = zip(*costs, strict=True)
    lacking = dict.fromkeys([*chain.from_iterable(unknown), *([] if gradients else ["gradients"])])
    return Cost._make([*map(sum, counts), any(trainable), tuple(lacking)])


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
    products = operations.get(PRODUCTS, 0)
    params, macs = sum(parameters.values()), operations.get(MACS, 0) + products
    unknown, counts = _unknown(op.unknown(), trainable), op.kind in LAYER_KINDS
    return Cost(
        steps=1,
        layers=int(counts),
        params=params,
        trained=params if trainable else 0,
        weights=params - parameters.get(BIASES, 0),
        statistics=sum(op.count_buffers(inputs).values()) if owns else 0,
        macs=macs,
        flops=0 if "flops" in unknown else sum(operations.values()) + macs,
        activations=application.made,
        layer_activations=application.made if counts else 0,
        products=products,
        inner=op.inner_macs(inputs, output) if isinstance(op, Composed) else 0,
        trainable=trainable,
        unknown=unknown,
    )


def _unknown(told: tuple[str, ...], trainable: bool) -> tuple[str, ...]:
    """What is not known where an op does not tell some; frozen parameters are not trained, however many there are."""
    found = dict.fromkeys([each for name in told for each in IMPLIED[name]])
    return tuple([each for each in found if trainable or each != "trained"])
