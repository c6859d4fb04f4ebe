"""What the places of an op see of its input, and what its channels see of the input's channels."""

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from cnncalc.graph import Application
from cnncalc.ops.axis_window import CHANNELS, ITSELF, AxisWindow, Channels
from cnncalc.ops.base import Join, Op
from cnncalc.shape import Shape

Way = tuple[AxisWindow | None, int | None, int | None]
"""How an op sees one axis of its input: what each place sees, None for the whole axis; the axis of the
output that runs along it, if there is one, of which the channels are one; how many places there are along that."""


class OpWindow(NamedTuple):
    """What the places of an op see of its input, along every axis."""

    ways: tuple[Way, ...] = ()
    """A way for each axis of the input, the channels last."""
    channels: Channels = ITSELF
    """Which channels of the input each channel of the output sees."""
    itself: bool = False
    """Whether each place of the output sees the same place of the input alone."""
    whole: bool = False
    """Whether each channel sees itself alone, too, and no channel is left out."""
    joins: bool = False
    """Whether the op joins several inputs."""
    attends: bool = False
    """Whether places see their own place of the first input, and through the window the others."""
    makes: bool = False
    """Whether the op sees no input at all."""
    merged: tuple[int, ...] = ()
    """Where all axes become one: by how many places of it neighbours along each of them are apart."""
    kept: bool = False
    """Whether the output has as many places as the input."""
    reason: str = ""
    """Why it is not known what places see, if so; with `ways` it is, where all places of the input see the same."""


def window_of(application: Application) -> OpWindow:
    """The window of an application's op; `Application.once` remembers it."""
    op, x, y = application.op, application.input, application.output
    if isinstance(op, Join):
        return OpWindow(joins=True, reason=op.no_window(x))
    if not application.inputs:
        return OpWindow(makes=True)
    if op.merges(x):
        return OpWindow(merged=tuple([prod(x.spatial[axis + 1 :]) for axis in range(len(x.spatial))]))
    reason, window, channels = op.no_window(x), op.window(x), op.channels_from(x)
    if reason:
        nowhere = ((None, None, None),) * (len(x.spatial) + 1) if op.rearranges else ()
        return OpWindow(nowhere, "positions", reason=reason)
    itself = x.spatial == y.spatial and window is not None and set(window) <= {ITSELF}
    itself = itself and op.axes_from(x) == (*range(len(x.spatial)), CHANNELS)
    whole = itself and channels == ITSELF and x.channels == y.channels
    attends = len(application.inputs) > 1
    return OpWindow(tuple(_ways(op, x, y)), channels, itself, whole, attends=attends, kept=x.spatial == y.spatial)


def _ways(op: Op, x: Shape, y: Shape) -> Iterator[Way]:
    """The way of each axis of an op's input, the channels last."""
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
