"""Whether networks keep within budgets: their totals, and the most that those may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.dtypes import dtype_named
from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.network import Network
from cnncalc.report.base import Report, named
from cnncalc.report.figure import FigureValue, ValueSizes, value_sizes
from cnncalc.report.figures import BUDGETS, FIGURES, OF_MEMORY, TRAINING
from cnncalc.report.layer_memory import NO_TRAINING
from cnncalc.report.memory import memory, optimizer_named
from cnncalc.report.totals import measure_totals

WITHIN, OVER, UNKNOWN = "within", "over", "unknown"


class CheckedBudget(NamedTuple):
    """A total of a network with its budget, the most that it may be."""

    network: str
    figure: str
    """`params`, `macs`…: one of `BUDGETS`."""
    computed: FigureValue
    at_least: bool
    """Whether the total is a lower bound, because a layer's share in it is not known."""
    budget: int

    @property
    def verdict(self) -> str:
        """`within`, `over`, or `unknown` where what is known is within, but not all is known."""
        if self.computed > self.budget:
            return OVER
        return UNKNOWN if self.at_least else WITHIN

    @property
    def excess(self) -> FigureValue:
        """By how much the total is over the budget; 0 if it is not."""
        return max(self.computed - self.budget, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Check(Report):
    """Every budget of every network."""

    rows: tuple[CheckedBudget, ...]
    dtype: str = "fp32"
    """The type of all values, on which bytes depend."""
    batch: int = 1
    optimizer: str = "sgd"
    """The optimiser of the training step that budgets of its memory are for."""
    notes: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return named(row.network for row in self.rows)

    @property
    def holds(self) -> bool:
        """Whether each budget is known to be kept."""
        return all(row.verdict == WITHIN for row in self.rows)


def check(
    networks: Iterable[Network],
    budgets: Mapping[str, int],
    *,
    training: bool = False,
    batch: int = 1,
    dtype: str = "fp32",
    optimizer: str | None = None,
) -> Check:
    """Hold the totals of networks against budgets, by figure: those of `BUDGETS`.

    Bytes are those of a batch, all values of one type; `optimizer` is what trains, as `memory` takes it. Raises
    CnncalcError for a figure, a type or an optimiser there is not, and where there is no training to budget.
    """
    for figure in budgets:
        if figure not in BUDGETS:
            raise CnncalcError(f"there is no total {figure!r} to budget", hint=did_you_mean(figure, BUDGETS))
    values, sizes = dtype_named(dtype), value_sizes(dtype, batch)
    setting = _CheckSetting(sizes, optimizer_named(optimizer, values), training)
    if TRAINING in budgets and setting.optimizer == NO_TRAINING:
        why = "without training there is no memory to train"
        raise CnncalcError(why if values.trains else f"networks are run in {values.name}, not trained in it")
    rows: list[CheckedBudget] = []
    notes: list[str] = []
    for network in networks:
        notes += [f"{network.name}: {text}" for text in network.told]
        figures = _Figures(network, setting)
        rows += [CheckedBudget(network.name, figure, *figures.of(figure), budget) for figure, budget in budgets.items()]
    return Check(tuple(rows), sizes.dtype, batch, setting.optimizer, tuple(notes))


class _CheckSetting(NamedTuple):
    """What bytes depend on, and whether side heads are counted."""

    sizes: ValueSizes
    optimizer: str
    side_heads: bool


class _Figures:
    """A network's totals, each with whether it is a lower bound."""

    def __init__(self, network: Network, setting: _CheckSetting) -> None:
        self._network = network
        self._setting = setting
        self._totals = measure_totals(network.graph, training=setting.side_heads)

    def of(self, name: str) -> tuple[FigureValue, bool]:
        if name in OF_MEMORY:
            return self._of_memory(name)
        figure = FIGURES[name]
        found = figure.known(self._totals, self._setting.sizes)
        return found or 0, found is None or figure.is_bound(self._totals)

    def _of_memory(self, name: str) -> tuple[FigureValue, bool]:
        sizes, optimizer, side_heads = self._setting
        found = memory(
            self._network,
            batch=sizes.batch,
            dtype=sizes.dtype,
            optimizer=optimizer if name == TRAINING else NO_TRAINING,
            training=side_heads,
        )
        return OF_MEMORY[name].value(found) or 0, name in found.lower_bounds
