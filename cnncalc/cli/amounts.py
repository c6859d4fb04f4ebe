"""Amounts as options take them: numbers with a unit, memory."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import click

MOST = 10**18
"""No network has more of anything."""


class AmountType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """The most of something, 5M or 1.5G; what is over a whole number is left out."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.report.figures import Figure, parse_figure

        figure: Figure | None = None
        with suppress(ValueError):
            figure = parse_figure(str(value))
        plain = figure is not None and re.match(r"[0-9][0-9,.]*[a-zA-Z]*\Z", str(value).strip())
        if figure is None or not plain or figure.low > MOST:
            self.fail(f"{value!r} is not a number such as 5M or 1.5G", param, ctx)
        return int(figure.low)


class MemoryType(click.ParamType):  # type: ignore[type-arg]  # as above
    """An amount of memory, 24GiB, in bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.dtypes import parse_bytes
        from cnncalc.errors import CnncalcError

        try:
            return value if isinstance(value, int) else 0 if value == "0" else parse_bytes(str(value))
        except CnncalcError as error:
            self.fail(str(error), param, ctx)
