"""What the backward pass costs: the gradients of weights and of inputs that training needs.

Each gradient of a convolution or linear layer takes as many MACs as the layer does forward. A frozen layer needs no
gradient of its weights, and none of its input either where nothing before it is trained. Goodfellow, Bengio and
Courville, Deep Learning, 2016, section 6.5.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.graph import Graph, Node
from cnncalc.measure.costs import Cost


class Backward(NamedTuple):
    """The MACs of one example's backward pass."""

    weight_gradients: int
    input_gradients: int

    @property
    def macs(self) -> int:
        """Both together."""
        return self.weight_gradients + self.input_gradients


def backward_costs(graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost]) -> list[Backward]:
    """The backward pass of each layer."""
    reached = _reached(graph, nodes, costs)
    return [
        Backward(
            weight_gradients=cost.macs if graph.trainable(node) else 0,
            input_gradients=cost.macs if any(index in reached for index in node.inputs) else 0,
        )
        for node, cost in zip(nodes, costs, strict=True)
    ]


def _reached(graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost]) -> set[int]:
    """The nodes whose output needs a gradient: something trained is in them or before them."""
    reached: set[int] = set()
    for node, cost in zip(nodes, costs, strict=True):
        trained = graph.trainable(node) and (cost.params > 0 or node.shares is not None)
        if trained or any(index in reached for index in node.inputs):
            reached.add(node.id)
    return reached
