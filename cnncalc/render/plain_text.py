"""Plain aligned text, complete whatever its width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.layout import lay_out
from cnncalc.render.views import page_of


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's page as plain text."""
    for line in lay_out(page_of(report, options), options.width):
        yield "".join([text for text, _ in line]) + "\n"
