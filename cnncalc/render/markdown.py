"""Markdown, with tables as GitHub has them."""

from __future__ import annotations

import re
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell, Table, exact_number
from cnncalc.render.views import page_of
from cnncalc.text import printable


def render(report: Any, options: Options) -> str:
    """The report's page in Markdown."""
    page = page_of(report, options)
    blocks = [f"# {_escape(page.title)}"] if page.title else []
    for part in page.parts:
        if isinstance(part, Table):
            blocks.append(_table(part))
        else:
            blocks.append("  \n".join(_indented(line) for line in part.lines))
    return "\n\n".join(blocks) + "\n"


def _table(table: Table) -> str:
    lines = [f"**{_escape(table.caption)}**\n"] if table.caption else []
    lines.append(_line([_escape(column.title) for column in table.columns]))
    lines.append(_line(["---:" if column.right else ":---" for column in table.columns]))
    lines.extend(_line([_cell(cell) for cell in row.cells]) for row in table.rows)
    lines.extend(_line([_bold(cell) for cell in row.cells]) for row in table.totals)
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


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
    escaped = re.sub(r"([\\`*_{}\[\]<>#|&~$])", r"\\\1", printable(text))
    return re.sub(r"^( *)([-+=])", r"\1\\\2", re.sub(r"^( *\d+)([.)])", r"\1\\\2", escaped))
