"""A table whose rows stand in one another: the script folds, sorts and searches it, without it all is shown."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncalc.render.html import text_of
from cnncalc.render.page import Cell, exact_number

DEEPEST = 12
"""The deepest level that is set in from the one above it."""


class TreeCell(NamedTuple):
    """A cell, with the names of its classes."""

    text: Cell
    style: str = ""


class TreeRow(NamedTuple):
    """A row; those that are in it follow, a level deeper."""

    id: str
    name: str
    level: int
    cells: tuple[TreeCell, ...]
    opened: bool = False
    """Whether rows below are in it."""


class TreeColumn(NamedTuple):
    """A column's title, and the names of its classes."""

    title: str
    style: str = ""


def write_tree(
    caption: str, columns: Iterable[TreeColumn], rows: Iterable[TreeRow], total: TreeRow | None, depth: int
) -> Iterator[str]:
    """The table; blocks are open to a depth at first."""
    yield f'<table class="tree" data-depth="{depth}"><caption>{text_of(caption)}</caption>\n<thead><tr>'
    for column in columns:
        yield f'<th scope="col"{_class(column.style)}>{text_of(column.title)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in rows:
        yield _row(row)
    yield "</tbody>\n"
    if total:
        cells = "".join(f"<td{_class(cell.style)}>{_text(cell.text)}</td>" for cell in total.cells)
        yield f'<tfoot><tr><th scope="row">{text_of(total.name)}</th>{cells}</tr></tfoot>\n'
    yield "</table>\n"


def _row(row: TreeRow) -> str:
    name = text_of(row.id)
    kinds = [f"l{min(row.level, DEEPEST)}"] * (row.level > 1) + ["g"] * row.opened
    cells = "".join(f"<td{_class(cell.style)}>{_text(cell.text)}</td>" for cell in row.cells)
    link = f'<a href="#{name}">{text_of(row.name)}</a>'
    return f'<tr id="{name}"{_class(" ".join(kinds))}><th scope="row">{link}</th>{cells}</tr>\n'


def _text(cell: Cell) -> str:
    return "" if cell is None else exact_number(cell) if isinstance(cell, int) else text_of(cell)


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""
