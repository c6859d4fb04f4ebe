"""Least general generalisation: one expression for the values that a field has in all uses of a block.

Plotkin, A note on inductive generalization, 1970.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cnncalc.exporters.yaml.yaml_words import expression, value_text

ABSENT = object()
"""In place of the value of a step that is left out."""
SIZES = ("filters", "features")
MOST_RATIO = 16
TELLING = 3
"""How many values there must be of a size before it is taken for a multiple of another."""


def is_size(field: str) -> bool:
    """Whether a field is a number of channels."""
    return field in SIZES or field.startswith("hidden")


Sized = tuple[str, Sequence[Any]]
"""A size: its expression, and its value in each use."""


@dataclass(frozen=True)
class FirstTurn:
    """A value that differs in the first turn of a repetition."""

    first: Any
    rest: Any


class BlockParameter:
    """A parameter of a block with its value in each use."""

    def __init__(self, field: str, values: list[Any]) -> None:
        self.field = field
        self.values = values
        self.name = ""


def same(one: Any, other: Any) -> bool:
    """Whether two values are one: true is not 1."""
    return one is ABSENT or other is ABSENT or (type(one) is type(other) and one == other)


class Generaliser:
    """The parameters of a block while it is made, and what its fields are in terms of them.

    Expressions have `§N§` where the name of parameter N will be, which is settled last.
    """

    def __init__(self) -> None:
        self.parameters: list[BlockParameter] = []

    def solve(self, field: str, values: Sequence[Any], channels: Sequence[Any], kernel: Sequence[Any] = ()) -> str:
        """The expression of a field whose values are given for each use, with the channels that come in there."""
        if any(isinstance(value, FirstTurn) for value in values):
            return self._first(field, values, channels)
        known = [value for value in values if value is not ABSENT]
        if all(same(value, known[0]) for value in known):
            return value_text(known[0])
        if field == "pad" and kernel and all(_halves(*pair) for pair in zip(values, kernel, strict=True)):
            return self._of(self.solve("kernel", kernel, channels), "// 2")
        return self._related(field, values, channels) or self._new(field, values)

    def _related(self, field: str, values: Sequence[Any], channels: Sequence[Any]) -> str:
        sized = is_size(field)
        mine = [
            (number, each)
            for number, each in enumerate(self.parameters)
            if each.field == field or (sized and is_size(each.field))
        ]
        for number, parameter in mine:
            if not any(isinstance(v, FirstTurn) for v in parameter.values) and all(map(same, values, parameter.values)):
                parameter.values = [b if a is ABSENT else a for a, b in zip(values, parameter.values, strict=True)]
                return f"$§{number}§"
        if not sized and field != "groups":
            return ""
        if all(map(same, values, channels)):
            return "$channels"
        several = len({repr(value) for value in values if value is not ABSENT}) >= TELLING
        others_of = [(f"§{number}§", each.values) for number, each in mine] if several else []
        for name, others in [*others_of, ("channels", channels)]:
            if text := _ratio(name, values, others):
                return text
        return self._expanded(values, channels)

    def _expanded(self, values: Sequence[Any], channels: Sequence[Any]) -> str:
        """A size as the channels times a parameter, if that has fewer values."""
        pairs = [(v, c) for v, c in zip(values, channels, strict=True) if v is not ABSENT]
        if any(type(v) is not int or v % c for v, c in pairs):
            return ""
        ratios = {v // c for v, c in pairs}
        if len(ratios) > 3 or 2 * len(ratios) > len({v for v, _ in pairs}) or 1 in ratios:
            return ""
        found = [ABSENT if v is ABSENT else v // c for v, c in zip(values, channels, strict=True)]
        return f"$channels * {self._new('expand', found)[1:]}"

    def _new(self, field: str, values: Sequence[Any]) -> str:
        self.parameters.append(BlockParameter(field, list(values)))
        return f"$§{len(self.parameters) - 1}§"

    def _first(self, field: str, values: Sequence[Any], channels: Sequence[Any]) -> str:
        firsts: list[Any] = [v if isinstance(v, FirstTurn) or v is ABSENT else FirstTurn(v, v) for v in values]
        rest = next(value.rest for value in values if isinstance(value, FirstTurn))
        if any(value is not ABSENT and not same(value.rest, rest) for value in firsts):
            raise UnlikeError
        text = self.solve(field, [value if value is ABSENT else value.first for value in firsts], channels)
        return f"${text.removeprefix('$')} if index == 0 else {value_text(rest)}"

    def _of(self, text: str, operation: str) -> str:
        return text if not text.startswith("$") else f"{text} {operation}"

    def condition(self, holds: Sequence[Any], channels: Sequence[Any], after: Sequence[Sized]) -> str:
        """An expression that is true in those uses where something holds; `after` are sizes to compare with."""
        for text, values in self._conditions(channels, after):
            if all(hold is ABSENT or hold is value for hold, value in zip(holds, values, strict=True)):
                return f"${text}"
        return self.solve("flag", holds, channels)

    def _conditions(self, channels: Sequence[Any], after: Sequence[Sized]) -> Iterator[tuple[str, list[Any]]]:
        strides = [(f"§{n}§", each.values) for n, each in enumerate(self.parameters) if each.field == "stride"]
        moved = [(name, [_above(value, 1) for value in values]) for name, values in strides]
        for name, values in moved:
            yield f"{name} > 1", values
            yield f"{name} == 1", [not value for value in values]
        for size, sizes in after:
            differs = [a is not ABSENT and b is not ABSENT and a != b for a, b in zip(channels, sizes, strict=True)]
            yield f"channels != {size}", differs
            yield f"channels == {size}", [not value for value in differs]
            for name, steps in moved:
                either = [a or b for a, b in zip(differs, steps, strict=True)]
                yield f"{name} > 1 or channels != {size}", either
                yield f"{name} == 1 and channels == {size}", [not value for value in either]
        for number, each in enumerate(self.parameters):
            if each.field == "flag":
                yield f"§{number}§", each.values
                yield f"not §{number}§", [value is False for value in each.values]
            elif all(type(value) is int for value in each.values):
                for bound in sorted(set(each.values))[:-1][:3]:
                    yield f"§{number}§ > {bound}", [value > bound for value in each.values]


class UnlikeError(Exception):
    """Steps that cannot be written as one."""


def _above(value: Any, bound: int) -> bool:
    return type(value) is int and value > bound


def _halves(pad: Any, kernel: Any) -> bool:
    return pad is ABSENT or kernel is ABSENT or (type(pad) is int and type(kernel) is int and pad == kernel // 2)


def _ratio(name: str, values: Sequence[Any], others: Sequence[Any]) -> str:
    """A size as a multiple or a part of another."""
    pairs = [(v, o) for v, o in zip(values, others, strict=True) if v is not ABSENT]
    if not all(type(v) is int and type(o) is int and v and o for v, o in pairs):
        return ""
    value, other = pairs[0]
    times, part = value // other, other // value
    if 2 <= times <= MOST_RATIO and all(v == o * times for v, o in pairs):
        return f"${name} * {times}"
    for each in (part, part + 1):
        if 2 <= each <= MOST_RATIO and all(v == o // each for v, o in pairs):
            return f"${name} // {each}"
    for each in (2, 4, 8, 16):
        if all(v == divisible(o // each) for v, o in pairs):
            return f"$divisible({name} // {each}, 8)"
    return ""


def divisible(value: int) -> int:
    """The language's `divisible(value, 8)`."""
    rounded = max(8, (value + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * value else rounded


def text_of(text: str) -> str:
    """An expression or a literal as it stands in a flow mapping."""
    return expression(text) if text.startswith("$") else text
