"""Amounts in units that suit their size: in exact arithmetic, and what rounds up to the next unit is in that unit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

THOUSANDS = tuple((1000**power, letter) for power, letter in enumerate("KMGTPE", start=1))
SI = tuple((1000**power, letter) for power, letter in enumerate("kMGT", start=1))
BINARY = tuple((1024**power, f"{letter}iB") for power, letter in enumerate("KMGTPE", start=1))
MOST_DECIMALS = 9

Precision = tuple[int, int]
"""A number of decimals, and the number below which the digits must stay for it."""


def scaled(amount: int, units: Sequence[tuple[int, str]], steps: Sequence[Precision]) -> str:
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


def seconds_text(seconds: "Fraction") -> str:
    """A lower bound on a time in three digits, `12.3 µs`, rounded down so that it stays one."""
    for unit, size in (("s", 1), ("ms", 10**3), ("µs", 10**6), ("ns", 10**9), ("ps", 10**12)):
        value = seconds * size
        if value >= 1:
            digits = 2 if value < 10 else 1 if value < 100 else 0
            cut = value * 10**digits // 1
            return f"{cut // 10**digits:,}{f'.{cut % 10**digits:0{digits}d}' if digits else ''} {unit}"
    return "<1 ps" if seconds else "0 s"


def amount_text(amount: int, unit: str) -> str:
    """A rate or an amount in four digits with its decimal prefix, `320 GB/s`."""
    if amount < 1000:
        return f"{amount} {unit}"
    value, prefix = scaled(amount, THOUSANDS, ((3, 10_000), (2, 10_000), (1, 10_000))).split()
    return f"{value.rstrip('0').rstrip('.')} {prefix}{unit}"
