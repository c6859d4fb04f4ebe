"""Plain aligned text, complete whatever its width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.layout import lay_out
from cnncalc.render.page import Page
from cnncalc.render.views import page_of


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page as plain text."""
    return render_page(page_of(report, options), options.width)


def render_page(page: Page, width: int | None) -> Iterator[str]:
    """A page as plain text, line by line."""
    for line in lay_out(page, width):
        yield "".join([text for text, _ in line]) + "\n"
