"""The fields an op can have: each checks a value as written and gives the value the op works with.

A field is a descriptor: on the class it is the declaration, on an op the value. Values come from a
spec already evaluated (integers, floats, texts, booleans, lists, None), and `read` also gets the
number of spatial axes, since `kernel: 3` means 3×3 on an image and 3×3×3 on a video.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from cnncalc.errors import FieldError, did_you_mean
from cnncalc.quantity import Quantity
from cnncalc.shape import Shape, parse_shape
from cnncalc.text import LONGEST_TEXT

T = TypeVar("T")
LARGEST = 10**9
LARGEST_COST = 10**15
MOST = {LARGEST: "10⁹", LARGEST_COST: "10¹⁵"}
REQUIRED: Any = object()
BOOLEANS = {"true": True, "false": False}
NO_OTHERS: Mapping[str, str] = {}


class Field(Generic[T]):
    """A field with its default, its symbol in formulas and its line in the reference.

    `key` is how a spec writes it, `name` the attribute of the op that has its value; they rarely differ.
    """

    schema: dict[str, Any] = {}
    takes: str = ""
    """The values that the field takes, in words."""

    def __init__(
        self,
        doc: str,
        default: Any = REQUIRED,
        *,
        symbol: str = "",
        main: bool = False,
        key: str = "",
        also: tuple[str, ...] = (),
    ) -> None:
        self.doc = doc
        self.default = default
        self.required = default is REQUIRED
        """Whether a step must say the field."""
        self.symbol = symbol
        self.main = main
        self.key = key
        self.also = also
        """The names of the field in other frameworks, which a spec may use."""
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

    def in_own_form(self, word: str, value: Any) -> Any:
        """Return a value that is said by another name as it is said by its own."""
        return value

    def plain(self, value: Any) -> Any:
        """Return a value as a spec or JSON would write it; reading it gives the value again."""
        return _listed(value)

    def text(self, value: Any) -> str:
        """Return a value as a table writes it."""
        return _text(value)

    def traced(self, value: Any) -> Any:
        """Return a value with every number in it a quantity by the field's symbol."""
        return traced(value, self.symbol)

    def fail(self, value: Any, wanted: str, hint: str = "") -> FieldError:
        """Make the error that says what was wanted and what was given."""
        hint = hint or (_meant(value) if isinstance(value, str) else "")
        return FieldError(self.key, f"{self.key} must be {wanted}, not {shown(value)}", hint=hint)


class Count(Field[int]):
    """A whole number of at least `least`."""

    takes = "a whole number"

    def __init__(self, doc: str, default: Any = REQUIRED, *, least: int = 1, most: int = LARGEST, **more: Any) -> None:
        super().__init__(doc, default, **more)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least}

    def read(self, value: Any, axes: int) -> int:
        number = whole(value)
        if number is None or number < self.least:
            hint = "use round(), floor() or ceil()" if isinstance(value, float) and abs(value) <= self.most else ""
            hint = "the others are fields of their own, beside it" if isinstance(value, (list, tuple)) else hint
            raise self.fail(value, f"a whole number of at least {self.least}", hint)
        if number > self.most:
            raise self.fail(value, f"at most {MOST[self.most]}")
        return number


class Number(Field[float]):
    """A number between two bounds; it touches no shape, and few counts."""

    takes = "a number"

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
    takes = "true or false"

    def read(self, value: Any, axes: int) -> bool:
        if not isinstance(value, bool):
            raise self.fail(value, "true or false")
        return value


class Choice(Field[str]):
    """One of a few words, some of which may be written in `other` words."""

    def __init__(
        self,
        doc: str,
        choices: Sequence[str],
        default: Any = REQUIRED,
        *,
        other: Mapping[str, str] = NO_OTHERS,
        **more: Any,
    ) -> None:
        super().__init__(doc, default, **more)
        self.choices = tuple(choices)
        self.takes = f"{', '.join(choices[:-1])} or {choices[-1]}"
        self.other = other
        self.schema = {"enum": [*choices, *other, *(BOOLEANS[word] for word in choices if word in BOOLEANS)]}

    def read(self, value: Any, axes: int) -> str:
        word = str(value).lower() if isinstance(value, (str, bool)) else value
        word = self.other.get(word, word) if isinstance(word, str) else word
        if word not in self.choices:
            wanted = f"one of {', '.join(self.choices)}"
            raise self.fail(value, wanted, did_you_mean(str(value), self.choices))
        return str(word)

    def plain(self, value: Any) -> Any:
        return BOOLEANS.get(value, value)


class Text(Field[str]):
    """A word or a few."""

    schema = {"type": "string"}
    takes = "a word"

    def read(self, value: Any, axes: int) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(value, "a word")
        if len(value) > LONGEST_TEXT:
            raise self.fail(value, f"a text of at most {LONGEST_TEXT:,} characters")
        return value.strip()


class ShapeField(Field[Shape]):
    """A whole shape, height × width × channels."""

    schema = {"type": ["string", "integer", "array"]}
    takes = "a shape: 7x7x512"

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
        return None if value is None else value.plain


class Names(Field[tuple[str, ...]]):
    """A list of words out of the axes' names."""

    schema = {"type": "array", "items": {"type": "string"}}
    takes = "a list of words"

    def read(self, value: Any, axes: int) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
            raise self.fail(value, "a list of axis names")
        return tuple(map(str, value))


class AxisNames(Names):
    """One or some of the axes' names."""

    schema = {"anyOf": [{"type": "string"}, Names.schema]}
    takes = "axes: height, [height, width]"

    def read(self, value: Any, axes: int) -> tuple[str, ...]:
        return super().read(value.split(",") if isinstance(value, str) else value, axes)

    def plain(self, value: Any) -> Any:
        return value[0] if value and len(value) == 1 else _listed(value)


def traced(value: Any, symbol: str) -> Any:
    """A value with every number in it a quantity of a symbol."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return Quantity(value, symbol)
    if isinstance(value, Shape):
        return Shape(traced(value.channels, symbol), traced(value.spatial, symbol))
    if isinstance(value, tuple):
        return tuple(traced(part, symbol) for part in value)
    return value


def whole(value: Any) -> int | None:
    """Return the whole number a value is (16 and 16.0 both are), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(part) for part in value]
    return value


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Shape) or not isinstance(value, tuple):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return f"[{', '.join(map(_text, value))}]"


def _meant(text: str) -> str:
    """What to do about a text that looks like a number, true or false, where such a value is wanted."""
    import re

    if re.fullmatch(r"[0-9.]+", text):
        return "write it without quotes"
    if len(text) <= LONGEST_TEXT and re.search(r"[\w)]\s*(\*|/|%|\+)\s*[\w(]|[\w)] - [\w(]|^\w+\(.*\)$", text):
        return f"an expression begins with $: ${text}"
    return ""


def shown(value: Any) -> str:
    """A value that was given, as an error tells it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
