"""A window that moves: where a convolution or a pooling looks for each of its outputs, place by place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.graph import Application
from cnncalc.ops.conv import Conv, ConvTranspose
from cnncalc.ops.pool import Pool
from cnncalc.report.base import Report
from cnncalc.report.walk import Task, WorkingLine

CELL, PADDING, ZERO, CUT = "cell", "padding", "zero", "cut"
"""What is at a position: a value, padding around them, a zero between them, or an output that is cut off."""
MOST_FRAMES, MOST_CELLS, LONGEST_AXIS = 256, 2_500, 400
INSERTED, SPREAD = "inserted", "spread"
"""How a transposed convolution may be seen: zeros between its inputs, or kernels that are laid over the output."""


class AxisMotion(NamedTuple):
    """One axis of what a window moves over: what is at each position, where the window starts, its cells."""

    positions: tuple[str, ...]
    starts: tuple[int, ...]
    cells: tuple[int, ...]
    """The cells of the window, counted from its start."""

    @property
    def extent(self) -> int:
        """How far the window reaches."""
        return self.cells[-1] + 1

    @property
    def seen(self) -> frozenset[int]:
        """The positions that some window sees."""
        return frozenset(start + cell for start in self.starts for cell in self.cells)

    @property
    def first(self) -> "AxisMotion":
        """The axis where the window does not move along it."""
        return AxisMotion(self.positions[: self.extent], self.starts[:1], self.cells)


@dataclass(frozen=True, slots=True, repr=False)
class Motion(Report):
    """A window in motion, frame by frame, row by row."""

    name: str
    title: str
    rows: AxisMotion
    columns: AxisMotion
    over_output: bool
    """Whether the window is laid over the output, from one position of the input; else it looks at the input."""
    working: tuple[WorkingLine, ...]
    along_one_axis: bool = False
    """Whether only the first row is gone through, because there would be too many frames."""
    frame: int | None = None
    """The one frame that is shown, from 1; None for all of them."""

    @property
    def about(self) -> str:
        return f"{self.name} {self.title}"

    @property
    def frames(self) -> tuple[tuple[int, int], ...]:
        """Of each frame the numbers of the window's starts, down and across."""
        down, across = range(len(self.rows.starts)), range(len(self.columns.starts))
        return tuple([(row, column) for row in down for column in across])


def motion(application: Application, *, way: str = INSERTED, frame: int | None = None) -> Motion:
    """The motion of a layer's window; a transposed convolution's in one of two ways.

    Raises CnncalcError for a layer that has no such window, for one that is too large, and for a frame there is not.
    """
    op, x = application.op, application.input
    if len(x.spatial) not in (1, 2):
        raise CnncalcError("a motion is drawn on one axis or on two")
    make = _axis_maker(application, way)
    axes = [make(axis) for axis in range(len(x.spatial))]
    columns, rows = axes[-1], axes[0] if len(axes) == 2 else AxisMotion((CELL,), (0,), (0,))
    many = (
        len(rows.starts) * len(columns.starts) > MOST_FRAMES
        or len(rows.positions) * len(columns.positions) > MOST_CELLS
    )
    rows = rows.first if many else rows
    if len(columns.starts) > MOST_FRAMES or len(columns.positions) > LONGEST_AXIS:
        raise CnncalcError(
            f"{len(columns.starts):,} places of {len(columns.positions):,} positions are too many to draw",
            hint=f"at most {MOST_FRAMES} of {LONGEST_AXIS}",
        )
    over_output = isinstance(op, ConvTranspose) and way == SPREAD
    working = Task(application, (), owns=True, biases=False).work_out()
    found = Motion(
        op.name,
        op.describe().removeprefix("K=1 "),
        rows,
        columns,
        over_output,
        (*working.sizes, *working.pads),
        many,
        frame,
    )
    if frame is not None and not 1 <= frame <= len(found.frames):
        raise CnncalcError(f"there is no frame {frame}: there are 1 to {len(found.frames)}")
    return found


def _axis_maker(application: Application, way: str) -> Callable[[int], AxisMotion]:
    op, x, y = application.op, application.input, application.output
    if isinstance(op, ConvTranspose):
        extra = op.output_pad or _missing(op, x.spatial, y.spatial)
        over = _spread if way == SPREAD else _inserted
        return lambda axis: over(
            x.spatial[axis], op.kernel[axis], op.stride[axis], op.dilation[axis], op.cut[axis], extra[axis]
        )
    if not isinstance(op, (Conv, Pool)):
        raise CnncalcError(f"{op.name} has no window that moves", hint="conv, conv_transpose, maxpool and avgpool do")
    pads = op.pad if not isinstance(op.pad, str) else op.implied_pads(x, y)
    dilation: Sequence[int] = getattr(op, "dilation", (1,) * len(x.spatial))
    return lambda axis: _slid(
        x.spatial[axis], y.spatial[axis], op.kernel[axis], op.stride[axis], dilation[axis], pads[axis]
    )


def _missing(op: ConvTranspose, x: Sequence[int], y: Sequence[int]) -> tuple[int, ...]:
    """What is added after the output where only the output's size is said, as by `same`."""
    reach = [(size - 1) * stride for size, stride in zip(x, op.stride, strict=True)]
    extents = [dilation * (kernel - 1) + 1 for dilation, kernel in zip(op.dilation, op.kernel, strict=True)]
    return tuple(
        [
            max(size + sum(cut) - reached - extent, 0)
            for size, cut, reached, extent in zip(y, op.cut, reach, extents, strict=True)
        ]
    )


def _slid(size: int, places: int, kernel: int, stride: int, dilation: int, pad: tuple[int, int]) -> AxisMotion:
    """A window over an input with padding around it; what the last one has beyond both is padding, too."""
    cells = tuple(range(0, dilation * kernel, dilation))
    starts = tuple(range(0, places * stride, stride))
    beyond = max(starts[-1] + cells[-1] + 1 - size - sum(pad), 0)
    positions = (*[PADDING] * pad[0], *[CELL] * size, *[PADDING] * (pad[1] + beyond))
    return AxisMotion(positions, starts, cells)


def _inserted(size: int, kernel: int, stride: int, dilation: int, cut: tuple[int, int], extra: int) -> AxisMotion:
    """A transposed convolution as one of stride 1 over an input with zeros between its values and around them."""
    reach = dilation * (kernel - 1)
    before, after = reach - cut[0], reach - cut[1] + extra
    if min(before, after) < 0:
        raise CnncalcError("with P larger than F − 1 no zeros are inserted before the input", hint="see it `spread`")
    inside = [CELL if not at % stride else ZERO for at in range((size - 1) * stride + 1)]
    positions = (*[PADDING] * before, *inside, *[PADDING] * after)
    return AxisMotion(positions, tuple(range(len(positions) - reach)), tuple(range(0, reach + 1, dilation)))


def _spread(size: int, kernel: int, stride: int, dilation: int, cut: tuple[int, int], extra: int) -> AxisMotion:
    """A transposed convolution as kernels laid over its output, a stride apart; what is cut off is around it."""
    cells = tuple(range(0, dilation * kernel, dilation))
    length = (size - 1) * stride + cells[-1] + 1 + extra
    positions = tuple([CELL if cut[0] <= at < length - cut[1] else CUT for at in range(length)])
    return AxisMotion(positions, tuple(range(0, size * stride, stride)), cells)
