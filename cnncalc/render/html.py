"""One HTML page that stands by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell, Paragraph, Row, Table, exact_number, table_of
from cnncalc.render.views import page_of
from cnncalc.text import printable

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em}"
    "table{border-collapse:collapse;margin:1em 0}caption{text-align:left;font-weight:bold}"
    "p{white-space:pre-wrap}th,td{padding:.15em .8em;text-align:left;white-space:pre}th{border-bottom:1px solid}"
    ".r{text-align:right;font-variant-numeric:tabular-nums}.quiet{opacity:.6}.block,.total{font-weight:bold}"
    ".total td{border-top:1px solid}.added,.good{color:#1a7f37}.removed,.bad{color:#cf222e}"
    ".edited,.known,.note{color:#9a6700}.follows{color:#0969da}"
)


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page in HTML."""
    page = page_of(report, options)
    title = escape(printable(page.title))
    yield "<!doctype html>\n"
    yield f'<meta charset="utf-8"><title>{title or "cnncalc"}</title><style>{STYLE}</style>\n'
    if title:
        yield f"<h1>{title}</h1>\n"
    for part in page.parts:
        if isinstance(part, Paragraph):
            lines: Iterable[str] = [_paragraph(part)]
        else:
            lines = _table(table_of(part))
        for line in lines:
            yield f"{line}\n"


def _paragraph(paragraph: Paragraph) -> str:
    tag = "h2" if paragraph.style == "caption" else "p"
    text = "\n".join(escape(printable(line)) for line in paragraph.texts())
    return f'<{tag} class="{paragraph.style}">{text}</{tag}>'


def _table(table: Table) -> Iterator[str]:
    right = [column.right for column in table.columns]
    header = "".join(f"<th{_class(r)}>{escape(c.title)}</th>" for r, c in zip(right, table.columns, strict=True))
    yield "<table>"
    if table.caption:
        yield f"<caption>{escape(printable(table.caption))}</caption>"
    yield f"<thead><tr>{header}</tr></thead>"
    for row in table.rows:
        yield _row(row, row.style, right)
    for row in table.totals:
        yield _row(row, row.style or "total", right)
    yield "</table>"


def _row(row: Row, style: str, right: list[bool]) -> str:
    cells = "".join(f"<td{_class(r)}>{_cell(cell)}</td>" for r, cell in zip(right, row.cells, strict=True))
    return f'<tr class="{style}">{cells}</tr>' if style else f"<tr>{cells}</tr>"


def _class(right: bool) -> str:
    return ' class="r"' if right else ""


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return exact_number(cell) if isinstance(cell, int) else escape(printable(cell))
