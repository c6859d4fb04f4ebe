"""Integers that remember how they were computed.

An op works out its sizes and counts as plain arithmetic on integers. Given `Quantity` operands, which
*are* integers, the very same code returns a result that also carries its formula:

    >>> from cnncalc.quantity.formula import formula
    >>> weights = product(Quantity(11, "F"), Quantity(11, "F"), Quantity(3, "C")) * Quantity(96, "K")
    >>> print(f"{formula(weights)} = {weights:,}")
    (11·11·3)·96 = 34,848
"""

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.quantity.formula import FormulaTree


class Quantity(int):
    """An integer with its symbol, or with the formula that gave it; arithmetic on quantities builds that formula on."""

    symbol: str
    tree: "FormulaTree | None"

    def __new__(cls, value: int, symbol: str = "", tree: "FormulaTree | None" = None) -> "Quantity":
        made = super().__new__(cls, value)
        made.symbol = symbol
        made.tree = tree
        return made

    def __add__(self, other: int, /) -> "Quantity":
        return _worked(int(self) + int(other), "add", self, other)

    def __radd__(self, other: int, /) -> "Quantity":
        return _worked(int(other) + int(self), "add", other, self)

    def __sub__(self, other: int, /) -> "Quantity":
        return _worked(int(self) - int(other), "subtract", self, other)

    def __rsub__(self, other: int, /) -> "Quantity":
        return _worked(int(other) - int(self), "subtract", other, self)

    def __mul__(self, other: int, /) -> "Quantity":
        return _worked(int(self) * int(other), "multiply", self, other)

    def __rmul__(self, other: int, /) -> "Quantity":
        return _worked(int(other) * int(self), "multiply", other, self)

    def __floordiv__(self, other: int, /) -> "Quantity":
        return _worked(int(self) // int(other), "divide", self, other)

    def __rfloordiv__(self, other: int, /) -> "Quantity":
        return _worked(int(other) // int(self), "divide", other, self)


def product(*factors: int) -> int:
    """Multiply; a formula shows the factors together in parentheses."""
    if Quantity not in map(type, factors):
        return prod(factors)
    return _worked(prod(map(int, factors)), "group", *factors)


def named(number: int, symbol: str) -> int:
    """A number that goes by a letter of its own in formulas, instead of by its working."""
    return Quantity(int(number), symbol) if isinstance(number, Quantity) else number


def ceil_div(dividend: int, divisor: int) -> int:
    """Divide and round up; a formula says so even where the division comes out even."""
    value = -(-int(dividend) // int(divisor))
    if isinstance(dividend, Quantity) or isinstance(divisor, Quantity):
        return _worked(value, "divide_up", dividend, divisor)
    return value


def at_least(number: int, least: int) -> int:
    """A number, or the least it may be; a formula shows that only where it matters."""
    if int(number) >= least or not isinstance(number, Quantity):
        return max(number, least)
    return _worked(least, "at_least", number, least)


def total(numbers: Iterable[int]) -> int:
    """Add up; a formula shows every term that is not a plain zero."""
    terms = [number for number in numbers if number or isinstance(number, Quantity)]
    if len(terms) < 2 or Quantity not in map(type, terms):
        return terms[0] if len(terms) == 1 else sum(terms)
    return _worked(sum(map(int, terms)), "add", *terms)


def _worked(value: int, operation: str, *operands: int) -> Quantity:
    """The result of an operation on some numbers, with its formula."""
    from cnncalc.quantity.formula import OPERATIONS  # when there is a working to show: most commands show none

    return Quantity(value, tree=OPERATIONS[operation](*operands))
