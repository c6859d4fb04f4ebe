"""Exact numbers as JSON has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def number(value: Fraction | int | None) -> int | float | None:
    """A whole number exactly, another one as the nearest double."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else float(value)


def numbers(values: Sequence[Fraction | int | None]) -> list[int | float | None]:
    """A number for each axis."""
    return [number(value) for value in values]
