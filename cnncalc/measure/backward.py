"""What the backward pass costs: the gradients of weights and of inputs that training needs.

Each gradient of a convolution or linear layer takes as many MACs as the layer does forward. A frozen layer needs no
gradient of its weights, and none of its input either where nothing before it is trained. Goodfellow, Bengio and
Courville, Deep Learning, 2016, section 6.5.
"""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from cnncalc.graph import Node, columns
from cnncalc.measure.costs import Cost, cost_columns


class Backward(NamedTuple):
    """The MACs of one example's backward pass."""

    weight_gradients: int
    input_gradients: int

    @property
    def macs(self) -> int:
        """Both together."""
        return self.weight_gradients + self.input_gradients


def backward_costs(nodes: Sequence[Node], costs: Sequence[Cost]) -> list[Backward]:
    """The backward pass of each layer."""
    return [
        Backward(cost.macs if cost.trainable else 0, cost.macs if needed else 0)
        for cost, needed in zip(costs, input_gradients_needed(nodes, costs), strict=True)
    ]


def backward_macs(nodes: Sequence[Node], costs: Sequence[Cost]) -> int:
    """The MACs of the whole backward pass."""
    each = cost_columns(costs)
    return sum(compress(each.macs, each.trainable)) + sum(compress(each.macs, input_gradients_needed(nodes, costs)))


def input_gradients_needed(nodes: Sequence[Node], costs: Sequence[Cost]) -> list[bool]:
    """Whether each layer's input needs a gradient: something trained comes before it."""
    reached: set[int] = set()
    """The nodes whose output needs a gradient: something trained is in them or before them."""
    found = []
    ids, _, _, inputs, _, shares, _ = columns(nodes)
    for index, taken, owner, cost in zip(ids, inputs, shares, costs, strict=True):
        needed = not reached.isdisjoint(taken)
        if needed or (cost.trainable and (cost.params > 0 or owner is not None)):
            reached.add(index)
        found.append(needed)
    return found
