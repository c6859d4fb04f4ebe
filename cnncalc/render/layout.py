"""Pages as lines of styled text, fitted to a width; plain text and the terminal share it."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import zip_longest
from typing import NamedTuple, TypeAlias
from unicodedata import combining, east_asian_width

from cnncalc.render.page import Cell, Column, Derivation, Page, Paragraph, Row, Table, exact_number, short_number
from cnncalc.text import printable

Line: TypeAlias = tuple[str, str]
"""A text and the name of its style."""

GAP = "  "
NARROWEST_TEXT = 8
COMFORTABLE_TEXT = 22
"""A text is cut this short before a column is left out."""
NARROW = dict.fromkeys(map(ord, "×·−–…→⌊⌋⌈⌉≥≈₁₂"), "_")
"""Signs of formulas, of which each is one column wide."""
MOST_KNOWN = 200
"""How many derivations are remembered."""
LONG = 10_000
"""A text with more characters is wrapped piece by piece, without an indent."""
WIDEST = 200
"""What is longer than this stands out of its column: not every other row is as wide."""


class _Fit(NamedTuple):
    """The columns that are kept, their widths, whether numbers are short, and whether texts are cut."""

    kept: list[int]
    widths: list[int]
    short: bool
    cuts: bool


def lay_out(page: Page, width: int | None) -> Iterator[Line]:
    """A page's lines, at most `width` columns wide if a width is given."""
    if page.title:
        yield from _paragraph(Paragraph((page.title,), "title"), width)
    derived = lru_cache(MOST_KNOWN)(partial(_derivation, width=width))  # pages say the same of many layers
    for number, part in enumerate(page.parts):
        if number or page.title:
            yield "", ""
        if isinstance(part, Derivation):
            yield from derived(part)
        else:
            yield from _table(part, width) if isinstance(part, Table) else _paragraph(part, width)


def text_width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii() or text.translate(NARROW).isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _paragraph(paragraph: Paragraph, width: int | None) -> list[Line]:
    lines: list[Line] = []
    for text in map(printable, paragraph.lines):
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        wrapped: Iterable[str] = [text]
        if width is not None and len(text) > LONG:
            wrapped = _wrapped(text, max(width, 20))
        elif width is not None and text_width(text) > width:
            wrapped = textwrap.wrap(text, max(width, 20), subsequent_indent=indent, break_on_hyphens=False)
        lines.extend((line, paragraph.style) for line in wrapped)
    return lines


def _derivation(derivation: Derivation, width: int | None) -> list[Line]:
    size = max([text_width(name) for name, _ in derivation.figures], default=0)
    lines = [derivation.heading] if derivation.heading else []
    for name, texts in derivation.figures:
        names = [name + " " * (size - text_width(name)), *[" " * size] * (len(texts) - 1)]
        lines += [f"  {before}  {text}" for before, text in zip(names, texts, strict=True)]
    return _paragraph(Paragraph(tuple(lines)), width)


def _table(table: Table, width: int | None) -> list[Line]:
    fit = _fit(table, width)
    lines = _paragraph(Paragraph((table.caption,), "caption"), width) if table.caption else []
    header = Row(tuple(column.title for column in table.columns), "header")
    rule: Line = GAP.join("─" * size for size in fit.widths), "rule"
    lines.extend(_row(header, table.columns, fit))
    lines.append(rule)
    for row in table.rows:
        lines.extend(_row(row, table.columns, fit))
    if table.totals:
        lines.append(rule)
        for row in table.totals:
            lines.extend(_row(row._replace(style=row.style or "total"), table.columns, fit))
    return lines


def _row(row: Row, columns: tuple[Column, ...], fit: _Fit) -> list[Line]:
    """A row's line, and further ones where a cell is wrapped."""
    kept = [(columns[index], size) for index, size in zip(fit.kept, fit.widths, strict=True)]
    texts = [_cell(row.cells[index], fit.short) for index in fit.kept]
    if not fit.cuts or all(text_width(text) <= size for text, (_, size) in zip(texts, kept, strict=True)):
        return [(_line(texts, kept), row.style)]
    pieces = [_pieces(text, size, column.wrap) for text, (column, size) in zip(texts, kept, strict=True)]
    return [(_line(each, kept), row.style) for each in zip_longest(*pieces, fillvalue="")]


def _line(texts: Sequence[str], kept: list[tuple[Column, int]]) -> str:
    cells = []
    for text, (column, size) in zip(texts, kept, strict=True):
        padding = " " * (size - text_width(text))
        cells.append(padding + text if column.right else text + padding)
    return GAP.join(cells).rstrip()


def _pieces(text: str, size: int, wrap: bool) -> Iterable[str]:
    """A cell's text line by line, each at most so wide; the first alone, cut, if it is not to be wrapped."""
    if text_width(text) <= size:
        return (text,)
    return _wrapped(text, size) if wrap else (_shorten(text, size),)


def _wrapped(text: str, size: int) -> Iterator[str]:
    """The words of a text line by line; one that is too long by itself is broken."""
    at, end = 0, len(text)
    while at < end:
        part = text[at : at + size + 1]
        fitting = part.rfind(" ") if len(part) > size else len(part)
        cut = fitting if fitting > 0 else size
        yield part[:cut].rstrip()
        at += cut
        while at < end and text[at].isspace():
            at += 1


def _fit(table: Table, width: int | None) -> _Fit:
    """Make a table fit: short numbers first, then shorter texts, then fewer columns."""
    kept = list(range(len(table.columns)))
    if width is None:
        return _Fit(kept, _widths(table, kept, short=False, widest=WIDEST), False, cuts=False)
    widths = _widths(table, kept, short=False)
    if _total(widths) <= width:
        return _Fit(kept, widths, False, cuts=True)
    widths = [min(size, width) for size in _widths(table, kept, short=True)]
    optional = sorted((column.optional, index) for index, column in enumerate(table.columns) if column.optional)
    while _total(squeezed := _squeeze(table, kept, widths, width, COMFORTABLE_TEXT)) > width and optional:
        kept.remove(optional.pop()[1])
        widths = [min(size, width) for size in _widths(table, kept, short=True)]
    return _Fit(kept, _squeeze(table, kept, squeezed, width, NARROWEST_TEXT), True, cuts=True)


def _squeeze(table: Table, kept: list[int], widths: list[int], width: int, narrowest: int) -> list[int]:
    """Take from the widest texts what is too much, but leave each of them its narrowest width."""
    widths = list(widths)
    while _total(widths) > width:
        texts = [at for at, index in enumerate(kept) if not table.columns[index].right and widths[at] > narrowest]
        if not texts:
            break
        widths[max(texts, key=lambda at: widths[at])] -= 1
    return widths


def _widths(table: Table, kept: list[int], *, short: bool, widest: int | None = None) -> list[int]:
    rows = (*table.rows, *table.totals)
    widths = []
    for index in kept:
        cells = [text_width(_cell(row.cells[index], short)) for row in rows]
        usual = [width for width in cells if widest is None or width <= widest]
        column = table.columns[index]
        widths.append(max([text_width(column.title), column.least, *usual]))
    return widths


def _total(widths: list[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _cell(cell: Cell, short: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return short_number(cell) if short else exact_number(cell)
    return printable(cell)


def _shorten(text: str, size: int) -> str:
    kept = text[:size]
    while kept and text_width(kept) > size - 1:
        kept = kept[:-1]
    return kept + "…"
