"""One HTML page that stands by itself; its style reaches no further than the report, so that a notebook can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import STRUCTURE, Cell, Column, Derivation, Page, Paragraph, Row, Table, exact_number, table_of
from cnncalc.render.picture import svg
from cnncalc.render.picture.draw import drawn
from cnncalc.render.views import page_of
from cnncalc.text import printable

ROOT = "cnncalc"
"""The class of the element that holds a report: every rule of its style begins with it."""
RULES = {
    "": "font:15px/1.5 system-ui,sans-serif;max-width:80em;margin:1em auto;padding:0 1em",
    "h1": "font-size:1.6em", "h2": "font-size:1.1em;margin:1.5em 0 0;white-space:pre-wrap",
    "p": "white-space:pre-wrap;overflow-wrap:anywhere",
    "div": "overflow-x:auto;margin:1em 0",
    "table": "border-collapse:collapse;font-size:inherit;margin:0",
    "caption": "text-align:left;font-weight:bold;white-space:nowrap",
    "th,td": "padding:.15em .8em;text-align:left;white-space:pre;border:0;background:none",
    "th": "border-bottom:1px solid", ".total td": "border-top:1px solid",
    ".w": "white-space:pre-wrap;min-width:12em",
    ".r": "text-align:right;font-variant-numeric:tabular-nums", ".block,.total": "font-weight:bold",
    ".quiet": "opacity:.8",
}  # fmt: skip
LIGHT = {
    ".added,.good": "#1a7f37",
    ".removed,.bad": "#cf222e",
    ".edited,.known,.note": "#9a6700",
    ".follows": "#0969da",
}
DARK = {".added,.good": "#3fb950", ".removed,.bad": "#ff7b72", ".edited,.known,.note": "#d29922", ".follows": "#58a6ff"}
DARK_NOTEBOOK = "[data-jp-theme-light=false] "
"""The selector of JupyterLab's dark theme, which is on the page's body; the browser's preference may be another."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page in HTML."""
    page = page_of(report, options._replace(pictures=True))
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<title>{text_of(page.title) or ROOT}</title></head><body>\n"
    yield from _report(page, options)
    yield "</body></html>\n"


def fragment(report: Any, options: Options) -> str:
    """The report as an element to put among others, in a notebook or a page."""
    return "".join(_report(page_of(report, options._replace(pictures=True)), options))


def _report(page: Page, options: Options) -> Iterator[str]:
    yield f'<div class="{ROOT}"><style>{_style()}</style>\n'
    if page.title:
        yield f"<h1>{text_of(page.title)}</h1>\n"
    if page.lead:
        yield f"<p>{text_of(page.lead)}</p>\n"
    for part in page.parts:
        if isinstance(part, Paragraph):
            yield f"{write_paragraph(part)}\n"
        elif isinstance(part, (Table, Derivation)):
            yield from _scrolled(table_of(part))
        else:
            yield f"<div>{''.join(svg.write_inline(drawn(part, options.page_width)))}</div>\n"
    yield "</div>\n"


def _style() -> str:
    light = {names: f"color:{color}" for names, color in LIGHT.items()} | {"svg": svg.color_rules()}
    dark = {names: f"color:{color}" for names, color in DARK.items()} | {"svg": svg.color_rules(dark=True)}
    preferred = f"@media(prefers-color-scheme:dark){{{_rules(dark)}}}"
    return f"{_rules({**RULES, **light})}{preferred}{_rules(dark, DARK_NOTEBOOK)}"


def _rules(rules: dict[str, str], where: str = "") -> str:
    """Rules for what is inside of a report only."""
    return "".join(
        f"{','.join(f'{where}.{ROOT} {name}'.rstrip() for name in names.split(','))}{{{rule}}}"
        for names, rule in rules.items()
    )


def write_paragraph(paragraph: Paragraph) -> str:
    """Lines of text as an element."""
    if paragraph.style == "caption":
        return "<h2>" + "\n".join(map(text_of, paragraph.texts())) + "</h2>"
    lines = []
    for text in paragraph.texts():
        words, rest = paragraph.split(text)
        lines.append((f'<span class="{paragraph.style}">{text_of(words)}</span>' if words else "") + text_of(rest))
    kind = f' class="{paragraph.style}"' if paragraph.style == "quiet" else ""
    return f"<p{kind}>" + "\n".join(lines) + "</p>"


def _scrolled(table: Table) -> Iterator[str]:
    """A table in what moves it to and fro where there is no room for it."""
    yield "<div>"
    yield from write_table(table)
    yield "</div>\n"


def write_table(table: Table) -> Iterator[str]:
    """A table as an element."""
    header = "".join(f"<th{_class(column)}>{text_of(column.title)}</th>" for column in table.columns)
    yield "<table>\n"
    if table.caption:
        yield f"<caption>{text_of(table.caption)}</caption>\n"
    yield f"<thead><tr>{header}</tr></thead>\n"
    for row in table.rows:
        yield _row(row, row.style, table.columns)
    for row in table.totals:
        yield _row(row, row.style or "total", table.columns)
    yield "</table>"


def _row(row: Row, style: str, columns: tuple[Column, ...]) -> str:
    """A row, its style on the whole of it, or on the words that say what it means."""
    whole = style in STRUCTURE or style == "quiet"
    cells = "".join(
        f"<td{_class(column, '' if whole else style)}>{cell_text(cell)}</td>"
        for column, cell in zip(columns, row.cells, strict=True)
    )
    return (f'<tr class="{style}">{cells}</tr>' if style and whole else f"<tr>{cells}</tr>") + "\n"


def _class(column: Column, style: str = "") -> str:
    names = ["r"] * column.right + ["w"] * column.wrap + [style] * bool(column.marked and style)
    return f' class="{" ".join(names)}"' if names else ""


def cell_text(cell: Cell) -> str:
    """What stands in a cell, as HTML."""
    if cell is None:
        return ""
    return exact_number(cell) if isinstance(cell, int) else text_of(cell)


def text_of(text: str) -> str:
    """A text of anybody's as HTML: nothing in it is obeyed."""
    return escape(printable(text))
