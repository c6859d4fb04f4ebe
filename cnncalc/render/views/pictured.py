"""The pictures that stand beside the tables of a network and of a difference, in formats that draw them."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.errors import CnncalcError
from cnncalc.render import Options
from cnncalc.render.chart import Chart
from cnncalc.render.views import drawing, outline
from cnncalc.report.diff import Diff
from cnncalc.report.drawing import drawing_of
from cnncalc.report.outline import outline_of
from cnncalc.report.outline_diff import outline_of_diff
from cnncalc.report.summary import Summary


def figure_of(summary: Summary, options: Options) -> tuple[Chart, ...]:
    """The figure of a network; none where it cannot be drawn."""
    return _drawn(lambda: drawing.figure(drawing_of(summary), options))


def graph_of(summary: Summary, options: Options) -> tuple[Chart, ...]:
    """The graph of a network; none where it is too large."""
    return _drawn(lambda: outline.diagram(outline_of(summary), options))


def changes_of(diff: Diff, options: Options) -> tuple[Chart, ...]:
    """The graph of what differs; none where it is too large."""
    return _drawn(lambda: outline.diagram(outline_of_diff(diff), options))


def _drawn(draw: Callable[[], Chart]) -> tuple[Chart, ...]:
    try:
        return (draw(),)
    except CnncalcError:
        return ()
