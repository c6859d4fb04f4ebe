"""Where an axis has its ticks."""

from math import ceil, floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
BINARY_STEPS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0)
MANTISSAS = ((1,), (1, 2, 5))
"""The ticks in each power of ten of a logarithmic axis, few to many."""


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many round numbers, a step apart; the first and the last are no further inside than one step."""
    rough = (high - low) / max(most - 1, 1) or 1.0
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in STEPS if each * power >= rough * 0.999)
    return [number * step for number in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def byte_ticks(high: float, most: int) -> list[float]:
    """At most so many amounts from 0 on, round in bytes' binary units."""
    rough = high / max(most, 1) or 1.0
    unit = 1.0
    while rough > unit * 512:
        unit *= 1024
    step = next(each * unit for each in BINARY_STEPS if each * unit >= rough * 0.999)
    return [number * step for number in range(ceil(high / step - 1e-9) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many of 1, 2, 5 times a power of ten, all between the ends; fewer digits where there are many."""
    first, last = floor(log10(low)), ceil(log10(high))
    found: list[float] = []
    for mantissas in MANTISSAS:
        ticks = [digit * 10.0**power for power in range(first, last + 1) for digit in mantissas]
        ticks = [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]
        if len(ticks) > most and found:
            break
        found = ticks
    return found[:: -(-len(found) // most)] if len(found) > most else found
