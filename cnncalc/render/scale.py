"""Amounts in units that suit their size: in exact arithmetic, and what rounds up to the next unit is in that unit."""

from collections.abc import Sequence

THOUSANDS = tuple((1000**power, letter) for power, letter in enumerate("KMGTPE", start=1))
SI = tuple((1000**power, letter) for power, letter in enumerate("kMGT", start=1))
BINARY = tuple((1024**power, f"{letter}iB") for power, letter in enumerate("KMGTPE", start=1))
MOST_DECIMALS = 9

Step = tuple[int, int]
"""With so many decimals, as long as the digits make a number below this."""


def scaled(amount: int, units: Sequence[tuple[int, str]], steps: Sequence[Step]) -> str:
    """An amount in the first of its units, smallest first, and of its steps, in which it fits when it is rounded."""
    for size, unit in units:
        for decimals, below in steps:
            if rounded(amount, size, decimals) < below:
                return f"{decimal(amount, size, decimals)} {unit}"
    size, unit = units[-1]
    return f"{decimal(amount, size, steps[-1][0])} {unit}"


def rounded(numerator: int, denominator: int, decimals: int) -> int:
    """A quotient's digits with so many decimals, a half rounded up."""
    scale: int = 10**decimals
    return (2 * numerator * scale + denominator) // (2 * denominator)


def decimal(numerator: int, denominator: int, decimals: int) -> str:
    """A quotient with so many decimals, `1,234.5`."""
    whole, rest = divmod(rounded(numerator, denominator, decimals), 10**decimals)
    return f"{whole:,}.{rest:0{decimals}d}" if decimals else f"{whole:,}"


def significant(numerator: int, denominator: int, digits: int = 3) -> str:
    """A quotient above 0 in so many digits, or more before its point."""
    least = 10 ** (digits - 1)
    for decimals in range(MOST_DECIMALS):
        if rounded(numerator, denominator, decimals) >= least:
            return decimal(numerator, denominator, decimals)
    return f"<{decimal(1, 10**MOST_DECIMALS, MOST_DECIMALS)}"
