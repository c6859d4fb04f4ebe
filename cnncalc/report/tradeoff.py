"""Networks by what they cost and how often they are right."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnncalc.errors import CnncalcError
from cnncalc.report.compare import Comparison, NetworkEntry, compare

if TYPE_CHECKING:
    from cnncalc.network import Network


class Tradeoff(Comparison):
    """The networks, in the order they were given."""

    __slots__ = ()

    @property
    def measured(self) -> tuple[NetworkEntry, ...]:
        """The entries with MACs, and with a published accuracy that can stand beside those of other networks."""
        return tuple([entry for entry in self.entries if entry.top1 is not None and entry.totals.macs])

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The names of the other networks."""
        return tuple(dict.fromkeys(entry.name for entry in self.entries if entry not in self.measured))


def trade_off(networks: Iterable["Network"], *, training: bool = False) -> Tradeoff:
    """Work out the totals of several networks. Raises CnncalcError if no accuracy was published of any."""
    found = Tradeoff(compare(networks, training=training).entries)
    if not found.measured:
        problem = "of none of these networks a top-1 accuracy of one crop on ImageNet was published"
        raise CnncalcError(problem, hint="'cnncalc compare' shows what they cost")
    return found
