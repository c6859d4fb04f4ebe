"""Markdown, with tables as GitHub has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.diagram import mermaid
from cnncalc.render.diagram.boxes import Diagram
from cnncalc.render.page import Cell, Paragraph, Table, exact_number, table_of
from cnncalc.render.views import page_of
from cnncalc.text import printable

OBEYED = re.compile(
    r"""
    [`$|\[]                                  # code, GitHub's formulas, columns, links
    | (?<![^\W_])_ | _(?![^\W_])             # emphasis: not inside of a word, as in conv2_x
    | (?<!\s)[*~] | [*~](?!\s)               # nor by itself
    | <(?=[A-Za-z/!?])                       # a tag: not <0.1%
    | &(?=\#?\w+;)                           # a sign by its name
    | \\(?=[!-/:-@\[-`{-~]|$)                # what would free the next sign
    | (?:(?<=\s)|^)\#(?=\#*\s*$)             # the end of a heading
    """,
    re.VERBOSE,
)
"""Signs that Markdown obeys wherever they stand: CommonMark 0.31, GitHub Flavored Markdown."""
NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")
FIRST = re.compile(r"^(?=[-+](\s|$)|#{1,6}(\s|$)|>|[-=]+\s*$)")
"""Signs that Markdown obeys where a line begins: lists, headings, quotes, rules."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page in Markdown."""
    page = page_of(report, options)
    if page.title:
        yield f"# {escape(page.title)}\n"
    if page.lead:
        yield f"\n{_line(page.lead)}\n"
    for number, part in enumerate(page.parts):
        if number or page.title:
            yield "\n"
        if isinstance(part, Paragraph):
            heading = "## " if part.style == "caption" else ""
            yield heading + "  \n".join(_line(text) for text in part.texts()) + "\n"
        elif isinstance(part, Diagram):
            yield from mermaid.fenced(part)
        else:
            yield from _table(table_of(part))


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{escape(table.caption)}**\n\n"
    yield _cells([escape(column.title) for column in table.columns])
    yield _cells(["---:" if column.right else ":---" for column in table.columns])
    for row in table.rows:
        yield _cells([_cell(cell) for cell in row.cells])
    for row in table.totals:
        yield _cells([_bold(cell) for cell in row.cells])


def _cells(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return exact_number(cell)
    return _indented(cell, escape)


def _bold(cell: Cell) -> str:
    text = _cell(cell)
    return f"**{text}**" if text else ""


def _line(text: str) -> str:
    """A line of a paragraph, escaped where it begins as a list, a heading or a rule does."""
    return _indented(text, lambda rest: FIRST.sub(r"\\", NUMBERED.sub(r"\1\\\2", escape(rest))))


def _indented(text: str, escape: Callable[[str], str]) -> str:
    rest = text.lstrip(" ")
    return "&nbsp;" * (len(text) - len(rest)) + escape(rest)


def escape(text: str) -> str:
    """The text with what Markdown would obey escaped, and nothing else."""
    return OBEYED.sub(r"\\\g<0>", printable(text))
