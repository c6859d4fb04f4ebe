"""A summary with what one convention counts of each layer beside it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.measure.conventions import convention_named, module_calls, notes_on
from cnncalc.measure.costs import layer_costs
from cnncalc.report.base import Report
from cnncalc.report.summary import Summary, summarize

if TYPE_CHECKING:
    from cnncalc.network import Network


class LayerCounts(NamedTuple):
    """One number of a convention: the count of each layer, None where it is not known."""

    name: str
    """The tool's name for the total."""
    column: str
    """The tool's name for the count of one layer."""
    unit: str
    """MAC, FLOP, or nothing for parameters."""
    by_layer: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """The sum over the layers whose count is known."""
        return sum(count for count in self.by_layer if count is not None)

    @property
    def complete(self) -> bool:
        """Whether the count is known of every layer; else the total is a lower bound."""
        return None not in self.by_layer


@dataclass(frozen=True, slots=True, repr=False)
class Counted(Report):
    """A summary, and the same layers counted by a convention."""

    summary: Summary
    convention: str
    tool: str
    rule: str
    counts: tuple[LayerCounts, ...]
    """The convention's operations; its parameters, if it counts no operations."""
    params: LayerCounts
    notes: tuple[str, ...]
    """Notes on how layers are counted."""

    @property
    def about(self) -> str:
        return self.summary.name


def count_layers(
    network: "Network", name: str, *, training: bool = False, batch: int = 1, dtype: str = "fp32"
) -> Counted:
    """Count a network's layers by the convention of a name; raise CnncalcError for an unknown one.

    On `batch` and `dtype` only the summary's memory depends.
    """
    convention = convention_named(name)
    nodes = network.graph.layers(training=training)
    calls = module_calls(network.graph, nodes, layer_costs(network.graph, nodes))
    counted = tuple(
        LayerCounts(counting.name, counting.column, counting.unit, tuple(map(counting.total, calls)))
        for counting in convention.counts
    )
    params = LayerCounts(
        convention.params.name, convention.params.column, "", tuple(map(convention.params.known, calls))
    )
    summary = summarize(network, training=training, batch=batch, dtype=dtype)
    notes = notes_on([convention], nodes)
    return Counted(summary, convention.name, convention.tool, convention.rule, counted or (params,), params, notes)
