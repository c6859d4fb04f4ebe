"""What an op's places see of its input, and its channels of the input's."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.graph import Application
from cnncalc.ops.axis_window import CHANNELS, ITSELF, AxisWindow, Channels
from cnncalc.ops.base import Join, Op
from cnncalc.shape import Shape

Way = tuple[AxisWindow | None, int | None, int | None]
"""How an op's places see its input along one axis of that: what each of them sees, None for all of it; the axis of the
output that runs along it, if there is one, of which the channels are one; how many places there are along that."""


class OpWindow(NamedTuple):
    """What an op's places see of its input: worked out once for equal ops on equal inputs."""

    ways: tuple[Way, ...] = ()
    """For each axis of the input, the channels last."""
    channels: Channels = ITSELF
    """Where its channels come from."""
    itself: bool = False
    """Whether each place sees itself alone; each channel does if `channels` says so."""
    whole: bool = False
    """Whether each channel does, too, and none is left out."""
    joins: bool = False
    """Whether it sees what the places of several inputs do."""
    kept: bool = False
    """Whether there are as many places as before."""
    reason: str = ""
    """Why it is not known, if it is not; with `ways`, it still is where all places see the same."""


def window_of(application: Application) -> OpWindow:
    """What an op's places see of its input; `application.once` keeps it."""
    op, x, y = application.op, application.input, application.output
    if isinstance(op, Join):
        return OpWindow(joins=True)
    reason, window, channels = op.no_window(x), op.window(x), op.channels_from(x)
    if reason:
        nowhere = ((None, None, None),) * (len(x.spatial) + 1) if op.rearranges else ()
        return OpWindow(nowhere, "positions", reason=reason)
    itself = x.spatial == y.spatial and window is not None and set(window) <= {ITSELF}
    itself = itself and op.axes_from(x) == (*range(len(x.spatial)), CHANNELS)
    whole = itself and channels == ITSELF and x.channels == y.channels
    return OpWindow(tuple(_ways(op, x, y)), channels, itself, whole, kept=x.spatial == y.spatial)


def _ways(op: Op, x: Shape, y: Shape) -> Iterator[Way]:
    """How an op's places see each axis of its input, and its channels those of the input."""
    *axes, last = op.axes_from(x)
    window, channels, sizes = op.window(x), op.channels_from(x), (*y.spatial, y.channels)
    leads = {last: CHANNELS, **{axis: to for to, axis in enumerate(axes[: len(y.spatial)])}}
    for axis in range(len(x.spatial)):
        to = leads.get(axis)
        yield None if window is None else window[axis], to, None if to is None else sizes[to]
    if isinstance(channels, str):
        yield ITSELF, None, None
    else:
        yield channels, leads.get(CHANNELS), sizes[leads.get(CHANNELS, CHANNELS)]
