"""Published figures as numbers with the precision they were written in."""

import re
from decimal import Decimal
from typing import NamedTuple

UNITS = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "g": 10**9, "b": 10**9, "billion": 10**9,
    "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "%": 1,
}  # fmt: skip

_NUMBER = r"[-−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE]\d{1,3})?"
_FIGURE = re.compile(
    rf"\s*(?:[~≈]|about )?\s*(?P<low>{_NUMBER})\s*(?:[-–—]\s*(?P<high>{_NUMBER}))?\s*(?P<unit>%|[A-Za-z]*)\s*\Z"
)

LONGEST = 100
"""A longer text is no figure: patterns take long to find that out."""
EXACT, ROUNDED, CUT_OFF, WITHIN = "exact", "rounded", "cut off", "within the range"


class Figure(NamedTuple):
    """A number or a range, and what one unit of the last digit is worth, of a range's ends each."""

    low: Decimal
    high: Decimal
    last_digit: Decimal
    last_digit_of_high: Decimal
    signed: bool

    def agreement(self, computed: int | float | Decimal) -> str:
        """How a computed number agrees: `exact`, `rounded`, `cut off`, `within the range`, or not at all ("")."""
        number = Decimal(computed)
        if not self.signed:
            number = abs(number)
        if self.low != self.high:
            low, high = self.low - self.last_digit / 2, self.high + self.last_digit_of_high / 2
            return WITHIN if low <= number <= high else ""
        if number == self.low:
            return EXACT
        if abs(number - self.low) * 2 <= self.last_digit:
            return ROUNDED
        cut = abs(number) - abs(self.low)
        return CUT_OFF if 0 <= cut < self.last_digit and number * self.low >= 0 else ""


def parse_figure(text: str, *, difference: bool = False) -> Figure:
    """Read `60M`, `138 million`, `159Ki`, `16.4%`, `90-95%`; raise ValueError for anything else.

    A difference published without a sign is compared by its size.
    """
    match = _FIGURE.match(text) if len(text) <= LONGEST else None
    low = _decimal(match["low"]) if match else Decimal(0)
    high = _decimal(match["high"]) if match and match["high"] else low
    if match is None or match["unit"].lower() not in UNITS or high < low:
        raise ValueError(f"{text[:LONGEST]!r} is not a figure such as 60M, 1,516, 159Ki, 16.4% or 90-95%")
    unit = Decimal(UNITS[match["unit"].lower()])
    signed = not difference or match["low"][0] in "-−+"
    return Figure(low * unit, high * unit, _last_digit(low) * unit, _last_digit(high) * unit, signed)


def _last_digit(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
