"""Charts and diagrams as scenes."""

from cnncalc.errors import CnncalcError
from cnncalc.render.chart import Bars, Chart, Extents, Points, StackedSteps
from cnncalc.render.diagram import sheet
from cnncalc.render.diagram.boxes import Diagram
from cnncalc.render.figure import planes
from cnncalc.render.figure import volumes as figure
from cnncalc.render.figure.model import Volumes
from cnncalc.render.picture import bars, extents, points, steps
from cnncalc.render.picture.scene import Scene


def drawn(chart: Chart | None, width: float, otherwise: str = "") -> Scene:
    """A chart on a page of a width, in points. Raises CnncalcError, which says `otherwise`, where there is none."""
    match chart:
        case Bars():
            return bars.draw(chart, width)
        case Points():
            return points.draw(chart, width)
        case StackedSteps():
            return steps.draw(chart, width)
        case Extents():
            return extents.draw(chart, width)
        case Diagram():
            return sheet.draw(chart, width)
        case Volumes():
            return planes.draw(chart, width) if chart.planes else figure.draw(chart, width)
        case None:
            raise CnncalcError(f"there is nothing to draw: {otherwise}")
