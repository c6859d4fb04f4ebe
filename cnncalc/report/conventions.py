"""One network under every convention of counting, with what makes the differences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.measure.conventions import (
    CONVENTIONS,
    Convention,
    Counting,
    ModuleCall,
    Printed,
    Tally,
    TermCount,
    convention_named,
    module_calls,
    notes_on,
)
from cnncalc.measure.conventions.sequences import leaf_parameters
from cnncalc.measure.costs import layer_costs, total_cost
from cnncalc.report.base import Report
from cnncalc.report.figures import FIGURES
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

MACS = "MACs"
OWN = ("params", "macs", "flops")
"""The names of cnncalc's own figures, which conventions are compared with."""


class Difference(NamedTuple):
    """What a convention counts of one op beyond cnncalc's own figure; negative if it counts less."""

    op: str
    what: str
    times: int
    """How often the tool counts each, beyond the one count of a MAC."""
    value: int


class ConventionCount(NamedTuple):
    """One number of a convention. The differences add up to `value` less cnncalc's MACs."""

    name: str
    column: str
    unit: str
    value: int
    complete: bool
    """Whether the count is known of every layer; else the value is a lower bound."""
    differences: tuple[Difference, ...]


class ConventionEntry(NamedTuple):
    """A network under one convention. The parameters' differences add up to `params` less cnncalc's."""

    name: str
    tool: str
    rule: str
    source: str
    params_name: str
    params: int
    params_complete: bool
    params_differences: tuple[Difference, ...]
    counts: tuple[ConventionCount, ...]
    printed: tuple[Printed, ...]
    """The lines that the tool itself would print, where everything is known."""


@dataclass(frozen=True, slots=True, repr=False)
class Conventions(Report):
    """A network with cnncalc's own figures, and under each convention."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    params: int
    macs: int
    flops: int
    lower_bounds: tuple[str, ...]
    """Which of `params`, `macs` and `flops` are lower bounds, because a layer does not tell its own."""
    entries: tuple[ConventionEntry, ...]
    notes: tuple[str, ...]
    """Notes on how layers are counted."""


def count_by_conventions(network: "Network", names: Iterable[str] = (), *, training: bool = False) -> Conventions:
    """Count a network by the conventions of some names, or by all; raise CnncalcError for an unknown name."""
    wanted = [convention_named(name) for name in names] or list(CONVENTIONS.values())
    graph = network.graph
    nodes = graph.layers(training=training)
    costs = layer_costs(graph, nodes)
    calls = module_calls(graph, nodes, costs)
    inputs, cost = tuple(node.shape for node in graph.inputs), total_cost(costs)
    return Conventions(
        name=network.name,
        title=network.title,
        input_shapes=inputs,
        params=cost.params,
        macs=cost.macs,
        flops=cost.flops,
        lower_bounds=tuple(name for name in OWN if FIGURES[name].lacks(cost.unknown)),
        entries=tuple(_entry(convention, inputs, calls) for convention in wanted),
        notes=(*network.told, *notes_on(wanted, nodes)),
    )


def _entry(convention: Convention, inputs: tuple[Shape, ...], calls: Sequence[ModuleCall]) -> ConventionEntry:
    counts = tuple(_count(counting, calls) for counting in convention.counts)
    params = list(map(convention.params.of, calls))
    return ConventionEntry(
        name=convention.name,
        tool=convention.tool,
        rule=convention.rule,
        source=convention.source,
        params_name=convention.params.name,
        params=sum(params),
        params_complete=None not in map(convention.params.known, calls),
        params_differences=_params_differences(convention, params, calls),
        counts=counts,
        printed=_printed(convention, inputs, sum(params), counts, calls),
    )


def _count(counting: Counting, calls: Sequence[ModuleCall]) -> ConventionCount:
    found: dict[tuple[str, str, int], int] = {}
    value, complete = 0, True
    for call in calls:
        parts = counting.parts(call)
        if parts is None:
            complete = False
            continue
        value += sum(part.value for part in parts)
        for part in _beyond_macs(parts, call.cost.macs):
            key = (call.layer.op.name, part.name, part.times)
            found[key] = found.get(key, 0) + part.value
    return ConventionCount(counting.name, counting.column, counting.unit, value, complete, _sorted(found))


def _beyond_macs(parts: tuple[TermCount, ...], macs: int) -> list[TermCount]:
    """The parts of a layer's count, its MACs once taken off."""
    others = [part for part in parts if part.name != MACS]
    multiplied = [part for part in parts if part.name == MACS]
    times = sum(part.times for part in multiplied) - (1 if macs else 0)
    return [*others, TermCount(times, MACS, sum(part.value for part in multiplied) - macs)]


def _params_differences(
    convention: Convention, params: Sequence[int], calls: Sequence[ModuleCall]
) -> tuple[Difference, ...]:
    found: dict[tuple[str, str, int], int] = {}
    for count, call in zip(params, calls, strict=True):
        key = (call.layer.op.name, convention.params.differs, 1 if count > call.cost.params else -1)
        found[key] = found.get(key, 0) + count - call.cost.params
    return _sorted(found)


def _sorted(found: dict[tuple[str, str, int], int]) -> tuple[Difference, ...]:
    """The differences, the largest first, without those that are 0."""
    differences = [Difference(*key, value) for key, value in found.items() if value]
    return tuple(sorted(differences, key=lambda difference: -abs(difference.value)))


def _printed(
    convention: Convention,
    inputs: tuple[Shape, ...],
    params: int,
    counts: tuple[ConventionCount, ...],
    calls: Sequence[ModuleCall],
) -> tuple[Printed, ...]:
    known = None not in map(convention.params.known, calls) and all(count.complete for count in counts)
    known = known and not any(call.layer.op.name in convention.fails.split() for call in calls)
    if convention.prints is None or not known:
        return ()
    sizes = [convention.outputs.total(call) for call in calls] if convention.outputs else []
    if None in sizes:
        return ()
    return convention.prints(
        Tally(
            inputs,
            params,
            trainable_params=sum(map(convention.params.trained, calls)),
            counts=tuple(count.value for count in counts),
            output_bytes=sum(size for size in sizes if size is not None),
            module_params=sum(leaf_parameters(call.layer) for call in calls if call.first),
        )
    )
