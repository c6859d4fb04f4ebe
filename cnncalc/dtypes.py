"""The types of values and how many bits each takes; amounts of memory as people write them."""

import re
from typing import NamedTuple

from cnncalc.errors import CnncalcError, did_you_mean


class DType(NamedTuple):
    """A type of values."""

    name: str
    bits: int
    """How many it takes in memory."""
    trains: bool = True
    """Whether networks are trained with activations and gradients of this type."""

    @property
    def statistics_bits(self) -> int:
        """The bits of means and deviations, which PyTorch keeps in fp32 at least."""
        return max(self.bits, 32)


DTYPES = {
    dtype.name: dtype
    for dtype in (
        DType("fp64", 64),
        DType("fp32", 32),
        DType("tf32", 32),  # 19 bits in the multiplier, 32 in memory
        DType("bf16", 16),
        DType("fp16", 16),
        DType("fp8", 8, trains=False),
        DType("int8", 8, trains=False),
        DType("int4", 4, trains=False),
    )
}
"""The types by name."""

UNITS: dict[str, int] = {
    "B": 1,
    **{unit: 1000**power for power, unit in enumerate(("kB", "MB", "GB", "TB"), start=1)},
    **{unit: 1024**power for power, unit in enumerate(("KiB", "MiB", "GiB", "TiB"), start=1)},
}
_UNITS_BY_LETTERS = {unit.lower(): size for unit, size in UNITS.items()}


def dtype_named(name: str) -> DType:
    """The type of a name; raise CnncalcError with the nearest name if there is none."""
    found = DTYPES.get(name.lower())
    if found is None:
        raise CnncalcError(f"unknown type {name!r}", hint=did_you_mean(name, DTYPES) or f"known: {', '.join(DTYPES)}")
    return found


def parse_bytes(text: str) -> int:
    """Read `24GiB` or `80 GB`; raise CnncalcError for anything else."""
    match = re.fullmatch(r"\s*(\d{1,15})(?:\.(\d{1,9}))?\s*([A-Za-z]+)\s*", text)
    unit = _UNITS_BY_LETTERS.get(match[3].lower()) if match else None
    if match is None or unit is None:
        raise CnncalcError(f"{text!r} is no amount of memory such as 24GiB", hint=f"units: {', '.join(UNITS)}")
    whole, decimals = match[1], match[2] or ""
    scale: int = 10 ** len(decimals)
    return int(whole + decimals) * unit // scale
