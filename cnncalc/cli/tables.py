"""The options of a table of networks: its columns, its order, its units."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnncalc.cli.output import Output
from cnncalc.cli.types import WordsType, network_columns
from cnncalc.render import Options
from cnncalc.report.compare import ORDERS

F = TypeVar("F", bound=Callable[..., Any])

UNITS = ("exact", "si")


def table_options(command: F) -> F:
    """`--columns`, `--units`, `--sort` and `--reverse` of a table of networks; the first two given as `shown`."""
    orders = click.Choice(tuple(ORDERS))
    columns = WordsType("columns", network_columns, several=True)

    @click.option("--columns", type=columns, metavar="NAMES", help="The columns, as title,params,macs,top1.")
    @click.option("--units", type=click.Choice(UNITS), help="Exact counts, or as papers write them: 25.6 M.")
    @click.option("--sort", type=orders, help="What to sort by: the least first, of top1 the best.")
    @click.option("--reverse", is_flag=True, help="The other way round.")
    @functools.wraps(command)
    def wrapped(columns: str | None, units: str | None, output: Output, **rest: Any) -> Any:
        if units is not None:
            output.check_table("--units")
        shown = Options(columns=output.columns(columns), units=units or "")
        return command(shown=shown, output=output, **rest)

    return wrapped  # type: ignore[return-value]
