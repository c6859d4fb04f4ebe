"""Pages as lines of styled text, fitted to a width; plain text and the terminal share it."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import zip_longest
from typing import TypeAlias

from cnncalc.render.page import STRUCTURE, Column, Derivation, Page, Paragraph, Row, Table
from cnncalc.render.table_fit import GAP, TableFit, cell_text, fit_table, text_width
from cnncalc.text import printable

StyledLine: TypeAlias = tuple[tuple[str, str], ...]
"""Texts side by side, each with the name of its style."""

NARROWEST_WORKING = 20
"""The least room that a working needs beside its name; with less, it stands as other paragraphs do."""
MOST_KNOWN = 200
"""How many derivations are remembered as laid out."""
HELD = "\xa0=\xa0"
"""An equals sign of a heading, `P = 2`, where no line ends."""
LONG = 10_000
"""A text with more characters is wrapped piece by piece, without an indent."""


def lay_out(page: Page, width: int | None) -> Iterator[StyledLine]:
    """A page's lines, at most `width` columns wide if a width is given."""
    if page.title:
        yield from _paragraph(Paragraph((page.title,), "title"), width)
    if page.lead:
        yield from _paragraph(Paragraph((page.lead,)), width)
    derived = lru_cache(MOST_KNOWN)(partial(_derivation, width=width))  # pages say the same of many layers
    left_out: set[str] = set()
    for number, part in enumerate(page.parts):
        if number or page.title:
            yield ()
        if isinstance(part, Derivation):
            yield from derived(part)
        elif isinstance(part, Paragraph):
            yield from _paragraph(part, width, left_out)
        elif isinstance(part, Table):
            fitted = fit_table(part, width)
            _note_columns(part, fitted, left_out)
            if width is not None and not fitted.short and any(column.bars for column in part.columns):
                yield from _with_bars(part, fitted, width)
            else:
                yield from _table(part, fitted, width)
        else:
            from cnncalc.render.text_chart import lay_out_chart  # imported when asked for: most pages have none

            yield from lay_out_chart(part, width)


def _with_bars(table: Table, fitted: TableFit, width: int) -> Iterator[StyledLine]:
    """A table's lines with bars beside its shares, if there is room for them."""
    from cnncalc.render.share_bars import tinted, with_bars  # imported when asked for: a pipe has none

    yield from map(tinted, _table(*with_bars(table, fitted, width), width))


def _note_columns(table: Table, fitted: TableFit, left_out: set[str]) -> None:
    """Keep in mind which columns are not shown, in this table or any before it."""
    shown = {table.columns[index].title for index in fitted.kept}
    left_out.update(column.title for column in table.columns)
    left_out -= shown


def _paragraph(paragraph: Paragraph, width: int | None, left_out: Iterable[str] = ()) -> list[StyledLine]:
    lines: list[StyledLine] = []
    for text in map(printable, paragraph.texts(set(left_out))):
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        wrapped: Iterable[str] = [text]
        if width is not None and len(text) > LONG:
            wrapped = _wrapped(text, max(width, 20))
        elif width is not None and text_width(text) > width:
            held = text.replace(" = ", HELD) if paragraph.style == "caption" else text
            pieces = textwrap.wrap(held, max(width, 20), subsequent_indent=indent, break_on_hyphens=False)
            wrapped = [piece.replace(HELD, " = ") for piece in pieces]
        lines += _styled(paragraph, wrapped)
    return lines


def _styled(paragraph: Paragraph, wrapped: Iterable[str]) -> Iterator[StyledLine]:
    """A line of a paragraph as it is wrapped; of a style that means something, only the words that say it."""
    whole = paragraph.style in STRUCTURE
    for number, text in enumerate(wrapped):
        words, rest = ("", text) if number and not whole else paragraph.split(text)
        yield tuple([span for span in ((words, paragraph.style), (rest, "")) if span[0]])


def _derivation(derivation: Derivation, width: int | None) -> list[StyledLine]:
    size = max([text_width(name) for name, _ in derivation.figures], default=0)
    lines = [derivation.heading] if derivation.heading else []
    room = None if width is None else width - size - 4
    if room is not None and room < NARROWEST_WORKING:
        room = None
    for name, texts in derivation.figures:
        pieces = [piece for text in texts for piece in _equations(text, room)]
        names = [name + " " * (size - text_width(name)), *[" " * size] * (len(pieces) - 1)]
        lines += [f"  {before}  {text}" for before, text in zip(names, pieces, strict=True)]
    return _paragraph(Paragraph(tuple(lines)), width)


