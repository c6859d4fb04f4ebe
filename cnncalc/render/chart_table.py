"""Charts as tables, for formats that draw nothing."""

from cnncalc.render.chart import Bars, Chart, Extents, Points, StackedSteps
from cnncalc.render.diagram.boxes import Diagram
from cnncalc.render.diagram.table import table
from cnncalc.render.figure.model import Volumes
from cnncalc.render.page import Cell, Column, Row, Table


def tabled(chart: Chart) -> Table:
    """Every number that a chart draws."""
    match chart:
        case Bars():
            return _bars(chart)
        case Points():
            return _points(chart)
        case StackedSteps():
            return _steps(chart)
        case Extents():
            return _extents(chart)
        case Diagram():
            return table(chart)
        case Volumes():
            return _volumes(chart)


def _bars(bars: Bars) -> Table:
    columns = [Column("layer")]
    for panel in bars.panels:
        columns += [Column(panel.title, right=True), Column("share", right=True, optional=1)]
    rows = []
    for number, name in enumerate(bars.rows):
        cells: list[Cell] = [name]
        for panel in bars.panels:
            value = panel.values[number]
            cells += ["?" if value is None else panel.text(value), panel.shares[number]]
        rows.append(Row(tuple(cells)))
    totals: list[Cell] = ["total"]
    for panel in bars.panels:
        totals += [panel.total, None]
    return Table(tuple(columns), tuple(rows), (Row(tuple(totals)),))


def _volumes(volumes: Volumes) -> Table:
    rows = []
    for body in volumes.bodies:
        shape = "×".join(map(str, (*body.spatial, body.channels)))
        rows.append(Row((body.name, " ".join(filter(None, (body.what or body.sign, body.repeat))), shape)))
    return Table((Column("layer"), Column("what it is"), Column("output", whole=True)), tuple(rows))


def _points(points: Points) -> Table:
    axes = (points.x, points.y, points.area)
    columns = (Column("name"), *(Column(axis.title, right=True) for axis in axes))
    rows = [
        Row((spot.label, *(axis.text(at) for axis, at in zip(axes, (spot.x, spot.y, spot.area), strict=True))))
        for spot in points.spots
    ]
    return Table(columns, tuple(rows))


def _steps(steps: StackedSteps) -> Table:
    columns = (Column("course"), Column("step"), Column("alive", right=True))
    rows = [
        Row((course.title, path, steps.text(sum(band.amounts[at] for band in course.bands))))
        for course in steps.courses
        for at, path in enumerate(course.steps)
    ]
    return Table(columns, tuple(rows))


def _extents(extents: Extents) -> Table:
    columns = (Column("layer"), *(Column(axis, right=True) for axis in extents.axes))
    rows = [Row((extent.label, *(f"{first}…{last}" for first, last in extent.ends))) for extent in extents.extents]
    return Table(columns, tuple(rows))
