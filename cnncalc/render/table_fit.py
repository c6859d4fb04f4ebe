"""Makes a table fit a width: shorter numbers, shorter texts, fewer columns."""

from collections.abc import Callable
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from cnncalc.render.page import Cell, Column, Table, exact_number, short_number
from cnncalc.text import printable

GAP = "  "
NARROWEST_TEXT = 8
NARROWEST_WRAPPED = 7
COMFORTABLE_TEXT = 22
COMFORTABLE_WRAPPED = 18
"""How short a text is wrapped or cut before a column is left out."""
NARROW = dict.fromkeys(map(ord, "×·−–…→⌊⌋⌈⌉≥≈₁₂"), "_")
"""Signs of formulas, of which each is one column wide."""
WIDEST = 200
"""The widest a text makes its column; a longer one stands out of it, so that not every other row is as wide."""


class TableFit(NamedTuple):
    """How a table fits: the columns that are kept, their widths, whether numbers are short, whether texts are cut."""

    kept: list[int]
    widths: list[int]
    short: bool
    cuts: bool
    needed: int = 0
    """The width from which on no column is left out; 0 if none is left out."""


def fit_table(table: Table, width: int | None) -> TableFit:
    """Make a table fit: short numbers first, then shorter texts, then fewer columns."""
    every = list(range(len(table.columns)))
    if width is None:
        return TableFit(every, _widths(table, every, short=False, widest=WIDEST), False, cuts=False)
    widths = _widths(table, every, short=False)
    if _total(widths) <= width:
        return TableFit(every, widths, False, cuts=True)
    widths = [min(size, width) for size in _widths(table, every, short=True)]
    needed = _total(_squeeze(table, every, widths, 0, _comfortable))
    kept = _kept(table, widths, width)
    squeezed = _squeeze(table, kept, [widths[index] for index in kept], width, _comfortable)
    for narrowest in (_wrapped, _narrowest):
        squeezed = _squeeze(table, kept, squeezed, width, narrowest)
    return TableFit(kept, squeezed, True, cuts=True, needed=needed if len(kept) < len(every) else 0)


def text_width(text: str) -> int:
    """The width of a text on a terminal, in columns."""
    if text.isascii() or text.translate(NARROW).isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def cell_text(cell: Cell, short: bool) -> str:
    """The text of a cell."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return short_number(cell) if short else exact_number(cell)
    return printable(cell)


def _kept(table: Table, widths: list[int], width: int) -> list[int]:
    """The columns that there is room for: optional columns go first, then those that say less."""
    kept = list(range(len(table.columns)))

    def overrun(narrowest: Callable[[Column], int]) -> bool:
        return _total(_squeeze(table, kept, [widths[index] for index in kept], width, narrowest)) > width

    optional = sorted((column.optional, index) for index, column in enumerate(table.columns) if column.optional)
    while optional and overrun(_usual if table.columns[optional[-1][1]].shortest else _comfortable):
        last, index = optional.pop()
        title = table.columns[index].title
        alike = [at for level, at in optional if (level, table.columns[at].title) == (last, title)]
        kept = [at for at in kept if at != index and at not in alike]  # one share without the other says little
        optional = [each for each in optional if each[1] not in alike]
    while len(kept) > 1 and overrun(_narrowest):
        kept.remove(max(kept[1:], key=lambda index: (_dispensable(table.columns[index]), index)))
    return kept


def _dispensable(column: Column) -> int:
    """Names and the like go before numbers and what is told in words, and last what is marked."""
    return 0 if column.marked else 1 if column.right or column.wrap else 2


def _comfortable(column: Column) -> int:
    return column.shortest or _usual(column)


def _usual(column: Column) -> int:
    """What makes do with less than is good for it, before it is left out itself."""
    return COMFORTABLE_WRAPPED if column.wrap else COMFORTABLE_TEXT


def _wrapped(column: Column) -> int:
    """Whether a column can go on in further lines; such columns give way before others are cut."""
    return NARROWEST_WRAPPED if column.wrap else _comfortable(column)


def _narrowest(column: Column) -> int:
    return NARROWEST_WRAPPED if column.wrap else NARROWEST_TEXT


def _squeeze(
    table: Table, kept: list[int], widths: list[int], width: int, narrowest: Callable[[Column], int]
) -> list[int]:
    """Take from the widest texts what is too much, but leave each of them its narrowest width."""
    widths = list(widths)
    columns = [table.columns[index] for index in kept]
    texts = [at for at, column in enumerate(columns) if not column.right and not column.whole]
    for first in (True, False):  # those that are cut before the others
        while _total(widths) > width:
            over = [at for at in texts if widths[at] > narrowest(columns[at]) and (columns[at].shortest or not first)]
            if not over:
                break
            widths[max(over, key=lambda at: widths[at])] -= 1
    return widths


def _widths(table: Table, kept: list[int], *, short: bool, widest: int | None = None) -> list[int]:
    rows = (*table.rows, *table.totals)
    widths = []
    for index in kept:
        cells = [text_width(cell_text(row.cells[index], short)) for row in rows]
        usual = [width for width in cells if widest is None or width <= widest]
        column = table.columns[index]
        widths.append(max([text_width(column.title), column.least, *usual]))
    return widths


def _total(widths: list[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)
