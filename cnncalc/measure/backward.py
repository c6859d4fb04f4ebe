"""What the backward pass costs: the gradients of weights and of inputs that training needs.

Each gradient of a convolution or linear layer takes as many MACs as the layer does forward. A frozen layer needs no
gradient of its weights, and none of its input either where nothing before it is trained. A product of two activations
has a gradient for each; what a layer makes inside itself has one wherever the layer needs any. Goodfellow, Bengio and
Courville, Deep Learning, 2016, section 6.5.
"""

from collections.abc import Sequence
from itertools import chain, compress
from typing import NamedTuple

from cnncalc.graph import Node
from cnncalc.measure.costs import Cost


class Backward(NamedTuple):
    """The MACs of one example's backward pass, of a layer or of several."""

    weight_gradients: int
    input_gradients: int
    known: bool = True
    """Whether all of the MACs are known; what is not known counts as nothing."""

    @property
    def macs(self) -> int:
        """The MACs of both kinds of gradients."""
        return self.weight_gradients + self.input_gradients


def backward_costs(nodes: Sequence[Node], costs: Sequence[Cost]) -> list[Backward]:
    """The backward pass of each layer."""
    weights, inputs = gradients_needed(nodes, costs)
    return list(map(_backward, costs, weights, inputs))


def backward_total(nodes: Sequence[Node], costs: Sequence[Cost]) -> Backward:
    """The whole backward pass."""
    weights, inputs = gradients_needed(nodes, costs)
    macs = [cost.macs for cost in costs]
    if None in weights or None in inputs or any(cost.products or cost.inner for cost in costs):
        return together(list(map(_backward, costs, weights, inputs)))
    return Backward(sum(compress(macs, weights)), sum(compress(macs, inputs)))  # a sweep would feel the rest


def together(layers: Sequence[Backward]) -> Backward:
    """The backward pass of several layers."""
    return Backward(
        sum([each.weight_gradients for each in layers]),
        sum([each.input_gradients for each in layers]),
        all(each.known for each in layers),
    )


def _backward(cost: Cost, weights: bool | None, inputs: bool | None) -> Backward:
    """The backward pass of a layer with some costs forward: with gradients of its weights, of its input."""
    if cost.macs and None in (weights, inputs):
        return Backward(0, 0, known=False)
    macs = cost.macs - cost.products
    inside = cost.inner + 2 * cost.products if weights or inputs else 0
    return Backward(macs if weights else 0, (macs - cost.inner if inputs else 0) + inside)


def gradients_needed(nodes: Sequence[Node], costs: Sequence[Cost]) -> tuple[list[bool | None], list[bool | None]]:
    """Whether each layer works out gradients of its weights, and of its input: where something trained comes before.

    None where that is not known, since an op's parameters are not.
    """
    passes: dict[int, bool | None] = {}
    """By node, whether its output needs a gradient: something trained is in the layer or before it."""
    of_weights: list[bool | None] = []
    of_inputs: list[bool | None] = []
    reached = False
    for node, cost in zip(nodes, costs, strict=True):
        trainable = cost.trainable
        index, _, application, inputs, _, owner, _ = node
        needed = _any([passes.get(each, False) for each in inputs])
        trained: bool | None = trainable and (cost.params > 0 or (owner is not None and application.has_parameters))
        if trainable and not trained and "params" in cost.unknown:
            trained = None
        passes[index] = _any([needed, trained])
        of_weights.append(trainable and passes[index])
        of_inputs.append(needed)
        if passes[index] and not reached:
            reached, done = True, len(of_inputs)
            if _all_follow(index, nodes[done:]):
                rest = [cost.trainable for cost in costs[done:]]
                return [*of_weights, *rest], [*of_inputs, *[True] * len(rest)]
    return of_weights, of_inputs


def _any(each: Sequence[bool | None]) -> bool | None:
    """Whether one of several is true; None if that is not known."""
    return True if True in each else (None if None in each else False)


def _all_follow(index: int, later: Sequence[Node]) -> bool:
    """Whether no later node reads a node before this one, as in most networks."""
    return min(chain.from_iterable([node.inputs for node in later]), default=index) >= index
