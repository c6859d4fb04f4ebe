"""How a layer's receptive field follows from its input's, in symbols and in numbers.

r, j and p are the size, the jump and the padding before the layer, r' and p' those of its own first place; F is its
kernel, S its stride, P its padding, D its dilation. Araujo, Norris and Sim, Computing Receptive Fields of Convolutional
Neural Networks, Distill 2019.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from cnncalc.measure.axis_field import AxisField, quotient
from cnncalc.ops.axis_window import AxisWindow, Scaling, Sliding, Spreading
from cnncalc.text import below


class FormulaTemplate(NamedTuple):
    """A formula with a place for each number, and the function that works it out of the numbers."""

    text: str
    value: Callable[..., Fraction | int]


GROWN = FormulaTemplate("{} + ({} − 1)·{}", lambda r, cells, j: r + (cells - 1) * j)
GROWN_DILATED = FormulaTemplate("{} + {}·({} − 1)·{}", lambda r, dilation, kernel, j: r + dilation * (kernel - 1) * j)
GROWN_BY_ONE = FormulaTemplate("{} + {}", lambda r, j: r + j)
# As many positions take part as cells of the kernel are a stride apart.
SPREAD = FormulaTemplate("{} + ({}/{} − 1)·{}", lambda r, kernel, stride, j: r + (kernel // stride - 1) * j)
SPREAD_UNEVENLY = FormulaTemplate(
    "{} + (⌈{}/{}⌉ − 1)·{}", lambda r, kernel, stride, j: r + (-(-kernel // stride) - 1) * j
)
EXTENT = FormulaTemplate("{} − {} + 1", lambda last, first: last - first + 1)
TIMES = FormulaTemplate("{}·{}", lambda j, stride: j * stride)
DIVIDED = FormulaTemplate("{}/{}", lambda j, stride: Fraction(j) / stride)
SCALED = FormulaTemplate("{}·{}/{}", lambda j, have, want: Fraction(j) * have / want)
PADDED = FormulaTemplate("{} + {}·{}", lambda p, pad, j: p + pad * j)
CUT = FormulaTemplate("{} − {}·{}", lambda p, cut, j: p - cut * j)
MIDDLE = FormulaTemplate("({} − 1)/2 − {}", lambda r, p: Fraction(r - 1, 2) - p)


class AxisWorking(NamedTuple):
    """One figure along one axis: its formula in symbols and in numbers (empty where there is nothing to work out)."""

    what: str
    symbols: str
    numbers: str
    value: Fraction | int | None


class Passage(NamedTuple):
    """A layer with one input along one axis of the network's input: what is seen before and after it."""

    before: AxisField
    after: AxisField
    window: AxisWindow | None
    """None where a place sees all places of the input."""


class Junction(NamedTuple):
    """A join along one axis of the network's input: its places see what those of all branches do."""

    branches: tuple[AxisField, ...]
    after: AxisField


def _size(step: Passage | Junction) -> AxisWorking:
    if isinstance(step, Junction):
        return _united(step)
    return AxisWorking("size", "", "", step.after.size) if step.before.is_still else _passed(step)


def _united(step: Junction) -> AxisWorking:
    """The largest of the branches' sizes, or from the first position to the last where that does not hold."""
    size, sizes = step.after.size, list(dict.fromkeys(axis_field.size for axis_field in step.branches))
    if [size] == sizes:
        return AxisWorking("size", "", "", size)
    if size != max(sizes):
        return _extent(step.after)
    names = ", ".join(f"r{below(number)}" for number in range(1, len(sizes) + 1))
    return AxisWorking("size", f"max({names})", f"max({', '.join(map(str, sizes))})", size)


def _passed(passage: Passage) -> AxisWorking:
    """The size by the layer's formula, or from the first position to the last where that does not hold."""
    before, after, window = passage
    formula = _size_formula(before, window)
    if formula is not None and formula.value == after.size:
        return formula
    return AxisWorking("size", "", "", after.size) if after.size == before.size else _extent(after)


