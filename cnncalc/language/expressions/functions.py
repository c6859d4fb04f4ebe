"""What expressions can do: operators and functions on numbers, texts and lists. The caller bounds what they give."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeAlias

from cnncalc.language.expressions.located_text import LocatedText
from cnncalc.language.expressions.spelling import RefusedError, in_words, no_number
from cnncalc.shape import Shape

Operation: TypeAlias = Callable[[Any, Any], Any]
Operator: TypeAlias = tuple[Operation, Operation]
"""What an operator does with two numbers, and with anything else; raises RefusedError for what it cannot take."""
SHAPE_WORDS = ("channels", "depth", "height", "width", "length")
"""The parts of a shape that expressions name."""
NUMBERS = (int, float)
"""The types of numbers; true and false are none."""


def divisible(value: float, by: int = 8, least: int | None = None) -> int:
    """Round to the nearest multiple of `by`, but never below 0.9 × the value or `least`.

    The rule for MobileNet's widths: tensorflow/models, slim/nets/mobilenet, `_make_divisible`.
    """
    rounded = max(by if least is None else least, int(value + by / 2) // by * by)
    return rounded + by if rounded < 0.9 * value else rounded


def _round(value: float, digits: int = 0) -> float | int:
    """Round half to even, as Python does, so that published code can be copied."""
    if abs(digits) > 15:
        raise RefusedError("a number is rounded to 15 digits at most")
    return round(value) if digits == 0 else round(value, digits)


def _range(*bounds: int) -> range:
    return range(*map(_whole, bounds))


def _sum(items: Any) -> Any:
    return sum(items)


def _unique(items: list[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _zip(*lists: Any) -> list[list[Any]]:
    for items in lists:
        if not isinstance(items, list):
            raise RefusedError(f"{in_words(items)} is not a list")
    if len({len(items) for items in lists}) > 1:
        lengths = " and ".join(str(len(items)) for items in lists)
        raise RefusedError(f"the lists have {lengths} items, and must have as many")
    return [list(items) for items in zip(*lists, strict=True)]


def _enumerate(items: list[Any], start: int = 0) -> list[list[Any]]:
    if not isinstance(items, list):
        raise RefusedError(f"{in_words(items)} is not a list")
    return [[number, item] for number, item in enumerate(items, start=_whole(start))]


def _count(items: Any, item: Any) -> int:
    if not isinstance(items, list):
        raise RefusedError(f"{in_words(items)} is not a list")
    return sum(each == item and isinstance(each, bool) == isinstance(item, bool) for each in items)


def _whole(value: Any) -> int:
    if type(value) not in (*NUMBERS, bool):
        raise no_number(value)
    if isinstance(value, float) and not value.is_integer():
        raise RefusedError(f"{value} is not a whole number")
    return int(value)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "ceil": math.ceil, "divisible": divisible, "floor": math.floor, "int": int, "len": len,
    "log": math.log, "max": max, "min": min, "range": _range, "round": _round, "sorted": sorted,
    "sqrt": math.sqrt, "sum": _sum, "unique": _unique, "count": _count, "zip": _zip, "enumerate": _enumerate,
}  # fmt: skip

ANY_NUMBER = 10_000
TAKES: Mapping[str, tuple[str, int, int]] = {
    **dict.fromkeys(("abs", "ceil", "floor"), ("a number", 1, 1)),
    **dict.fromkeys(("max", "min"), ("several numbers, or a list of them", 1, ANY_NUMBER)),
    "count": ("a list and an item", 2, 2),
    "divisible": ("a number, a divisor and the least there may be", 1, 3),
    "int": ("a number, or a text of digits and its base", 1, 2),
    "len": ("a list or a text", 1, 1),
    "log": ("a number and a base, both above 0", 1, 2),
    "range": ("a start, a stop and a step other than 0", 1, 3),
    "round": ("a number and how many digits", 1, 2),
    "shape": ("the name of a layer", 1, 1),
    "sorted": ("a list of numbers, or of texts", 1, 1),
    "sqrt": ("a number of at least 0", 1, 1),
    "sum": ("a list of numbers", 1, 1),
    "unique": ("a list of numbers or texts", 1, 1),
    "zip": ("lists of the same length", 2, ANY_NUMBER),
    "enumerate": ("a list and the first number", 1, 2),
}
"""What each function takes, and the least and the most values that it does with."""


def sliced(value: Any, bounds: list[Any]) -> Any:
    """`value[start:stop:step]`."""
    if not isinstance(value, (list, str)):
        raise RefusedError(f"{in_words(value)} is neither a list nor a text")
    numbers = [None if bound is None else _whole(bound) for bound in bounds]
    if numbers[2:] == [0]:
        raise RefusedError("a slice cannot have 0 as its step")
    return value[slice(*numbers)]


def index(items: Any, at: Any) -> Any:
    """An item of a list by its number, of a mapping by its key."""
    if isinstance(items, Mapping):
        if isinstance(at, (list, Mapping)):
            raise RefusedError(f"there is no {in_words(at)}")
        return items[at]
    if not isinstance(items, (list, tuple, str)):
        raise RefusedError(f"{in_words(items)} is not a list")
    if isinstance(at, bool):
        raise no_number(at)
    return items[_whole(at)]


def negative(value: Any) -> Any:
    """A number below 0 instead of above; true and false are no numbers."""
    if type(value) not in NUMBERS:
        raise no_number(value)
    return -value


def attribute(items: Any, name: str) -> Any:
    """A value of a mapping by its name."""
    if not isinstance(items, Mapping):
        raise RefusedError(f"{in_words(items)} has no {name!r}")
    return items[name]


def _strange(left: Any, right: Any) -> NoReturn:
    """Refuse what are not two numbers."""
    raise no_number(left if type(left) not in NUMBERS else right)


def _join(left: Any, right: Any) -> Any:
    """Join texts or lists, or a text and a whole number, as names are made of."""
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    texts = [str(each) if type(each) is int else each for each in (left, right)]
    if isinstance(texts[0], str) and isinstance(texts[1], str):
        return texts[0].continued(texts[1]) if isinstance(texts[0], LocatedText) else texts[0] + texts[1]
    if isinstance(left, str) or isinstance(right, str):
        other = right if isinstance(left, str) else left
        raise RefusedError(f"a text is joined with texts and whole numbers, not with {in_words(other)}")
    _strange(left, right)


def _repeat(left: Any, right: Any) -> Any:
    """Repeat a list."""
    if isinstance(left, list):
        if type(right) is not int:
            raise RefusedError(f"a list is repeated a whole number of times, not {in_words(right)}")
        return left * right
    _strange(left, right)


def _divide(left: Any, right: Any) -> Any:
    """Divide; whole numbers that divide evenly give a whole number."""
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return left / right


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > 64:
        raise RefusedError("an exponent is at most 64")
    value = base**exponent
    if isinstance(value, complex):
        raise RefusedError("a negative number has no such root")
    return value


def _is_in(item: Any, items: Any) -> bool:
    if isinstance(items, str) and not isinstance(item, str):
        raise RefusedError(f"{in_words(item)} is not a text")
    if not isinstance(items, (list, tuple, str, Mapping)):
        raise RefusedError(f"{in_words(items)} is not a list")
    return item in (list(items) if isinstance(items, Mapping) else items)


COMPARISONS: Mapping[str, Operation] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "in": _is_in,
}  # fmt: skip
SUMS: Mapping[str, Operator] = {"+": (operator.add, _join), "-": (operator.sub, _strange)}
TERMS: Mapping[str, Operator] = {
    "*": (operator.mul, _repeat), "/": (_divide, _strange),
    "//": (operator.floordiv, _strange), "%": (operator.mod, _strange),
}  # fmt: skip
POWER: Operator = (_power, _strange)


def shape_values(shape: Shape) -> dict[str, Any]:
    """A shape as expressions see it: a mapping of `channels`, `height`, `width`…, and `size`, the list of all axes."""
    named = dict(zip(shape.axes, shape.spatial, strict=True))
    return {"channels": shape.channels, "size": list(shape.spatial), **named}
