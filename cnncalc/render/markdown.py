"""Markdown, with tables as GitHub has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell, Paragraph, Table, exact_number, table_of
from cnncalc.render.views import page_of
from cnncalc.text import printable

OBEYED = {ord(sign): f"\\{sign}" for sign in r"\`*_{}[]<>#|&~$"}
"""The signs that Markdown would obey, escaped."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page in Markdown."""
    page = page_of(report, options)
    if page.title:
        yield f"# {_escape(page.title)}\n"
    for number, part in enumerate(page.parts):
        if number or page.title:
            yield "\n"
        if isinstance(part, Paragraph):
            heading = "## " if part.style == "caption" else ""
            yield heading + "  \n".join(_indented(line) for line in part.texts()) + "\n"
        else:
            yield from _table(table_of(part))


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{_escape(table.caption)}**\n\n"
    yield _line([_escape(column.title) for column in table.columns])
    yield _line(["---:" if column.right else ":---" for column in table.columns])
    for row in table.rows:
        yield _line([_cell(cell) for cell in row.cells])
    for row in table.totals:
        yield _line([_bold(cell) for cell in row.cells])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return exact_number(cell)
    return _indented(cell)


def _bold(cell: Cell) -> str:
    text = _cell(cell)
    return f"**{text}**" if text else ""


def _indented(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    return "&nbsp;" * indent + _escape(text.lstrip(" "))


def _escape(text: str) -> str:
    """The text with all that Markdown would obey escaped: signs, and the beginnings of lists and rules."""
    escaped = printable(text).translate(OBEYED)
    return re.sub(r"^( *)([-+=])", r"\1\\\2", re.sub(r"^( *\d+)([.)])", r"\1\\\2", escaped))
