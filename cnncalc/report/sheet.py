"""A sheet of homework: the layers of a network as a table with gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.network import Network
from cnncalc.ops.base import BIASES
from cnncalc.report.base import Report
from cnncalc.report.expected import ASKED
from cnncalc.report.walk import LayerWalk, walk_through
from cnncalc.shape import Shape

OUTPUT = "output"
COUNTED = tuple(name for name in ASKED if name != OUTPUT)
"""What is asked of a layer that adds up."""


class HomeworkRow(NamedTuple):
    """One layer: what it is, and what may be asked of it."""

    path: str
    op: str
    description: str
    output: Shape
    weights: int
    params: int
    macs: int


@dataclass(frozen=True, slots=True, repr=False)
class Homework(Report):
    """The layers that have something to ask, in order; `blank` is what is left out for the reader to fill in."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    rows: tuple[HomeworkRow, ...]
    blank: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What the sheet has of each layer: its output, and what is asked; nothing else, which might tell an answer."""
        return tuple([name for name in ASKED if name == OUTPUT or name in self.blank])

    @property
    def totals(self) -> dict[str, int]:
        """The sums of what is counted."""
        return {name: sum(getattr(row, name) for row in self.rows) for name in self.columns if name in COUNTED}


def sheet(network: Network, blank: Sequence[str] = (OUTPUT, "weights")) -> Homework:
    """The sheet of a network. Raises CnncalcError for what cannot be asked, and where an answer is not known."""
    for name in blank:
        if name not in ASKED:
            hint = did_you_mean(name, ASKED) or f"there are {', '.join(ASKED)}"
            raise CnncalcError(f"nothing can be left out by {name[:60]!r}", hint=hint)
    walk = walk_through(network)
    unknown = next((step.path for step in walk.steps if step.total_params is None or step.total_macs is None), "")
    if unknown:
        raise CnncalcError(f"what {unknown} costs is not known, and cannot be asked")
    rows = tuple([_row(step) for step in walk.steps if _is_asked(step)])
    return Homework(walk.name, walk.title, walk.input_shapes, rows, tuple(blank))


def _is_asked(step: LayerWalk) -> bool:
    """Whether there is something to work out of a layer."""
    return bool(step.total_params or step.total_macs or step.kind == "pooling" or step.changes_shape)


def _row(step: LayerWalk) -> HomeworkRow:
    params, macs = step.total_params or 0, step.total_macs or 0
    parameters = {} if step.shares else step.task.application.op.count_parameters(step.input_shapes)
    weights = params - int(parameters.get(BIASES, 0))
    return HomeworkRow(step.path, step.op, step.description, step.output_shape, weights, params, macs)
