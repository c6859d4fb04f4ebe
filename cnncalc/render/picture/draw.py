"""Charts and diagrams as scenes."""

from cnncalc.render.chart import Bars, Chart
from cnncalc.render.diagram import page
from cnncalc.render.diagram.model import Diagram
from cnncalc.render.picture import bars, points
from cnncalc.render.picture.scene import Scene


def drawn(chart: Chart, width: float) -> Scene:
    """A chart on a page of a width, in points."""
    if isinstance(chart, Diagram):
        return page.draw(chart, width)
    return bars.draw(chart, width) if isinstance(chart, Bars) else points.draw(chart, width)
