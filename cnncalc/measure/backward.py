"""What the backward pass costs: the gradients of weights and of inputs that training needs.

Each gradient of a convolution or linear layer takes as many MACs as the layer does forward. A frozen layer needs no
gradient of its weights, and none of its input either where nothing before it is trained. Goodfellow, Bengio and
Courville, Deep Learning, 2016, section 6.5.
"""

from collections.abc import Sequence
from itertools import chain, compress
from typing import NamedTuple

from cnncalc.graph import Node
from cnncalc.measure.costs import CostColumns


class Backward(NamedTuple):
    """The MACs of one example's backward pass."""

    weight_gradients: int
    input_gradients: int

    @property
    def macs(self) -> int:
        """Both together."""
        return self.weight_gradients + self.input_gradients


def backward_costs(nodes: Sequence[Node], costs: CostColumns) -> list[Backward]:
    """The backward pass of each layer."""
    return [
        Backward(macs if trainable else 0, macs if needed else 0)
        for macs, trainable, needed in zip(
            costs.macs, costs.trainable, input_gradients_needed(nodes, costs), strict=True
        )
    ]


def backward_macs(nodes: Sequence[Node], costs: CostColumns) -> int:
    """The MACs of the whole backward pass."""
    weights = sum(compress(costs.macs, costs.trainable))
    return weights + sum(compress(costs.macs, input_gradients_needed(nodes, costs)))


def input_gradients_needed(nodes: Sequence[Node], costs: CostColumns) -> list[bool]:
    """Whether each layer's input needs a gradient: something trained comes before it."""
    reached: set[int] = set()
    """The nodes whose output needs a gradient: something trained is in them or before them."""
    found: list[bool] = []
    for node, trainable, params in zip(nodes, costs.trainable, costs.params, strict=True):
        index, _, application, inputs, _, owner, _ = node
        needed = not reached.isdisjoint(inputs)
        if needed or (trainable and (params > 0 or (owner is not None and application.has_parameters))):
            if not reached and _all_follow(index, nodes[len(found) + 1 :]):
                return [*found, needed, *[True] * (len(nodes) - len(found) - 1)]
            reached.add(index)
        found.append(needed)
    return found


def _all_follow(index: int, later: Sequence[Node]) -> bool:
    """Whether none of the later nodes reads what is before this one, as in most networks."""
    return min(chain.from_iterable([node.inputs for node in later]), default=index) >= index
