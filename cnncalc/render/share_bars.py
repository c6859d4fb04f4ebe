"""Bars beside the shares of a table, where a terminal has room for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cnncalc.render.block_bars import EIGHTHS, bar
from cnncalc.render.page import Cell, Column, Row, Table
from cnncalc.render.table_fit import GAP, TableFit

NARROWEST, WIDEST = 4, 12
"""How many columns the longest bar has, at least and at most."""
BLOCKS = frozenset(EIGHTHS.strip())


def with_bars(table: Table, fitted: TableFit, width: int) -> tuple[Table, TableFit]:
    """The table with a column of bars behind each column of shares, if there is room, and how it fits."""
    places = [at for at in fitted.kept if table.columns[at].bars]
    room = width - sum(fitted.widths) - len(GAP) * (len(fitted.widths) - 1)
    size = min(room // max(len(places), 1) - len(GAP), WIDEST)
    if size < NARROWEST or len(fitted.kept) < len(table.columns):
        return table, fitted
    bars = {at: _bars([row.cells[at] for row in table.rows if row.style != "block"], size) for at in places}
    columns: list[Column] = []
    for at, column in enumerate(table.columns):
        columns += [column, Column("", whole=True, least=size)] if at in bars else [column]
    rows, totals = (
        tuple([row._replace(cells=_cells(row, bars)) for row in some]) for some in (table.rows, table.totals)
    )
    widths = [each for at, one in enumerate(fitted.widths) for each in ((one, size) if at in bars else (one,))]
    barred = table._replace(columns=tuple(columns), rows=rows, totals=totals)
    return barred, fitted._replace(kept=list(range(len(columns))), widths=widths)


def tinted(line: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """A line with its bars in their own style."""
    return tuple([span for text, style in line for span in _split(text, style)])


def _split(text: str, style: str) -> Iterator[tuple[str, str]]:
    if BLOCKS.isdisjoint(text):
        yield text, style
        return
    at = 0
    for is_bar, piece in groupby(text, BLOCKS.__contains__):
        size = len(list(piece))
        yield text[at : at + size], "bar" if is_bar else style
        at += size


def _bars(cells: list[Cell], size: int) -> dict[str, str]:
    """The bar of each share that is known; the largest is as long as there is room."""
    known = {cell: float(cell.strip("<>%")) for cell in cells if isinstance(cell, str) and cell.endswith("%")}
    most = max(known.values(), default=0.0)
    return {cell: bar(value, most, size) for cell, value in known.items()}


def _cells(row: Row, bars: dict[int, dict[str, str]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for at, cell in enumerate(row.cells):
        cells.append(cell)
        if at in bars:
            cells.append(bars[at].get(str(cell), "") if row.style != "block" else "")
    return tuple(cells)