def _size_formula(before: AxisField, window: AxisWindow | None) -> AxisWorking | None:
    """The formula of a layer whose input's places all see alike; where they don't it may hold, too."""
    r, j = before.size, before.jump
    if j is None:
        return None
    if window is None:
        return _worked("size", GROWN, r=r, N=before.places, j=j)
    if isinstance(window, Scaling) and window.mode == "linear":
        return _worked("size", GROWN_BY_ONE, r=r, j=j)
    if isinstance(window, Scaling):
        window = Sliding(window.have // window.want if window.mode == "cells" else 1)
    if window.kernel <= 1:
        return None
    if isinstance(window, Spreading) and window.stride > 1:
        return _worked(
            "size",
            SPREAD if window.kernel % window.stride == 0 else SPREAD_UNEVENLY,
            r=r,
            F=window.kernel,
            S=window.stride,
            j=j,
        )
    if window.dilation > 1:
        return _worked("size", GROWN_DILATED, r=r, D=window.dilation, F=window.kernel, j=j)
    return _worked("size", GROWN, r=r, F=window.kernel, j=j)


def _extent(axis_field: AxisField) -> AxisWorking:
    """The size from the first to the last position seen by the place that sees most."""
    region = axis_field.seen_from(axis_field.widest)
    if region is None:
        return AxisWorking("size", "", "", 0)
    return _worked("size", EXTENT, last=region[1], first=region[0])


def _jump(step: Passage | Junction) -> AxisWorking:
    plain = AxisWorking("jump", "", "", step.after.jump)
    if isinstance(step, Junction):
        return plain
    jump, window = step.before.jump, step.window
    if jump is None or step.before.is_still:
        return plain
    match window:
        case Sliding(_, stride) if stride > 1:
            worked = _worked("jump", TIMES, j=jump, S=stride)
        case Spreading(_, stride) if stride > 1:
            worked = _worked("jump", DIVIDED, j=jump, S=stride)
        case Scaling(have, want) if have != want:
            worked = _worked("jump", SCALED, j=jump, W=have, n=want)
        case _:
            return plain
    return worked if worked.value == plain.value else plain


def _padding(step: Passage | Junction) -> AxisWorking:
    first = step.after.seen_from(0)
    plain = AxisWorking("padding", "", "", None if first is None else -first[0])
    if isinstance(step, Junction):
        return plain
    before, _, window = step
    start = before.seen_from(0)
    if before.jump is None or start is None or not isinstance(window, Sliding) or not window.pad:
        return plain
    if window.pad > 0:
        worked = _worked("padding", PADDED, p=-start[0], P=window.pad, j=before.jump)
    else:
        worked = _worked("padding", CUT, p=-start[0], C=-window.pad, j=before.jump)
    return worked if worked.value == plain.value else plain


def _center(step: Passage | Junction) -> AxisWorking:
    """The middle of what the first place sees, but for what all others see alike."""
    axis_field = step.after
    region = axis_field.at(0) if axis_field.regions else axis_field.fixed
    if region is None:
        return AxisWorking("center", "", "", None)
    return _worked("center", MIDDLE, **{"r'": region[1] - region[0] + 1, "p'": -region[0]})


FIGURES = {"size": _size, "jump": _jump, "padding": _padding, "center": _center}
"""How each figure is worked out along one axis."""


def _worked(what: str, formula: FormulaTemplate, **numbers: Fraction | int) -> AxisWorking:
    """A figure by a formula of named numbers."""
    value = formula.value(*numbers.values())
    written = formula.text.format(*map(_number, numbers.values()))
    return AxisWorking(what, formula.text.format(*numbers), written, quotient(value.numerator, value.denominator))


def _number(value: Fraction | int) -> str:
    """A number as it stands in a formula; one below 0 and a fraction get parentheses."""
    text = str(value).replace("-", "−")
    return text if text.isdigit() else f"({text})"
