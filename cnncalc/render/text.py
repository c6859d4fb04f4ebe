"""Plain aligned text, complete whatever its width."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.layout import lay_out
from cnncalc.render.views import page_of


def render(report: Any, options: Options) -> str:
    """The report's page as plain text."""
    lines = lay_out(page_of(report, options), options.width)
    return "\n".join([*(text for text, _ in lines), ""])
