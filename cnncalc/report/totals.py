"""What a whole network costs: the sums over its layers, and what is measured of the whole graph."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnncalc.collector import uncollected
from cnncalc.graph import Graph, Node
from cnncalc.measure.backward import Backward, backward_total
from cnncalc.measure.costs import Cost, layer_costs, total_cost
from cnncalc.measure.memory import Peak, peak_activations
from cnncalc.report.costing import Costing
from cnncalc.report.figures import MEASURED


class _Totals(NamedTuple):
    """The values that `Totals` hold."""

    cost: Cost
    """The sums over the layers."""
    backward_macs: int
    peak: Peak
    measured: Mapping[str, int]
    """The figures that are measured of the whole graph (`Figure.measured`), by name."""


class Totals(_Totals, Costing):
    """Sums over the layers, the peak of activations, and what is measured of the whole graph."""

    __slots__ = ()

    @property
    def depth(self) -> int:
        """The most layers on one path."""
        return self.measured["depth"]

    @property
    def peak_activations(self) -> int:
        """The most values that are alive at once."""
        return self.peak.values

    @property
    def peak_layer(self) -> str:
        """The layer that runs at the peak."""
        return self.peak.layer


@uncollected
def measure_totals(graph: Graph, *, training: bool = False) -> Totals:
    """The totals of a graph; side heads are among its layers only if `training`."""
    nodes = graph.layers(training=training)
    costs = layer_costs(graph, nodes)
    return totals_of(graph, nodes, costs, backward_total(nodes, costs))


def totals_of(graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost], backward: Backward) -> Totals:
    """The totals of some layers, from what each of them costs, and from the backward pass."""
    measured = {name: measure(graph, nodes) for name, measure in MEASURED}
    cost = total_cost(costs, gradients=backward.known)
    return Totals(cost, backward.macs, peak_activations(graph, nodes), measured)
