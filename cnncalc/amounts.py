"""Numbers as people write them: 50000, 50_000, 50,000, 5e4, 1.5M, 24GiB."""

import re
from collections.abc import Mapping

from cnncalc.text import LONGEST_NUMBER

_DIGITS = r"(\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(?:\.(\d+))?(?:e\+?(\d{1,2}))?"
_AMOUNT = rf"(?ai)\s*{_DIGITS}\s*([a-z]*)\s*\Z"


def parse_amount(text: str, units: Mapping[str, int], *, exact: bool = False) -> int | None:
    """The whole number that a text stands for, or None if it is no number.

    `units` has what may stand behind it in small letters, which count as capitals do. What is over a whole number is
    left out; with `exact` there may be nothing over.
    """
    match = re.match(_AMOUNT, text) if len(text) <= LONGEST_NUMBER else None
    if match is None or match[4].lower() not in units:
        return None
    whole, decimals = re.sub("[_,]", "", match[1]), match[2] or ""
    number = int(whole + decimals) * 10 ** int(match[3] or 0) * units[match[4].lower()]
    amount, over = divmod(number, 10 ** len(decimals))
    return None if exact and over else amount
