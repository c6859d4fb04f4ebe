"""What a whole network costs: the sums over its layers, and the peak of its activations."""

from collections.abc import Iterable, Sequence
from itertools import chain, compress
from typing import NamedTuple

from cnncalc.collector import uncollected
from cnncalc.graph import Graph, Node
from cnncalc.measure.backward import Backward, backward_total
from cnncalc.measure.costs import DEPENDS, CostColumns, layer_costs
from cnncalc.measure.depth import LAYER_KINDS, depths
from cnncalc.measure.memory import peak_activations

BYTES = 4
"""The size of a value: 32-bit floats."""


class Totals(NamedTuple):
    """Sums over the layers, and the peak."""

    steps: int
    """All of them, whatever they do."""
    layers: int
    """What papers count: convolutions and fully connected layers."""
    depth: int
    """The most of those on one path: the `22 layers` of GoogLeNet, beside which it has more."""
    params: int
    trainable_params: int
    weights: int
    statistics: int
    macs: int
    flops: int
    activations: int
    layer_activations: int
    """The activations of convolutions and fully connected layers alone, as fvcore and RegNet's paper count."""
    peak_activations: int
    backward_macs: int
    peak_layer: str
    lower_bounds: tuple[str, ...] = ()
    """The totals that are lower bounds, because a layer's share in them is not known."""

    @property
    def param_bytes(self) -> int:
        """The parameters' memory."""
        return self.params * BYTES

    @property
    def activation_bytes(self) -> int:
        """The memory of all activations together."""
        return self.activations * BYTES

    @property
    def peak_activation_bytes(self) -> int:
        """The most memory that activations need at once."""
        return self.peak_activations * BYTES


@uncollected
def measure_totals(graph: Graph, *, training: bool = False) -> Totals:
    """The totals of a graph; side heads are among its layers only if `training`."""
    nodes = graph.layers(training=training)
    costs = CostColumns(layer_costs(graph, nodes))
    return totals_of(graph, nodes, costs, backward_total(nodes, costs))


def totals_of(graph: Graph, nodes: Sequence[Node], costs: CostColumns, backward: Backward) -> Totals:
    """The totals of some layers, from what each of them costs, and from the backward pass."""
    peak = peak_activations(graph, nodes)
    return Totals(
        steps=len(nodes),
        layers=sum(map(costs.kinds.count, LAYER_KINDS)),
        depth=_depth(nodes, costs),
        params=sum(costs.params),
        trainable_params=sum(compress(costs.params, costs.trainable)),
        weights=sum(costs.weights),
        statistics=sum(costs.statistics),
        macs=sum(costs.macs),
        flops=sum(costs.flops),
        activations=sum(costs.activations),
        layer_activations=sum(compress(costs.activations, [kind in LAYER_KINDS for kind in costs.kinds])),
        peak_activations=peak.values,
        backward_macs=backward.macs,
        peak_layer=peak.layer,
        lower_bounds=lower_bounds(costs.unknown if backward.known else [*costs.unknown, ("backward_macs",)]),
    )


def _depth(nodes: Sequence[Node], costs: CostColumns) -> int:
    steps = [(node.id, node.inputs, kind in LAYER_KINDS) for node, kind in zip(nodes, costs.kinds, strict=True)]
    return max(depths(steps).values(), default=0)


def lower_bounds(unknown: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The totals that are lower bounds, from what is not known of each layer (`Cost.unknown`)."""
    names = set(chain.from_iterable(unknown))
    return tuple([figure for figure in dict.fromkeys(chain(*DEPENDS.values())) if figure in names]) if names else ()
