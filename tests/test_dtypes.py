"""Types of values, and amounts of memory as written."""

from __future__ import annotations

import pytest

from cnncalc.dtypes import DTYPES, dtype_named, parse_bytes
from cnncalc.errors import CnncalcError

BITS = {"fp64": 64, "fp32": 32, "tf32": 32, "bf16": 16, "fp16": 16, "fp8": 8, "int8": 8, "int4": 4}
AMOUNTS = [
    ("24GiB", 24 * 2**30),
    ("80 GB", 80 * 10**9),
    ("1.5GiB", 3 * 2**29),
    ("0.1 kB", 100),
    ("512mib", 2**29),
    ("7B", 7),
    ("1.9B", 1),
    ("2TiB", 2**41),
    ("80e9 B", 80 * 10**9),
    ("1_500MB", 1_500_000_000),
]


def test_bits() -> None:
    assert {name: dtype.bits for name, dtype in DTYPES.items()} == BITS
    assert dtype_named("FP16") is DTYPES["fp16"]


OF_OTHERS = [
    ("float16", "fp16"), ("torch.float16", "fp16"), ("half", "fp16"), ("np.float32", "fp32"), ("double", "fp64"),
    ("bfloat16", "bf16"), ("Float8_e4m3fn", "fp8"), ("uint8", "int8"), ("fp15", "fp16"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ours"), OF_OTHERS)
def test_the_names_of_others_are_told_ours(name: str, ours: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        dtype_named(name)
    assert str(caught.value) == f"unknown type {name!r} (did you mean {ours!r}?)"


@pytest.mark.parametrize(("text", "count"), AMOUNTS)
def test_amounts(text: str, count: int) -> None:
    assert parse_bytes(text) == count


@pytest.mark.parametrize("text", ["24", "24G", "GiB", "-1GiB", "1,5GiB", "1__0B", "", "1e31B"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(CnncalcError, match="is no amount of memory such as 24GiB"):
        parse_bytes(text)
