"""Fields that hold sizes: one for each axis, padding, ranges, lists of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from cnncalc.errors import FieldError, did_you_mean
from cnncalc.ops.fields import LARGEST, REQUIRED, Field, traced, whole
from cnncalc.shape import axis_letters
from cnncalc.text import plural

T = TypeVar("T")
Sides = tuple[tuple[int, int], ...]
"""Padding before and after, for each spatial axis."""
SIDE_NAMES = (("front", "back"), ("top", "bottom"), ("left", "right"))

PADS_OF_KERNELS = ("half", "causal", "full")
"""Padding that follows from the kernel and its dilation, whatever the input."""

LISTED = "a list has brackets: [3, 3]"
PER_AXIS_SCHEMA = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": r"^(\d+([x×]\d+)*|\(\s*\d+(\s*,\s*\d+)*\s*,?\s*\))$"},
        {"type": "array", "items": {"type": "integer", "minimum": 0}},
    ]
}


class SizesField(Field[T]):
    """A field of numbers that are sizes, each of at most 10⁹."""

    def fail_sizes(self, value: Any, sizes: tuple[int, ...] | None, wanted: str, hint: str = "") -> FieldError:
        """Make the error about a value whose sizes are not what was wanted, or are too large."""
        if sizes is not None and max(sizes) > LARGEST:
            return self.fail(value, "at most 10⁹")
        if isinstance(value, str) and value.startswith("("):
            hint = LISTED
        return self.fail(value, wanted, hint)


def traced_sizes(sizes: tuple[int, ...], symbol: str) -> tuple[int, ...]:
    """Sizes as quantities, `F`, or `F_H` and `F_W` where they differ."""
    if not symbol or len(set(sizes)) < 2:
        return tuple([traced(size, symbol) for size in sizes])
    letters = axis_letters(len(sizes))
    return tuple([traced(size, f"{symbol}_{letter}") for size, letter in zip(sizes, letters, strict=True)])


class PerAxis(SizesField[tuple[int, ...]]):
    """A size for every spatial axis: `3`, `1x7` or `[1, 7]`, each of at least `least`."""

    schema = PER_AXIS_SCHEMA
    takes = "a size: 3, 1x7"

    def __init__(self, doc: str, default: Any = REQUIRED, *, least: int = 1, **more: Any) -> None:
        super().__init__(doc, default, **more)
        self.least = least

    def read(self, value: Any, axes: int) -> tuple[int, ...]:
        if type(value) is int and self.least <= value <= LARGEST:  # as most are
            return (value,) * axes
        sizes = sizes_of(value)
        if sizes is None or not self.least <= min(sizes) <= max(sizes) <= LARGEST:
            more = f", or {axes} of them" if axes > 1 else ""
            raise self.fail_sizes(value, sizes, f"a whole number of at least {self.least}{more}")
        if len(sizes) != axes and len(sizes) != 1:
            raise self.fail(value, f"{plural(axes, 'size')} here, one for each spatial axis")
        return sizes if len(sizes) == axes else sizes * axes

    def text(self, value: Any) -> str:
        return short_sizes(value)

    def traced(self, value: Any) -> Any:
        return None if value is None else traced_sizes(value, self.symbol)


class Padding(SizesField["Sides | str"]):
    """Rows and columns added around the input.

    A number for every side, `[height, width]`, every side on its own (`[top, bottom, left, right]`),
    `same` (TensorFlow's: output = ⌈input / stride⌉, the odd one after; before with `same_lower`) or `valid` (none).
    `half`, `causal` and `full` follow from the kernel (`window.pads_of_kernel`).
    """

    schema = {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": r"^(same|same_lower|valid|half|causal|full|\d+([x×]\d+)*)$"},
            {"type": "array", "items": {"type": "integer", "minimum": 0}},
        ]
    }
    words: tuple[str, ...] = ("same", "valid", "half", "causal", "full", "same_lower")
    takes = "a size, same, half…"

    def in_own_form(self, word: str, value: Any) -> Any:
        """ONNX has all sides before, then all after; raise FieldError for four numbers of unknown order (`padding`).

        Keras has a pair for each axis.
        """
        if not isinstance(value, (list, tuple)):
            return value
        if value and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value):
            return [amount for pair in value for amount in pair]
        if word == "pads" and len(value) % 2 == 0:
            half = len(value) // 2
            return [amount for pair in zip(value[:half], value[half:], strict=True) for amount in pair]
        if len(value) > 2 and len(value) % 2 == 0:
            order = f"in which order they are differs: write {self.key}: [top, bottom, left, right]"
            raise FieldError(self.key, f"{word} has {len(value)} numbers", hint=order)
        return value

    def read(self, value: Any, axes: int) -> Sides | str:
        if type(value) is int and 0 <= value <= LARGEST and (axes or not value):  # as most are
            return ((value, value),) * axes
        if isinstance(value, str) and value.lower() in self.words:
            return ((0, 0),) * axes if value.lower() == "valid" else value.lower()
        sizes = sizes_of(value)
        if sizes is None or not 0 <= min(sizes) <= max(sizes) <= LARGEST:
            hint = did_you_mean(value, self.words) if isinstance(value, str) else ""
            words = f", a list of them, {', '.join(self.words[:-1])} or {self.words[-1]}" if self.words else ""
            words = words or " or a list of them"
            raise self.fail_sizes(value, sizes, f"a whole number of at least 0{words}", hint)
        if not axes and any(sizes):
            raise self.fail(value, "0 here, where the input has no spatial axes")
        if len(sizes) == 1:
            return ((sizes[0], sizes[0]),) * axes
        if len(sizes) == axes:
            return tuple((size, size) for size in sizes)
        if len(sizes) == 2 * axes and not isinstance(value, str):
            return tuple(zip(sizes[::2], sizes[1::2], strict=True))
        raise self.fail(value, f"1, {axes} or {2 * axes} numbers here (all sides, per axis, per side)")

    def plain(self, value: Any) -> Any:
        if isinstance(value, str) or not value:
            return value or 0
        if all(before == after for before, after in value):
            return [before for before, _ in value]
        return [amount for side in value for amount in side]

    def text(self, value: Any) -> str:
        return pad_text(value)

    def traced(self, value: Any) -> Any:
        """The padding as quantities, with a letter for each side where two differ, and for each axis where axes do."""
        if isinstance(value, str) or any(before != after for before, after in value):
            return value if isinstance(value, str) else traced_sides(value, self.symbol)
        return tuple([(size, size) for size in traced_sizes(tuple(before for before, _ in value), self.symbol)])


class TransposedPadding(Padding):
    """Padding cut off around an output, where `valid` may also add what the stride needs."""

    words = ("same", "valid", "half")
    takes = "a size, same, half…"

    def read(self, value: Any, axes: int) -> Sides | str:
        valid = isinstance(value, str) and value.lower() == "valid"
        return "valid" if valid else super().read(value, axes)


class FixedPadding(Padding):
    """Padding said in numbers."""

    words = ()
    takes = "a size, or each side"


class Size(SizesField["tuple[int, ...] | None"]):
    """A size or a distance for each axis, `7`, `7x7`; None if the step does not say it."""

    schema = PER_AXIS_SCHEMA
    takes = "a size: 7, 7x7"

    def __init__(self, doc: str, default: Any = REQUIRED, *, least: int = 1, **more: Any) -> None:
        super().__init__(doc, default, **more)
        self.least = least

    def read(self, value: Any, axes: int) -> tuple[int, ...] | None:
        if value is None:
            return None
        sizes = sizes_of(value)
        if sizes is None or len(sizes) not in (1, axes) or not all(self.least <= size <= LARGEST for size in sizes):
            raise self.fail_sizes(value, sizes, f"a size such as {'x'.join('7' * max(axes, 1))}")
        return sizes if len(sizes) == axes else sizes * axes

    def text(self, value: Any) -> str:
        return short_sizes(value) if value else super().text(None)

    def traced(self, value: Any) -> Any:
        return value and traced_sizes(value, self.symbol)


class Range(SizesField["tuple[int, int]"]):
    """A range of channels, `[start, stop]`, counted from 0, the stop left out."""

    takes = "[start, stop]"
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}

    def read(self, value: Any, axes: int) -> tuple[int, int]:
        sizes = sizes_of(value) if isinstance(value, (list, tuple)) else None
        if sizes is None or len(sizes) != 2 or not 0 <= sizes[0] < sizes[1] <= LARGEST:
            raise self.fail_sizes(value, sizes, "two whole numbers [start, stop], the start below the stop")
        return sizes[0], sizes[1]


class Around(SizesField["tuple[int, int]"]):
    """How much is added before and after, `[0, 64]`."""

    takes = "[before, after]"
    schema = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}

    def read(self, value: Any, axes: int) -> tuple[int, int]:
        sizes = sizes_of(value) if isinstance(value, (list, tuple)) else None
        if sizes is None or len(sizes) != 2 or not all(0 <= size <= LARGEST for size in sizes):
            raise self.fail_sizes(value, sizes, "two whole numbers [before, after], neither below 0")
        return sizes[0], sizes[1]


class Places(SizesField[tuple[int, ...]]):
    """A position, or the first of some, the one behind the last, and perhaps a step."""

    schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "array", "items": {"type": "integer"}}]}
    takes = "a position, or [start, stop]"

    def read(self, value: Any, axes: int) -> tuple[int, ...]:
        sizes = sizes_of(value)
        if sizes is None or len(sizes) > 3 or min(sizes) < 0 or max(sizes) > LARGEST or (
            len(sizes) > 1 and sizes[0] >= sizes[1]) or (len(sizes) > 2 and not sizes[2]):  # fmt: skip
            raise self.fail_sizes(value, sizes, "a position or [start, stop], the start below the stop")
        return sizes

    def plain(self, value: Any) -> Any:
        return value[0] if len(value) == 1 else list(value)


class ConnectionTable(Field["tuple[tuple[int, ...], ...]"]):
    """A list of lists of channel numbers, counted from 0."""

    takes = "a list of lists"
    schema = {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}}}

    def read(self, value: Any, axes: int) -> tuple[tuple[int, ...], ...]:
        rows = value if isinstance(value, (list, tuple)) and value else None
        read = [sizes_of(row) if isinstance(row, (list, tuple)) else None for row in rows or [None]]
        if not all(row and len(set(row)) == len(row) and min(row) >= 0 for row in read):
            raise self.fail(value, "a list of lists of channel numbers, none twice in a list")
        return tuple(row for row in read if row)


def sizes_of(value: Any) -> tuple[int, ...] | None:
    """Return the whole numbers in `3`, `1x7`, `[1, 7]` or Python's `(1, 7)`, or None if they are not that."""
    if isinstance(value, str):
        if re.fullmatch(r"\s*\(\s*\d{1,12}\s*(,\s*\d{1,12}\s*)*,?\s*\)\s*", value):
            return tuple(map(int, re.findall(r"\d+", value)))
        if not re.fullmatch(r"\s*\d{1,12}(\s*[x×]\s*\d{1,12})*\s*", value):
            return None
        return tuple(int(part) for part in re.split("[x×]", value))
    values = value if isinstance(value, (list, tuple)) else [value]
    sizes = [whole(item) for item in values]
    return tuple(size for size in sizes if size is not None) if sizes and None not in sizes else None


def per_axis_text(sizes: tuple[int, ...]) -> str:
    """Write a size per axis, `11×11`."""
    return "×".join(map(str, sizes))


def short_sizes(sizes: tuple[int, ...]) -> str:
    """Write a size per axis, once if they are all the same."""
    return str(sizes[0]) if len(set(sizes)) == 1 else per_axis_text(sizes)


def side_names(axes: int) -> Sequence[tuple[str, str]]:
    """The names of the sides before and after along each axis: top, bottom, left, right."""
    return SIDE_NAMES[-axes:] if 0 < axes <= len(SIDE_NAMES) else (("before", "after"),) * axes


def traced_sides(sides: Sides, symbol: str) -> Sides:
    """Padding as quantities: `P_left` and `P_right`, and so on, and `P_W` where both are the same."""
    axes = zip(sides, side_names(len(sides)), axis_letters(len(sides)), strict=True)
    return tuple(
        [
            (traced(before, f"{symbol}_{first if before != after else letter}"),
             traced(after, f"{symbol}_{last if before != after else letter}"))
            for (before, after), (first, last), letter in axes
        ]
    )  # fmt: skip


def pad_text(pad: Sides | str) -> str:
    """Write padding short: `2`, `same`, `1×0` per axis, or every side."""
    if isinstance(pad, str):
        return pad
    if all(before == after for before, after in pad):
        return short_sizes(tuple(before for before, _ in pad))
    return ",".join(str(amount) for side in pad for amount in side)
