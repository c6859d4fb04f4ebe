"""What stands for a tensor of the file while it is read: a step's output with its axes in the file's order."""

from typing import NamedTuple

from cnncalc.shape import Shape

BATCH, CHANNELS = -2, -1
"""Which axis of ours one of the file's is, where it is no spatial one; those count from 0."""


class OnnxValue(NamedTuple):
    """The output of a step, or of an input, and which of our axes each of the file's is.

    Where the file only puts axes in another order, nothing is done: the axes say so, and the next op that cares moves
    them. A pair of such moves, as between channels first and channels last, is no step at all.
    """

    node: int
    axes: tuple[int, ...]

    @property
    def is_map(self) -> bool:
        """Whether it is a batch, channels, and then spatial axes in order."""
        return self.axes == channels_first(len(self.axes) - 2)

    def dims(self, shape: Shape, batch: int) -> tuple[int, ...]:
        """The sizes as the file has them."""
        sizes = {BATCH: batch, CHANNELS: shape.channels}
        return tuple([sizes[axis] if axis < 0 else shape.spatial[axis] for axis in self.axes])


def channels_first(spatial: int) -> tuple[int, ...]:
    """The axes of a batch, channels, and so many spatial axes."""
    return (BATCH, CHANNELS, *range(spatial)) if spatial >= 0 else (BATCH,)


def channels_at(dims: tuple[int, ...], at: int, *, batch: bool) -> tuple[Shape, tuple[int, ...]]:
    """A shape of some sizes whose channels are at an axis, and its axes; the first is the batch if there is one."""
    axes: list[int] = []
    spatial: list[int] = []
    for place, size in enumerate(dims):
        if batch and place == 0:
            axes.append(BATCH)
        elif place == at:
            axes.append(CHANNELS)
        else:
            axes.append(len(spatial))
            spatial.append(size)
    return Shape(dims[at] if CHANNELS in axes else 1, tuple(spatial)), tuple(axes)


def axis_number(axis: int, axes: int) -> int:
    """The number of an axis that may be counted from behind; raise ValueError for one that is not there."""
    if not -axes <= axis < axes:
        raise ValueError(f"axis {axis} is not one of {axes}")
    return axis % axes
