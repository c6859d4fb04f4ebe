"""Amounts as options take them: numbers with a unit, memory."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click


class AmountType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """The most of something, 5M or 1.5G; what is over a whole number is left out."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.report.figures import Figure, parse_figure

        figure: Figure | None = None
        with suppress(ValueError):
            figure = parse_figure(str(value))
        if figure is None or figure.low != figure.high or figure.low < 0 or "%" in str(value):
            self.fail(f"{value!r} is not a number such as 5M or 1.5G", param, ctx)
        return int(figure.low)


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
