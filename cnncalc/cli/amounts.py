"""Amounts as options take them: numbers with a suffix, batches, memory."""

from __future__ import annotations

from typing import Any

import click

from cnncalc.amounts import parse_amount

MOST = 10**18
"""No network has more of anything."""


class AmountType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """The most of something, 5M, 1.5G or 5e4; what is over a whole number is left out."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.report.figures import UNITS

        amount = parse_amount(str(value), {unit: size for unit, size in UNITS.items() if unit != "%"})
        if amount is None or amount > MOST:
            self.fail(f"{value!r} is not a number such as 5M or 1.5G", param, ctx)
        return amount


class MemoryType(click.ParamType):  # type: ignore[type-arg]  # as above
    """An amount of memory, 24GiB, in bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.dtypes import parse_bytes
        from cnncalc.errors import CnncalcError

        try:
            return value if isinstance(value, int) else parse_bytes(str(value))
        except CnncalcError as error:
            self.fail(str(error), param, ctx)


class WrittenMemoryType(MemoryType):
    """An amount of memory as it was written, to be told so."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        super().convert(value, param, ctx)
        return str(value).strip()
