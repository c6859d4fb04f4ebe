"""What each report shows, one file per report: as a page, as records, some as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cnncalc.render import REPORTS, Options
from cnncalc.render.page import Page, Records

if TYPE_CHECKING:
    from cnncalc.render.diagram.boxes import Diagram
    from cnncalc.render.picture.motion import MovingScene
    from cnncalc.render.picture.scene import Scene


def page_of(report: Any, options: Options) -> Page:
    """The report laid out for reading."""
    page: Page = _view(report).page(report, options)
    return page


def records_of(report: Any, options: Options) -> Records:
    """The report as one plain table."""
    records: Records = _view(report).records(report, options)
    return records


def diagram_of(report: Any, options: Options) -> Diagram:
    """The report as boxes and arrows."""
    diagram: Diagram = _view(report).diagram(report, options)
    return diagram


def scene_of(report: Any, options: Options) -> Scene:
    """The report's picture."""
    scene: Scene = _view(report).scene(report, options)
    return scene


def moving_of(report: Any, options: Options) -> MovingScene | None:
    """The report's picture in which something moves; None for a report whose picture is still."""
    moving = getattr(_view(report), "moving_scene", None)
    return None if moving is None else moving(report, options)


def frames_of(report: Any, options: Options) -> Iterator[Page]:
    """The report step by step, a page for each: of a walk a question, then its answer; of a difference a change."""
    frames: Iterator[Page] = _view(report).frames(report, options)
    return frames


def _view(report: Any) -> ModuleType:
    return import_module(f"cnncalc.render.views.{REPORTS[type(report).__name__]}")
