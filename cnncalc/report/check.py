"""Whether networks keep within budgets: their totals, and the most that those may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.network import Network
from cnncalc.report.base import Report, named

WITHIN, OVER, UNKNOWN = "within", "over", "unknown"


class Row(NamedTuple):
    """A total of a network, and the most that it may be."""

    network: str
    figure: str
    """`params`, `macs`…: a total as `Totals` has it."""
    computed: int
    at_least: bool
    """Whether this is a lower bound, because a layer's share in it is not known."""
    budget: int

    @property
    def verdict(self) -> str:
        """`within`, `over`, or `unknown` where what is known is within, but not all is known."""
        if self.computed > self.budget:
            return OVER
        return UNKNOWN if self.at_least else WITHIN

    @property
    def excess(self) -> int:
        """By how much it is over; 0 if it is not."""
        return max(self.computed - self.budget, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Check(Report):
    """Every budget of every network."""

    rows: tuple[Row, ...]

    @property
    def about(self) -> str:
        return named(row.network for row in self.rows)

    @property
    def holds(self) -> bool:
        """Whether each budget is known to be kept."""
        return all(row.verdict == WITHIN for row in self.rows)


def check(networks: Iterable[Network], budgets: Mapping[str, int], *, training: bool = False) -> Check:
    """Hold the totals of networks against budgets, by figure."""
    rows: list[Row] = []
    for network in networks:
        totals = network.totals(training=training)
        for figure, budget in budgets.items():
            rows.append(Row(network.name, figure, getattr(totals, figure), figure in totals.lower_bounds, budget))
    return Check(tuple(rows))
