"""The types of values and how many bits each takes; amounts of memory as people write them."""

from typing import NamedTuple

from cnncalc.amounts import parse_amount
from cnncalc.errors import CnncalcError, did_you_mean


class DType(NamedTuple):
    """A type of values."""

    name: str
    bits: int
    """How many bits a value of the type takes in memory."""
    trains: bool = True
    """Whether networks are trained with activations and gradients of the type."""

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
MOST_BYTES = 10**30
"""The most bytes that an amount of memory may be: no machine has as many."""
_UNITS_BY_LETTERS = {unit.lower(): size for unit, size in UNITS.items()}


OTHER_NAMES = {
    "float64": "fp64", "double": "fp64", "f64": "fp64", "float32": "fp32", "float": "fp32", "single": "fp32",
    "f32": "fp32", "tensorfloat32": "tf32", "bfloat16": "bf16", "float16": "fp16", "half": "fp16", "f16": "fp16",
    "float8": "fp8", "float8_e4m3fn": "fp8", "float8_e4m3fnuz": "fp8", "float8_e5m2": "fp8", "float8_e5m2fnuz": "fp8",
    "f8": "fp8", "qint8": "int8", "quint8": "int8", "uint8": "int8", "i8": "int8", "u8": "int8", "qint4": "int4",
    "quint4": "int4", "quint4x2": "int4", "uint4": "int4", "i4": "int4", "u4": "int4",
}  # fmt: skip
"""What PyTorch, NumPy and others call types, and which of ours has the same size."""


def dtype_named(name: str) -> DType:
    """The type of a name; raise CnncalcError with the nearest name if there is none."""
    found = DTYPES.get(name.lower())
    if found is None:
        other = OTHER_NAMES.get(name.lower().rpartition(".")[2], "")  # torch.float16
        near = f"did you mean {other!r}?" if other else did_you_mean(name, DTYPES)
        raise CnncalcError(f"unknown type {name!r}", hint=near or f"known: {', '.join(DTYPES)}")
    return found


def at_once(batch: int) -> int:
    """How many examples a batch has; raise CnncalcError for what is no number of them."""
    if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
        raise CnncalcError(f"a batch must be a whole number of at least 1, not {batch!r}")
    return batch


def parse_bytes(text: str) -> int:
    """Read `24GiB`, `80 GB` or `0`; raise CnncalcError for anything else."""
    if text.strip() == "0":
        return 0
    amount = parse_amount(text, _UNITS_BY_LETTERS)
    if amount is None or amount > MOST_BYTES:
        raise CnncalcError(f"{text!r} is no amount of memory such as 24GiB", hint=f"units: {', '.join(UNITS)}")
    return amount
