"""Draws a report's page on a terminal, with Rich."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style

from cnncalc.render import Options
from cnncalc.render.layout import StyledLine, lay_out
from cnncalc.render.page import Page
from cnncalc.render.views import page_of
from cnncalc.text import encodable

PORTION = 1_000
"""How many lines are drawn at once: Rich keeps all of them until they are written."""
NARROWEST = 20
"""A terminal that says it has fewer columns, or none, is taken for one with so many."""
STYLES = {
    "title": "bold",
    "caption": "bold",
    "header": "bold",
    "rule": "color(243)",
    "total": "bold",
    "block": "bold",
    "note": "color(98)",
    "bar": "color(63)",
    "added": "color(29)",
    "removed": "color(131)",
    "edited": "color(163)",
    "follows": "color(63)",
    "good": "color(29)",
    "known": "color(163)",
    "bad": "bold color(131)",
}
"""Bold in the terminal's own colour, or one of those few of the 256 that can be read on white and on black: a contrast
of 4.5 on both. The first 16 are no choice: their yellow, green and cyan are lost on white, their blue on black."""
SIXTEEN = "standard"
"""Rich's name for the 16 colours of a terminal that says nothing of more."""


class _StyledLines:
    """Lines of styled text as something Rich can draw; laid out already, so that Rich only styles."""

    def __init__(self, lines: Iterable[StyledLine]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        styles = {name: Style.parse(text) for name, text in STYLES.items()}
        for line in self._lines:
            for text, style in line:
                yield Segment(encodable(text, console.encoding), styles.get(style))
            yield Segment.line()


def draw(report: Any, options: Options) -> None:
    """Draw a report on standard output, as wide as the terminal is."""
    draw_page(page_of(report, options), options.width)


def draw_page(page: Page, width: int | None = None) -> None:
    """Draw a page on standard output, as wide as the terminal is if nobody says how wide."""
    console = _console()
    console.width = max(console.width, NARROWEST)
    has_edge = sys.stdout.isatty() or os.environ.get("COLUMNS")  # a pipe has none, unless it is said
    lines = lay_out(page, width or (console.width if has_edge else None))
    while portion := list(islice(lines, PORTION)):
        console.print(_StyledLines(portion), soft_wrap=True)


def _console() -> Console:
    """Standard output as Rich takes it, with all our colours if it has any."""
    console = partial(Console, file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=True)
    found = console()
    return console(color_system="256") if found.color_system == SIXTEEN else found
