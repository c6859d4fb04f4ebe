"""Arithmetic: several inputs value by value, an input and a number, or the values along some axes."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.errors import FieldError
from cnncalc.ops import reduction
from cnncalc.ops.axes import AxesField
from cnncalc.ops.base import Counts
from cnncalc.ops.fields import Flag, Number
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING, Kept
from cnncalc.ops.merge import MOST, NUMBER, Elementwise, values_of
from cnncalc.ops.reduction import KEEP, OVER, Reduction
from cnncalc.quantity import product
from cnncalc.shape import Shape


class Subtract(Elementwise):
    """The first input without the others, value by value, or without a number; a size of 1 goes all along an axis."""

    name = "subtract"
    aliases = ("sub",)
    torch = ("torch.sub",)
    keras = ("Subtract",)
    example = ("56x56x64", "{subtract: [[], [{avgpool: 3, stride: 1, pad: half}]]}")
    kept = KEEPS_NOTHING

    value = Number(NUMBER, None, least=-MOST, main=True)


class Divide(Elementwise):
    """The first input divided by the others, value by value, or by a number; a size of 1 goes all along an axis."""

    name = "divide"
    aliases = ("div",)
    torch = ("torch.div",)
    keras = ("ops.divide",)
    example = ("56x56x64", "{divide: [[], [{norm, over: channels}]]}")
    counts = "divides"

    value = Number(NUMBER, None, least=-MOST, main=True)

    def check(self) -> None:
        if self.value == 0:
            raise FieldError("value", "nothing can be divided by 0")

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return self.keeps_for(inputs, y, [True] * len(inputs))

    def keeps_for(self, inputs: tuple[Shape, ...], y: Shape, needed: Sequence[bool]) -> Kept | None:
        """Each divisor, where a gradient goes to what is divided or to it; what is divided by one that needs it."""
        divided = [self.join(inputs[:count]) for count in range(2, len(inputs)) if needed[count]]
        divisors = [place for place in range(1, len(inputs)) if any(needed[: place + 1])]
        return Kept(inputs=(*((0,) if any(needed[1:2]) else ()), *divisors), values=values_of(divided))


class Extreme(Elementwise):
    """The largest or the smallest of several values."""

    counts = "compares"

    value = Number(NUMBER, None, least=-MOST, main=True)
    over = AxesField(OVER, None)
    keep = Flag(KEEP, True, also=("keepdim", "keepdims"))

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        """Every input, and what the first ones gave: where each is the largest is looked for once more."""
        if len(inputs) == 1:
            return KEEPS_INPUT if self.value is not None else KEEPS_NOTHING
        return Kept(
            inputs=tuple(range(len(inputs))),
            values=values_of([self.join(inputs[:count]) for count in range(2, len(inputs))]),
        )


class Max(Extreme):
    """The largest of the inputs, value by value: maxout's. Goodfellow et al., ICML 2013, section 2 (recalled).

    `{max: 0}` is no less than a number, `{max, over: channels}` the largest along an axis.
    """

    name = "max"
    aliases = ("maximum", "amax")
    torch = ("torch.maximum",)
    keras = ("Maximum",)
    example = ("56x56x64", "{max: [[{conv: 32, kernel: 1}], [{conv: 32, kernel: 1}]]}")
    reduction = reduction.MaxOver


class Min(Extreme):
    """The smallest of the inputs, value by value.

    `{min: 6}` is no more than a number, `{min, over: channels}` the smallest along an axis.
    """

    name = "min"
    aliases = ("minimum", "amin")
    torch = ("torch.minimum",)
    keras = ("Minimum",)
    example = ("56x56x64", "{min: 6}")
    reduction = reduction.MinOver


class Mean(Elementwise):
    """The mean of the inputs, value by value; `{mean, over: channels}` is that along an axis."""

    name = "mean"
    aliases = ("average",)
    torch = ("torch.mean",)
    keras = ("Average",)
    example = ("56x56x64", "{mean, over: channels}")
    kept = KEEPS_NOTHING
    reduction = reduction.MeanOver

    over = AxesField(OVER, None)
    keep = Flag(KEEP, True, also=("keepdim", "keepdims"))

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        values = product(*y.spatial, y.channels)
        return {"adds": (len(inputs) - 1) * values, "divides": values}


class Length(Reduction):
    """The Euclidean length √Σx² of the values along some axes.

    `{divide: [[], [{norm, over: channels}]]}` makes it 1 at every position.
    """

    name = "norm"
    aliases = ("l2",)
    torch = ("torch.linalg.vector_norm",)
    example = ("56x56x64", "{norm, over: channels}")
    kept = Kept(inputs=(0,), output=True)

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {
            "multiplies": product(*x.spatial, x.channels),
            "adds": self.taken_together(x),
            "roots": self.left(x),
        }
