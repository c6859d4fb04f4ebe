"""A word of the language that is no op, with an example."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncalc.report.base import Report
from cnncalc.report.ops import ConstructLike
from cnncalc.report.walk import Walk, walk_through

if TYPE_CHECKING:
    from cnncalc.network import Network


@dataclass(frozen=True, slots=True, repr=False)
class ConstructReport(Report):
    """A construct and a network that shows it."""

    construct: ConstructLike
    walk: Walk

    @property
    def about(self) -> str:
        """The construct's name."""
        return self.construct.name


def describe_construct(construct: ConstructLike, example: "Network") -> ConstructReport:
    """A construct, with the network that its example is."""
    return ConstructReport(construct, walk_through(example))
