"""Joins: several inputs become one output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cnncalc.errors import JoinError, ShapeError
from cnncalc.ops import reduction
from cnncalc.ops.axes import AxesField, axes_named, axes_text
from cnncalc.ops.axis_window import CHANNELS
from cnncalc.ops.base import Counts, Join, Op
from cnncalc.ops.fields import Flag, Number
from cnncalc.ops.framework_words import Free
from cnncalc.ops.kept import KEEPS_NOTHING, Kept
from cnncalc.ops.reduction import KEEP, OVER, Reduction, reads_as
from cnncalc.quantity import product, total
from cnncalc.shape import Shape

MOST = 1e9
"""The largest number that joins an input."""
NUMBER = "a number, in the place of a second input"
BY_NAME = "over: names the axis, height or width; the channels if not said, which are dim 1 and axis -1"


class Concat(Join):
    """Put the inputs one after the other along an axis, the channels if not said; all other sizes must be equal."""

    name = "concat"
    aliases = ("cat", "concatenate")
    torch = ("torch.cat",)
    keras = ("Concatenate",)
    example = ("28x28x192", "{concat: [[{conv: 64, kernel: 1}], [{conv: 96, kernel: 3, pad: 1}]]}")
    words = {"dim": Free(1, doc=BY_NAME), "axis": Free(-1, doc=BY_NAME)}
    kept = KEEPS_NOTHING
    passes_gradient = "parts"
    stacks = True

    over = AxesField("the axis along which they are put: channels, height, width", "channels")

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        first, axis = inputs[0], self.axis(inputs[0])
        only = "only the channels may differ" if axis == CHANNELS else f"only the {first.axes[axis]} may differ"
        for number, shape in enumerate(inputs[1:], start=2):
            if len(shape.spatial) != len(first.spatial) or _without(shape, axis) != _without(first, axis):
                raise _sizes_differ(number, shape, first, only)
        whole = total((*shape.spatial, shape.channels)[axis] for shape in inputs)
        if axis == CHANNELS:
            return Shape(whole, first.spatial)
        return Shape(first.channels, (*first.spatial[:axis], whole, *first.spatial[axis + 1 :]))

    def no_window(self, x: Shape) -> str:
        return "" if self.axis(x) == CHANNELS else "places of several inputs come one after the other"

    def describe(self) -> str:
        return "" if self.over == ("channels",) else f"over={axes_text(self.over or ())}"

    def axis(self, x: Shape) -> int:
        """The axis along which the inputs are put, CHANNELS for the channels; raise ShapeError if it is not one."""
        found = axes_named(self.over or (), x)
        if len(found) != 1:
            raise ShapeError("inputs are put one after the other along one axis", field="over")
        return found[0]


class Elementwise(Join):
    """A join value by value: with other inputs, with a number, or of one input's own values along some axes."""

    counts: ClassVar[str] = "adds"
    """The kind of operation that joins two values."""
    reduction: ClassVar[type[Reduction] | None] = None

    @classmethod
    def read(cls, written: Mapping[str, Any], axes: int) -> Op:
        own = cls.in_own_words(written)
        reduced = None if cls.reduction is None else reads_as(cls.reduction, own, axes)
        return reduced or super().read(own, axes)

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        if len(inputs) > 1 and self._number is not None:
            raise ShapeError("with a number it takes one input", field="value", hint="join the inputs in a step before")
        return _broadcast(inputs)

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        others = len(inputs) - 1 + (self._number is not None)
        return {self.counts: others * product(*y.spatial, y.channels)}

    def describe(self) -> str:
        return "" if self._number is None else f"{self._number:g}"

    @property
    def _number(self) -> float | None:
        number: float | None = self.attributes().get("value")
        return number


