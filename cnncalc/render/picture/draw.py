"""Charts as scenes."""

from cnncalc.render.chart import Bars, Chart
from cnncalc.render.picture import bars, points
from cnncalc.render.picture.scene import Scene


def drawn(chart: Chart, width: float) -> Scene:
    """A chart on a page of a width, in points."""
    return bars.draw(chart, width) if isinstance(chart, Bars) else points.draw(chart, width)
