"""The fields an op can have: each checks a value as written and gives the value the op works with.

A field is a descriptor: on the class it is the declaration, on an op the value. Values come from a
spec already evaluated (integers, floats, texts, booleans, lists, None), and `read` also gets the
number of spatial axes, since `kernel: 3` means 3×3 on an image and 3×3×3 on a video.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Generic, TypeVar, overload

from cnncalc.errors import FieldError, did_you_mean
from cnncalc.shape import Shape, parse_shape
from cnncalc.text import plural

T = TypeVar("T")
Sides = tuple[tuple[int, int], ...]
"""Padding before and after, for each spatial axis."""

LARGEST = 10**9
LARGEST_COST = 10**15
MOST = {LARGEST: "10⁹", LARGEST_COST: "10¹⁵"}
LONGEST_TEXT = 1_000
REQUIRED: Any = object()
BOOLEANS = {"true": True, "false": False}

PER_AXIS_SCHEMA = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": r"^\d+([x×]\d+)*$"},
        {"type": "array", "items": {"type": "integer", "minimum": 0}},
    ]
}


class Field(Generic[T]):
    """A field with its default, its symbol in formulas and its line in the reference.

    `key` is how a spec writes it, `name` the attribute of the op that has its value; they rarely differ.
    """

    schema: dict[str, Any] = {}

    def __init__(
        self, doc: str, default: Any = REQUIRED, *, symbol: str = "", main: bool = False, key: str = ""
    ) -> None:
        self.doc = doc
        self.default = default
        self.required = default is REQUIRED
        """Whether a step must say it."""
        self.symbol = symbol
        self.main = main
        self.key = key
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.key = self.key or name

    @overload
    def __get__(self, op: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, op: object, owner: type) -> T: ...
    def __get__(self, op: object | None, owner: type) -> Field[T] | T:
        if op is None:
            return self
        raise AttributeError(self.name)  # an op holds every value itself

    def read(self, value: Any, axes: int) -> T:
        """Return the value as the op needs it; raise FieldError if it cannot be one."""
        raise NotImplementedError

    def plain(self, value: Any) -> Any:
        """Return a value as a spec or JSON would write it; reading it gives the value again."""
        return _listed(value)

    def fail(self, value: Any, wanted: str, hint: str = "") -> FieldError:
        """Make the error that says what was wanted and what was given."""
        return FieldError(self.key, f"{self.key} must be {wanted}, not {_show(value)}", hint=hint)

    def fail_sizes(self, value: Any, sizes: tuple[int, ...] | None, wanted: str, hint: str = "") -> FieldError:
        """Make the error about a value whose sizes are not what was wanted, or are too large."""
        if sizes is not None and max(sizes) > LARGEST:
            return self.fail(value, "at most 10⁹")
        return self.fail(value, wanted, hint)


class Count(Field[int]):
    """A whole number of at least `least`."""

    def __init__(self, doc: str, default: Any = REQUIRED, *, least: int = 1, most: int = LARGEST, **more: Any) -> None:
        super().__init__(doc, default, **more)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least}

    def read(self, value: Any, axes: int) -> int:
        number = whole(value)
        if number is None or number < self.least:
            hint = "use round(), floor() or ceil()" if isinstance(value, float) and abs(value) <= self.most else ""
            raise self.fail(value, f"a whole number of at least {self.least}", hint)
        if number > self.most:
            raise self.fail(value, f"at most {MOST[self.most]}")
        return number


class Number(Field[float]):
    """A number between two bounds; it touches no shape and no count."""

    def __init__(
        self, doc: str, default: Any = REQUIRED, *, least: float = 0.0, most: float = 1e9, **more: Any
    ) -> None:
        super().__init__(doc, default, **more)
        self.least, self.most = least, most
        self.schema = {"type": "number", "minimum": least, "maximum": most}

    def read(self, value: Any, axes: int) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fail(value, "a number")
        if not self.least <= value <= self.most:
            raise self.fail(value, f"between {self.least:g} and {self.most:g}")
        return int(value) if value == int(value) else value  # 1.0 and 1 are one, and so are -0.0 and 0


class Flag(Field[bool]):
    """True or false."""

    schema = {"type": "boolean"}

    def read(self, value: Any, axes: int) -> bool:
        if not isinstance(value, bool):
            raise self.fail(value, "true or false")
        return value


class Choice(Field[str]):
    """One of a few words."""

    def __init__(self, doc: str, choices: Sequence[str], default: Any = REQUIRED, **more: Any) -> None:
        super().__init__(doc, default, **more)
        self.choices = tuple(choices)
        self.schema = {"enum": [*choices, *(BOOLEANS[word] for word in choices if word in BOOLEANS)]}

    def read(self, value: Any, axes: int) -> str:
        word = str(value).lower() if isinstance(value, (str, bool)) else value
        if word not in self.choices:
            wanted = f"one of {', '.join(self.choices)}"
            raise self.fail(value, wanted, did_you_mean(str(value), self.choices))
        return str(word)

    def plain(self, value: Any) -> Any:
        return BOOLEANS.get(value, value)


class Text(Field[str]):
    """A word or a few."""

    schema = {"type": "string"}

    def read(self, value: Any, axes: int) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(value, "a word")
        if len(value) > LONGEST_TEXT:
            raise self.fail(value, f"a text of at most {LONGEST_TEXT:,} characters")
        return value.strip()


class PerAxis(Field[tuple[int, ...]]):
    """A size for every spatial axis: `3`, `1x7` or `[1, 7]`, each of at least `least`."""

    schema = PER_AXIS_SCHEMA

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


class Padding(Field["Sides | str"]):
    """Rows and columns added around the input.

    A number for every side, `[height, width]`, every side on its own (`[top, bottom, left, right]`),
    `same` (TensorFlow's: output = ⌈input / stride⌉, the odd one after) or `valid` (none).
    """

    schema = {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": r"^(same|valid|\d+([x×]\d+)*)$"},
            {"type": "array", "items": {"type": "integer", "minimum": 0}},
        ]
    }
    words: tuple[str, ...] = ("same", "valid")

    def read(self, value: Any, axes: int) -> Sides | str:
        if type(value) is int and 0 <= value <= LARGEST and (axes or not value):  # as most are
            return ((value, value),) * axes
        if isinstance(value, str) and value.lower() in self.words:
            return "same" if value.lower() == "same" else ((0, 0),) * axes
        sizes = sizes_of(value)
        if sizes is None or not 0 <= min(sizes) <= max(sizes) <= LARGEST:
            hint = did_you_mean(value, self.words) if isinstance(value, str) else ""
            words = ", a list of them, same or valid" if self.words else " or a list of them"
            raise self.fail_sizes(value, sizes, f"a whole number{words}", hint)
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


class FixedPadding(Padding):
    """Padding said in numbers."""

    words = ()


class Size(Field["tuple[int, ...] | None"]):
    """A size or a distance for each axis, `7`, `7x7`; None where it is not said."""

    schema = PER_AXIS_SCHEMA

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


class ShapeField(Field[Shape]):
    """A whole shape, height × width × channels."""

    schema = {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 1}]}

    def read(self, value: Any, axes: int) -> Shape:
        if isinstance(value, Shape):
            return value
        if isinstance(value, (list, tuple)):
            value = "x".join(map(str, value))
        number = whole(value)
        try:
            return parse_shape(str(value) if number is None else str(number))
        except ValueError:
            raise self.fail(value, "a shape such as 7x7x512 (height × width × channels)") from None

    def plain(self, value: Any) -> Any:
        if value is None:
            return None
        return "x".join(map(str, (*value.spatial, value.channels)))


class Names(Field[tuple[str, ...]]):
    """A list of words out of the axes' names."""

    schema = {"type": "array", "items": {"type": "string"}}

    def read(self, value: Any, axes: int) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
            raise self.fail(value, "a list of axis names")
        return tuple(value)


class Range(Field["tuple[int, int]"]):
    """A range of channels, `[start, stop]`, counted from 0, the stop left out."""

    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}

    def read(self, value: Any, axes: int) -> tuple[int, int]:
        sizes = sizes_of(value) if isinstance(value, (list, tuple)) else None
        if sizes is None or len(sizes) != 2 or not 0 <= sizes[0] < sizes[1] <= LARGEST:
            raise self.fail_sizes(value, sizes, "two whole numbers [start, stop], the start below the stop")
        return sizes[0], sizes[1]


