"""Published figures as numbers with the precision they were written in."""

import re
from decimal import Decimal
from typing import NamedTuple

from cnncalc.amounts import NUMBER, plain_number
from cnncalc.text import LONGEST_NUMBER

UNITS = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "g": 10**9, "b": 10**9, "billion": 10**9,
    "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "%": 1,
}  # fmt: skip
_NUMBER = rf"[-−+]?{NUMBER}"
ABOUT, AT_MOST, AT_LEAST = "about", "at most", "at least"
SENSES = {
    ABOUT: ("~", "≈", "about", "around", "approximately", "roughly", "nearly", "almost"),
    AT_MOST: ("<=", "<", "≤", "less than", "fewer than", "under", "below", "at most", "up to"),
    AT_LEAST: (">=", ">", "≥", "more than", "over", "above", "at least"),
}
"""How a figure is meant, by the words before it; without words it is as precise as it is written."""
_WORDS = "|".join(re.escape(word) for words in SENSES.values() for word in words)
_FIGURE = re.compile(
    rf"\s*(?P<sense>{_WORDS})?\s*(?P<low>{_NUMBER})\s*(?:[-–—]\s*(?P<high>{_NUMBER}))?\s*(?P<unit>%|[A-Za-z]*)\s*\Z",
    re.IGNORECASE,
)
EXACT, ROUNDED, CUT_OFF, WITHIN = "exact", "rounded", "cut off", "within the range"
NEAR, BOUND = "within 10 %", "within the bound"
TOLERANCE = Decimal("0.1")
"""How far a figure may be from one that is said to be `about` so much, as a part of the latter."""
MOST_CUT_OFF = Decimal("0.05")
"""How much may be cut off behind a figure's last digit, as a part of it."""


class WrittenFigure(NamedTuple):
    """A number or a range, and what one unit of the last digit is worth, of a range's ends each."""

    low: Decimal
    high: Decimal
    last_digit: Decimal
    last_digit_of_high: Decimal
    signed: bool
    sense: str = ""
    """`about`, `at most` or `at least`; empty for a figure that is meant as it is written."""

    def agreement(self, computed: int | float | Decimal) -> str:
        """How a computed number agrees, or not at all ("").

        `exact`, `rounded` or `cut off` to the last digit, `within the range`; `within 10 %` of what is about so much,
        `within the bound`. A number without a significant digit says nothing of what is not zero.
        """
        number = Decimal(computed)
        if not self.signed:
            number = abs(number)
        if self.sense == AT_MOST or (self.high > self.low == 0):
            return BOUND if number <= self.high else ""
        if self.sense == AT_LEAST:
            return BOUND if number >= self.low else ""
        if self.sense == ABOUT:
            low, high = self.low - abs(self.low) * TOLERANCE, self.high + abs(self.high) * TOLERANCE
            return NEAR if low <= number <= high else ""
        if self.low != self.high:
            low, high = self.low - self.last_digit / 2, self.high + self.last_digit_of_high / 2
            return WITHIN if low <= number <= high else ""
        return self._as_written(number)

    def _as_written(self, number: Decimal) -> str:
        """How a number agrees with one that is meant as it is written."""
        if number == self.low:
            return EXACT
        if not self.low:
            return ""
        if abs(number - self.low) * 2 <= self.last_digit:
            return ROUNDED
        cut = abs(number) - abs(self.low)
        most = min(self.last_digit, abs(self.low) * MOST_CUT_OFF)
        return CUT_OFF if 0 <= cut < most and number * self.low >= 0 else ""


def parse_figure(text: str, *, difference: bool = False, kilo: int = 1000) -> WrittenFigure:
    """Read `60M`, `138 million`, `159Ki`, `16.4%`, `90-95%`, `less than 25M`; raise ValueError for anything else.

    A difference published without a sign is compared by its size. `kilo` is what K is: with 1024, M is 1024².
    """
    match = _FIGURE.match(text) if len(text) <= LONGEST_NUMBER else None
    low = _decimal(match["low"]) if match else Decimal(0)
    high = _decimal(match["high"]) if match and match["high"] else low
    if match is None or match["unit"].lower() not in UNITS or high < low:
        raise ValueError(f"{text[:LONGEST_NUMBER]!r} is not a figure such as 60M, 1,516, 159Ki, 16.4%, 90-95% or ~5M")
    unit = Decimal(UNITS[match["unit"].lower()])
    if kilo != 1000 and unit > 1:
        unit = Decimal(kilo) ** round(unit.log10() / 3)
    signed = not difference or match["low"][0] in "-−+"
    return WrittenFigure(
        low * unit, high * unit, _last_digit(low) * unit, _last_digit(high) * unit, signed, _sense(match)
    )


def _sense(match: re.Match[str]) -> str:
    word = (match["sense"] or "").lower()
    return next((sense for sense, words in SENSES.items() if word in words), "")


def _last_digit(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _decimal(text: str) -> Decimal:
    return Decimal(plain_number(text).replace("−", "-"))
