"""One network under every convention of counting, with what makes the differences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.measure.conventions import (
    CONVENTIONS,
    Convention,
    Counting,
    Part,
    Printed,
    Tally,
    Use,
    convention_named,
    notes_on,
    uses_of,
)
from cnncalc.measure.conventions.amounts import parameters
from cnncalc.measure.costs import layer_costs, total_cost
from cnncalc.report.base import Report
from cnncalc.report.figures import FIGURES
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

MACS = "MACs"
OWN = ("params", "macs", "flops")
"""What conventions are held against."""


class Difference(NamedTuple):
    """What a convention counts of one op beyond cnncalc's own figure; less than that if negative."""

    op: str
    what: str
    times: int
    """How often each counts, beyond the once of a MAC."""
    value: int


class ConventionCount(NamedTuple):
    """One number of a convention. The differences add up to `value` less cnncalc's MACs."""

    name: str
    column: str
    unit: str
    value: int
    complete: bool
    """Whether it is known of every layer; else the value is a lower bound."""
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
    """What the tool itself would print, where everything is known."""


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
    """What its reader should know about how it is counted."""


def count_by_conventions(network: "Network", names: Iterable[str] = (), *, training: bool = False) -> Conventions:
    """Count a network by the conventions of some names, or by all; raise CnncalcError for an unknown name."""
    wanted = [convention_named(name) for name in names] or list(CONVENTIONS.values())
    graph = network.graph
    nodes = graph.layers(training=training)
    costs = layer_costs(graph, nodes)
    uses = uses_of(graph, nodes, costs)
    inputs, cost = tuple(node.shape for node in graph.inputs), total_cost(costs)
    return Conventions(
        name=network.name,
        title=network.title,
        input_shapes=inputs,
        params=cost.params,
        macs=cost.macs,
        flops=cost.flops,
        lower_bounds=tuple(name for name in OWN if FIGURES[name].lacks(cost.unknown)),
        entries=tuple(_entry(convention, inputs, uses) for convention in wanted),
        notes=(*network.told, *notes_on(wanted, nodes)),
    )


def _entry(convention: Convention, inputs: tuple[Shape, ...], uses: Sequence[Use]) -> ConventionEntry:
    counts = tuple(_count(counting, uses) for counting in convention.counts)
    params = list(map(convention.params.of, uses))
    return ConventionEntry(
        name=convention.name,
        tool=convention.tool,
        rule=convention.rule,
        source=convention.source,
        params_name=convention.params.name,
        params=sum(params),
        params_complete=None not in map(convention.params.known, uses),
        params_differences=_params_differences(convention, params, uses),
        counts=counts,
        printed=_printed(convention, inputs, sum(params), counts, uses),
    )


def _count(counting: Counting, uses: Sequence[Use]) -> ConventionCount:
    found: dict[tuple[str, str, int], int] = {}
    value, complete = 0, True
    for use in uses:
        parts = counting.parts(use)
        if parts is None:
            complete = False
            continue
        value += sum(part.value for part in parts)
        for part in _beyond_macs(parts, use.cost.macs):
            key = (use.layer.op.name, part.name, part.times)
            found[key] = found.get(key, 0) + part.value
    return ConventionCount(counting.name, counting.column, counting.unit, value, complete, _sorted(found))


def _beyond_macs(parts: tuple[Part, ...], macs: int) -> list[Part]:
    """The parts of a layer's count, its MACs once taken off."""
    others = [part for part in parts if part.name != MACS]
    multiplied = [part for part in parts if part.name == MACS]
    times = sum(part.times for part in multiplied) - (1 if macs else 0)
    return [*others, Part(times, MACS, sum(part.value for part in multiplied) - macs)]


def _params_differences(convention: Convention, params: Sequence[int], uses: Sequence[Use]) -> tuple[Difference, ...]:
    found: dict[tuple[str, str, int], int] = {}
    for count, use in zip(params, uses, strict=True):
        key = (use.layer.op.name, convention.params.differs, 1 if count > use.cost.params else -1)
        found[key] = found.get(key, 0) + count - use.cost.params
    return _sorted(found)


def _sorted(found: dict[tuple[str, str, int], int]) -> tuple[Difference, ...]:
    """The largest first; what is nothing is left out."""
    differences = [Difference(*key, value) for key, value in found.items() if value]
    return tuple(sorted(differences, key=lambda difference: -abs(difference.value)))


def _printed(
    convention: Convention,
    inputs: tuple[Shape, ...],
    params: int,
    counts: tuple[ConventionCount, ...],
    uses: Sequence[Use],
) -> tuple[Printed, ...]:
    known = None not in map(convention.params.known, uses) and all(count.complete for count in counts)
    if convention.prints is None or not known:
        return ()
    sizes = [convention.outputs.total(use) for use in uses] if convention.outputs else []
    if None in sizes:
        return ()
    return convention.prints(
        Tally(
            inputs,
            params,
            trainable_params=sum(map(convention.params.trained, uses)),
            counts=tuple(count.value for count in counts),
            output_bytes=sum(size for size in sizes if size is not None),
            module_params=sum(parameters(use.layer) for use in uses if use.first),
        )
    )