class Around(Field["tuple[int, int]"]):
    """How much is added before and after, `[0, 64]`."""

    schema = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}

    def read(self, value: Any, axes: int) -> tuple[int, int]:
        sizes = sizes_of(value) if isinstance(value, (list, tuple)) else None
        if sizes is None or len(sizes) != 2 or not all(0 <= size <= LARGEST for size in sizes):
            raise self.fail_sizes(value, sizes, "two whole numbers [before, after], neither below 0")
        return sizes[0], sizes[1]


class Table(Field["tuple[tuple[int, ...], ...]"]):
    """A list of lists of channel numbers, counted from 0."""

    schema = {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}}}

    def read(self, value: Any, axes: int) -> tuple[tuple[int, ...], ...]:
        rows = value if isinstance(value, (list, tuple)) and value else None
        read = [sizes_of(row) if isinstance(row, (list, tuple)) else None for row in rows or [None]]
        if not all(row and len(set(row)) == len(row) and min(row) >= 0 for row in read):
            raise self.fail(value, "a list of lists of channel numbers, none twice in a list")
        return tuple(row for row in read if row)


def whole(value: Any) -> int | None:
    """Return the whole number a value is (16 and 16.0 both are), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def sizes_of(value: Any) -> tuple[int, ...] | None:
    """Return the whole numbers in `3`, `1x7` or `[1, 7]`, or None if they are not that."""
    if isinstance(value, str):
        if not re.fullmatch(r"\s*\d{1,12}(\s*[x×]\s*\d{1,12})*\s*", value):
            return None
        return tuple(int(part) for part in re.split("[x×]", value))
    values = value if isinstance(value, (list, tuple)) else [value]
    sizes = [whole(item) for item in values]
    return tuple(size for size in sizes if size is not None) if sizes and None not in sizes else None


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(part) for part in value]
    return value


def _show(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