def _equations(text: str, room: int | None) -> Iterable[str]:
    """A line of working; one that is too long goes on below, before an equals sign where that is enough."""
    if room is None or len(text) > LONG or text_width(text) <= room:
        return (text,)
    lines: list[str] = []
    for side in text.replace(" = ", "\n= ").split("\n"):
        if lines and text_width(f"{lines[-1]} {side}") <= room:
            lines[-1] += f" {side}"
        else:
            lines += textwrap.wrap(
                side, room, initial_indent="  " * bool(lines), subsequent_indent="    ", break_on_hyphens=False
            )
    return lines


def _table(table: Table, fitted: TableFit, width: int | None) -> Iterator[StyledLine]:
    if table.caption:
        yield from _paragraph(Paragraph((table.caption,), "caption"), width)
    rule: StyledLine = ((GAP.join("─" * size for size in fitted.widths), "rule"),)
    yield from _row(Row(tuple(column.title for column in table.columns), "header"), table.columns, fitted)
    yield rule
    for row in table.rows:
        yield from _row(row, table.columns, fitted)
        if row.below:
            yield from _paragraph(Paragraph(tuple(f"    {text}" for text in row.below), "quiet"), width)
    if table.totals:
        yield rule
        for row in table.totals:
            yield from _row(row._replace(style=row.style or "total"), table.columns, fitted)
    if fitted.needed:
        kept = set(fitted.kept)
        titles = [column.title for index, column in enumerate(table.columns) if index not in kept and column.title]
        yield from _paragraph(Paragraph((left_out_text(titles, fitted.needed),), "quiet"), width)


def left_out_text(titles: Iterable[str], needed: int) -> str:
    """What is said of columns for which there is no room."""
    return f"Left out: {', '.join(dict.fromkeys(titles))}. {needed} columns have room for all, and so has a pipe."


def _row(row: Row, columns: tuple[Column, ...], fitted: TableFit) -> Iterator[StyledLine]:
    """A row's line, and further ones where a cell is wrapped."""
    kept = [(columns[index], size) for index, size in zip(fitted.kept, fitted.widths, strict=True)]
    texts = [cell_text(row.cells[index], fitted.short) for index in fitted.kept]
    if not fitted.cuts or all(text_width(text) <= size for text, (_, size) in zip(texts, kept, strict=True)):
        yield _line(texts, kept, row.style)
        return
    pieces = [_pieces(text, size, column) for text, (column, size) in zip(texts, kept, strict=True)]
    for each in zip_longest(*pieces, fillvalue=""):
        yield _line(each, kept, row.style)


def _line(texts: Sequence[str], kept: list[tuple[Column, int]], style: str) -> StyledLine:
    cells = []
    for text, (column, size) in zip(texts, kept, strict=True):
        padding = " " * (size - text_width(text))
        cells.append(padding + text if column.right else text + padding)
    if not style or style in STRUCTURE:
        return ((GAP.join(cells).rstrip(), style),)
    for at, (column, _) in enumerate(kept):
        if column.marked and texts[at]:
            before, words = "".join(cell + GAP for cell in cells[:at]), texts[at]
            after = cells[at][len(words) :] + "".join(GAP + cell for cell in cells[at + 1 :])
            return (before, ""), (words, style), (after.rstrip(), "")
    return ((GAP.join(cells).rstrip(), ""),)


def _pieces(text: str, size: int, column: Column) -> Iterable[str]:
    """A cell's text line by line, each at most so wide; the first alone, cut, if it is not to be wrapped."""
    if not column.wrap or text_width(text) <= size:
        return (shorten(text, size),)
    indent = " " * min(len(text) - len(text.lstrip(" ")), size // 2)
    return (indent + piece for piece in _wrapped(text.lstrip(" "), size - len(indent)))


def _wrapped(text: str, size: int) -> Iterator[str]:
    """The words of a text line by line; one that is too long by itself is broken."""
    at, end = 0, len(text)
    while at < end:
        part = _beginning(text[at : at + size + 1], size + 1)
        fitting = part.rfind(" ") if at + len(part) < end or text_width(part) > size else len(part)
        cut = fitting if fitting > 0 else max(len(_beginning(part, size)), 1)
        yield part[:cut].rstrip()
        at += cut
        while at < end and text[at].isspace():
            at += 1


def shorten(text: str, size: int) -> str:
    """A text that is wider than a size without its middle: beginnings and ends tell names apart."""
    if text_width(text) <= size:
        return text
    if size < 2:
        return "…"[:size]
    tail = (size - 1) // 3
    head = _beginning(text[:size], size - 1 - tail)
    return f"{head}…{_beginning(text[-size:][::-1], tail)[::-1]}"


def _beginning(text: str, size: int) -> str:
    while text and text_width(text) > size:
        text = text[:-1]
    return text
