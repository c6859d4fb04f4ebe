"""Numbers as people write them: 50000, 50_000, 50,000, 50 000, 50'000, 5e4, 1.5M, 24GiB."""

import re
from collections.abc import Mapping

from cnncalc.text import LONGEST_NUMBER

SEPARATORS = (",", "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]", "['’]")
"""What may stand between thousands, the same in all of a number."""
_GROUPED = "|".join(rf"\d{{1,3}}(?:{each}\d{{3}})+" for each in SEPARATORS)
_WHOLE = rf"(?:{_GROUPED}|\d+(?:_\d+)*)"
NUMBER = rf"(?:(?<![\d,.]){_WHOLE}(?![\d_])(?:\.\d+)?(?:[eE]\+?\d{{1,3}})?)"
"""A number without a sign, as a pattern: `verify`, `check`, `grade` and everything else read the same ones."""
_AMOUNT = rf"(?ai)\s*({_WHOLE})(?:\.(\d+))?(?:e\+?(\d{{1,2}}))?\s*([a-z]*)\s*\Z"
_SEPARATOR = re.compile("[_,'’ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]")


def plain_number(text: str) -> str:
    """A number as programs write it: without what stands between thousands."""
    return _SEPARATOR.sub("", text)


def parse_amount(text: str, units: Mapping[str, int], *, exact: bool = False) -> int | None:
    """The whole number that a text stands for, or None if it is no number.

    `units` has what may stand behind it in small letters, which count as capitals do. What is over a whole number is
    left out; with `exact` there may be nothing over.
    """
    match = re.match(_AMOUNT, text) if len(text) <= LONGEST_NUMBER else None
    if match is None or match[4].lower() not in units:
        return None
    whole, decimals = plain_number(match[1]), match[2] or ""
    number = int(whole + decimals) * 10 ** int(match[3] or 0) * units[match[4].lower()]
    amount, over = divmod(number, 10 ** len(decimals))
    return None if exact and over else amount
