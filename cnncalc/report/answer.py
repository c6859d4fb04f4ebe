"""Answers as students write them: a number with its precision, a shape, or arithmetic on numbers."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from cnncalc.amounts import NUMBER, plain_number
from cnncalc.report.written_figure import WrittenFigure, parse_figure

LONGEST = 80
"""The characters of an answer that is worked out."""
LARGEST = 10**30
LEAST_DIGITS = 2
"""The digits that a number in units has to have: one is a guess."""
_TIMES = str.maketrans({"·": "*", "×": "*", "⋅": "*", "x": "*", "X": "*", "−": "-", "–": "-", "[": "(", "]": ")"})
_PART = re.compile(rf"\s*({NUMBER}|[-+*/()])")
_SIZES = re.compile(r"(?a)\s*[(\[]?\s*(\d{1,9}(?:\s*[x×X*·,;]\s*\d{1,9})*)\s*[)\]]?\s*\Z")
_COMMA = re.compile(r"(?a)\s*([-−+]?\d+),(\d{1,2}|\d{4,})\s*([A-Za-z]*)\s*\Z")


class WorkedAnswer(NamedTuple):
    """An answer that is arithmetic, worked out."""

    value: Fraction


WrittenAnswer: TypeAlias = WrittenFigure | WorkedAnswer


def read_answer(text: str) -> WrittenAnswer | None:
    """A number or arithmetic; None for a text that is neither.

    Of `11*11*3*96 = 34848` both sides have to come to the same. A comma before other than three digits is that of a
    decimal fraction.
    """
    if len(text) > LONGEST:
        return None
    if found := _COMMA.match(text):
        text = f"{found[1]}.{found[2]}{found[3]}"
    try:
        figure = parse_figure(text)
    except ValueError:
        figure = None
    if figure is not None and figure.low == figure.high and not figure.sense:
        return figure
    values = {_worked_out(side) for side in text.split("=")}
    value = values.pop() if len(values) == 1 else None
    return None if value is None else WorkedAnswer(value)


def read_sizes(text: str) -> tuple[int, ...]:
    """The sizes of `55x55x96` or `(55, 55, 96)`; empty for a text that is none."""
    found = _SIZES.match(text) if len(text) <= LONGEST else None
    return tuple(map(int, re.findall(r"\d+", found[1]))) if found else ()


def written_digits(figure: WrittenFigure) -> int:
    """How many digits a figure was written with, from the first that is not 0."""
    return 0 if not figure.low else figure.low.adjusted() - figure.last_digit.adjusted() + 1


def _worked_out(text: str) -> Fraction | None:
    """What arithmetic comes to: sums, products and quotients, with brackets; None for any other text."""
    parts: list[str] = []
    text, at = text.translate(_TIMES).rstrip(), 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            return None
        parts.append(found[1])
        at = found.end()
    reader = _ArithmeticReader(parts)
    try:
        value = reader.sum()
    except (ValueError, ZeroDivisionError):
        return None
    return value if reader.is_done and abs(value) < LARGEST else None


class _ArithmeticReader:
    """Works arithmetic out from left to right. Raises ValueError for what is none."""

    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._parts)

    def sum(self) -> Fraction:
        value = self._product()
        while self._sees("+-"):
            value = value + self._product() if self._next() == "+" else value - self._product()
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while self._sees("*/"):
            value = value * self._factor() if self._next() == "*" else value / self._factor()
        return value

    def _factor(self) -> Fraction:
        part = self._next()
        if part in ("+", "-"):
            return self._factor() if part == "+" else -self._factor()
        if part != "(":
            return _number(part)
        value = self.sum()
        if self._next() != ")":
            raise ValueError
        return value

    def _sees(self, signs: str) -> bool:
        return self._at < len(self._parts) and self._parts[self._at] in signs

    def _next(self) -> str:
        if self._at >= len(self._parts):
            raise ValueError
        self._at += 1
        return self._parts[self._at - 1]


def _number(part: str) -> Fraction:
    number = Decimal(plain_number(part)) if part[0].isdigit() else None
    if number is None or number >= LARGEST:
        raise ValueError
    return Fraction(number)
