"""One op: its fields, its other names, and an example with its working."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncalc.report.base import Report
from cnncalc.report.ops import OpEntry
from cnncalc.report.walk import LayerWalk, Walk, Working, walk_through

if TYPE_CHECKING:
    from cnncalc.network import Network


@dataclass(frozen=True, slots=True, repr=False)
class OpReport(Report):
    """An op and a network that shows it."""

    op: OpEntry
    walk: Walk
    field_of: tuple[str, ...]
    """The ops that have a field of the op's name."""

    @property
    def about(self) -> str:
        """The op's name."""
        return self.op.name

    @property
    def worked(self) -> tuple[LayerWalk, Working]:
        """The op in the example, with its working."""
        return next((step, working) for step, working in self.walk.worked() if step.op == self.op.name)


def describe_op(op: OpEntry, example: "Network", field_of: tuple[str, ...] = ()) -> OpReport:
    """An op, with the network that its example is."""
    return OpReport(op, walk_through(example), field_of)
