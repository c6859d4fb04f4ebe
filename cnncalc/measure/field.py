"""What the places of one layer see of the network's input."""

from typing import TYPE_CHECKING, NamedTuple

from cnncalc.measure.axis_field import AxisField, Region, quotient
from cnncalc.ops.axis_window import CHANNELS
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from fractions import Fraction


class ReceptiveField(NamedTuple):
    """What the places of a layer see along each axis of the input; positions are counted from 0, the first pixel."""

    axes: tuple[AxisField, ...]
    along: tuple[int | None, ...]
    """For each axis of the input the layer's axis along which places see different parts of it, if there is one."""
    source: int
    """The node of the input that is seen."""
    channels: tuple[AxisField | None, ...] | None = ()
    """What each channel sees along the axes of the input that lie along the channels, None along others; `()` where
    every channel sees what its place does. None where they see different parts, and it is not known which."""

    @property
    def size(self) -> tuple[int, ...]:
        """The positions from the first to the last that a place sees; of places that differ, the most."""
        alike = len(self.axes) > 1 and all(axis_field is self.axes[0] for axis_field in self.axes)
        return (self.axes[0].size,) * len(self.axes) if alike else tuple([axis_field.size for axis_field in self.axes])

    @property
    def jump(self) -> "tuple[Fraction | int | None, ...]":
        """The effective stride: how far apart neighbours see. 0 if all places see the same, None if it varies."""
        return tuple([axis_field.jump for axis_field in self.axes])

    @property
    def first(self) -> tuple[int | None, ...]:
        """The first position that the first place sees; None if it sees nothing."""
        return tuple([region and region[0] for region in self.region()])

    @property
    def last(self) -> tuple[int | None, ...]:
        """The last position that the first place sees; None if it sees nothing."""
        return tuple([region and region[1] for region in self.region()])

    @property
    def padding(self) -> tuple[int | None, ...]:
        """The effective padding: how far the first place sees beyond the beginning of the input."""
        return tuple([None if first is None else -first for first in self.first])

    @property
    def center(self) -> "tuple[Fraction | int | None, ...]":
        """The middle of what the first place sees, but for what all others see alike."""
        regions = [axis_field.at(0) for axis_field in self.axes]
        return tuple([region and quotient(region[0] + region[1], 2) for region in regions])

    def region(self, place: tuple[int, ...] = ()) -> tuple[Region | None, ...]:
        """What one place of the layer sees along each axis of the input; the first place if none is named."""
        at = [place[axis] if place and axis is not None else 0 for axis in self.along]
        return tuple([axis_field.seen_from(number) for axis_field, number in zip(self.axes, at, strict=True)])

    def covers(self, x: Shape) -> bool:
        """Whether every place sees the whole of the input, which has this shape."""
        return all(
            axis_field.always is not None and axis_field.always[0] <= 0 and axis_field.always[1] >= size - 1
            for axis_field, size in zip(self.axes, x.spatial, strict=True)
        )

    def follow(self, axis: int) -> tuple[AxisField, int | None]:
        """What is seen along an axis of the input, and the layer's axis along which it differs, the channels too."""
        axis_field = self.channels[axis] if self.channels else None
        return (self.axes[axis], self.along[axis]) if axis_field is None else (axis_field, CHANNELS)


class UnknownField(NamedTuple):
    """Why a receptive field is not known, and the layer from which on it is not."""

    reason: str
    layer: str
    nothing: bool = False
    """Whether nothing is seen: the layer does not depend on any input."""
