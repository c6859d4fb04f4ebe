"""Slides for a lecture: a frame a layer or a change, whose answers are uncovered one by one.

`of_walk.py` and `of_diff.py` say what is on the frames of a report, the other files how a format has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnncalc.render import REPORTS, Options
from cnncalc.render.views import page_of

if TYPE_CHECKING:
    from cnncalc.render.slides.slide import Slide


def slides_of(report: Any, options: Options) -> Iterator[Slide]:
    """The report as frames of a lecture: of a walk a layer each, of a difference a change."""
    of = import_module(f"cnncalc.render.slides.of_{REPORTS[type(report).__name__]}")
    slides: Iterator[Slide] = of.slides(report, options)
    return slides


def title_of(report: Any, options: Options) -> str:
    """What stands above the report."""
    return page_of(report, options).title
