"""Reductions: one value for all those along some axes. What `max`, `min`, `mean`, `add` and `norm` are with `over:`."""

from __future__ import annotations

from typing import Any, ClassVar

from cnncalc.errors import FieldError
from cnncalc.ops.axes import AxesField, axes_named, axes_text
from cnncalc.ops.axis_window import CHANNELS, ITSELF, Channels, Sliding
from cnncalc.ops.base import Counts, Op, Window
from cnncalc.ops.fields import Flag
from cnncalc.ops.kept import KEEPS_NOTHING, Kept
from cnncalc.quantity import product
from cnncalc.shape import Shape

OVER = (
    "the axes whose values become one, instead of other inputs: channels, height, positions for all spatial ones, all"
)
KEEP = "whether an axis that is reduced stays, at size 1; the channels do"


class Reduction(Op):
    """One value for all that lie along the axes `over`."""

    kept: ClassVar[Kept | None] = KEEPS_NOTHING

    over = AxesField(OVER)
    keep = Flag(KEEP, True, also=("keepdim", "keepdims"))

    def check(self) -> None:
        if not self.over:
            raise FieldError("over", f"{self.name} needs 'over': {OVER}")

    def reduced(self, x: Shape) -> tuple[int, ...]:
        """The axes that are reduced, the channels last."""
        return axes_named(self.over or (), x)

    def left(self, x: Shape) -> int:
        """How many values come out, from the sizes of the axes that are not reduced."""
        gone = self.reduced(x)
        sizes = [size for axis, size in enumerate(x.spatial) if axis not in gone]
        return product(*sizes, *([] if CHANNELS in gone else [x.channels]))

    def taken_together(self, x: Shape) -> int:
        """How often two values become one: once less than there are values, for each that comes out."""
        return product(*x.spatial, x.channels) - self.left(x)

    def output(self, x: Shape) -> Shape:
        gone = self.reduced(x)
        sizes = [1 if axis in gone else size for axis, size in enumerate(x.spatial) if self.keep or axis not in gone]
        return Shape(1 if CHANNELS in gone else x.channels, tuple(sizes))

    def window(self, x: Shape) -> Window | None:
        gone = self.reduced(x)
        if {*range(len(x.spatial))} <= {*gone}:
            return None
        return tuple([Sliding(size, size) if axis in gone else ITSELF for axis, size in enumerate(x.spatial)])

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        gone = self.reduced(x)
        return (*(axis for axis in range(len(x.spatial)) if self.keep or axis not in gone), CHANNELS)

    def channels_from(self, x: Shape) -> Channels:
        return "all" if CHANNELS in self.reduced(x) else ITSELF

    def describe(self) -> str:
        return f"over={axes_text(self.over or ())}" + ("" if self.keep else " keep=false")


class SumOver(Reduction):
    """The sum of the values along some axes."""

    name = "add"

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"adds": self.taken_together(x)}


class MeanOver(Reduction):
    """The mean of the values along some axes."""

    name = "mean"

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"adds": self.taken_together(x), "divides": self.left(x)}


class ExtremeOver(Reduction):
    """The largest or the smallest of the values along some axes."""

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"compares": self.taken_together(x)}

    kept = Kept(inputs=(0,), output=True)
    """torch.amax and amin look for the value in the input once more, and share the gradient out."""


class MaxOver(ExtremeOver):
    """The largest of the values along some axes."""

    name = "max"


class MinOver(ExtremeOver):
    """The smallest of the values along some axes."""

    name = "min"


def reads_as(reduction: type[Reduction], written: Any, axes: int) -> Op | None:
    """The reduction that is meant where `over` is said, else None."""
    if written.get("over") is None:
        return None
    if written.get("value") is not None:
        raise FieldError("over", "over: reduces one input, and a number is another")
    return reduction.read({key: value for key, value in written.items() if key != "value"}, axes)