class Add(Elementwise):
    """Add the inputs value by value. He et al., CVPR 2016, equation 1.

    `{add: 1}` adds a number, `{add, over: channels}` up the values along an axis.
    """

    name = "add"
    aliases = ("sum",)
    torch = ("torch.add",)
    keras = ("Add",)
    example = ("56x56x64", "{add: [[{conv: 64, kernel: 3, pad: 1}], []]}")
    kept = KEEPS_NOTHING
    passes_gradient = "whole"
    reduction = reduction.SumOver

    value = Number(NUMBER, None, least=-MOST, main=True)
    broadcast = Flag("whether an input of size 1 along an axis (or a vector) is added all along it", False)
    over = AxesField(OVER, None)
    keep = Flag(KEEP, True, also=("keepdim", "keepdims"))

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        if self.broadcast or len(inputs) == 1:
            return super().join(inputs)
        for number, shape in enumerate(inputs[1:], start=2):
            if shape != inputs[0]:
                hint = ""
                if shape.spatial == inputs[0].spatial:
                    hint = "a 1×1 convolution on the shortcut makes the channels agree"
                raise _sizes_differ(number, shape, inputs[0], hint or "to be added they must be equal")
        return super().join(inputs)

    def describe(self) -> str:
        return "broadcast" if self.broadcast else super().describe()


class Multiply(Elementwise):
    """Multiply the inputs value by value, or by a number; a size of 1, or a vector, goes all along an axis.

    Hu, Shen and Sun, Squeeze-and-Excitation Networks, CVPR 2018, equation 4.
    """

    name = "multiply"
    aliases = ("mul", "scale_by")
    torch = ("torch.mul",)
    keras = ("Multiply",)
    example = ("56x56x64", "{multiply: [[], [global_avgpool, {conv: 64, kernel: 1}, sigmoid]]}")
    counts = "multiplies"

    value = Number(NUMBER, None, least=-MOST, main=True)

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return self.keeps_for(inputs, y, [True] * len(inputs))

    def keeps_for(self, inputs: tuple[Shape, ...], y: Shape, needed: Sequence[bool]) -> Kept | None:
        """Each factor for those before it; the first, or the product of the first ones, for the next."""
        factors = [place for place in range(len(inputs)) if any(needed[:place] if place else needed[1:2])]
        products = [self.join(inputs[:count]) for count in range(2, len(inputs)) if needed[count]]
        return Kept(inputs=tuple(factors), values=values_of(products))


def values_of(shapes: Sequence[Shape]) -> int:
    """The values of several tensors together."""
    return total(product(*shape.spatial, shape.channels) for shape in shapes)


def _without(shape: Shape, axis: int) -> tuple[int, ...]:
    """The sizes of a shape but for one axis."""
    sizes = [*shape.spatial, shape.channels]
    del sizes[axis]
    return tuple(sizes)


def _broadcast(inputs: tuple[Shape, ...]) -> Shape:
    """The shape that all inputs stretch to: an axis of size 1 fits any size."""
    whole = max(inputs, key=lambda shape: len(shape.spatial))
    axes = len(whole.spatial)
    for number, shape in enumerate(inputs, start=1):
        if len(shape.spatial) not in (0, axes):
            raise _sizes_differ(number, shape, whole, "each size must be equal or 1")
    padded = [shape.spatial or (1,) * axes for shape in inputs]
    spatial = tuple(max(sizes) for sizes in zip(*padded, strict=True)) if axes else ()
    channels = max(shape.channels for shape in inputs)
    for number, (shape, sizes) in enumerate(zip(inputs, padded, strict=True), start=1):
        if shape.channels not in (1, channels) or any(
            size not in (1, target) for size, target in zip(sizes, spatial, strict=True)
        ):
            raise _sizes_differ(number, shape, Shape(channels, spatial), "each size must be equal or 1")
    return Shape(channels, spatial)


def _sizes_differ(number: int, shape: Shape, other: Shape, hint: str) -> JoinError:
    return JoinError(number, f"is {shape}, which does not join with {other}", hint=hint)
