"""Charts as lines of text: bars of blocks, an eighth of a column each; other charts as tables."""

from collections.abc import Iterator

from cnncalc.render.block_bars import bar
from cnncalc.render.chart import Axis, Bars, Chart, Panel, Points
from cnncalc.render.chart_table import tabled
from cnncalc.render.diagram.boxes import Diagram
from cnncalc.render.diagram.table import tables
from cnncalc.render.layout import StyledLine, lay_out, left_out_text, shorten
from cnncalc.render.page import Page, Paragraph
from cnncalc.render.table_fit import GAP, text_width
from cnncalc.text import printable

WIDEST, NARROWEST = 24, 4
"""How many columns the longest bar has at most, and at least."""
USUAL = 100
"""The columns for which bars are made where no width is given."""
WIDEST_LABEL = 28
TOTAL = "total"
PRECISE = 1000
"""Into how many parts of one a value is divided that is no whole number."""


def lay_out_chart(chart: Chart, width: int | None) -> Iterator[StyledLine]:
    """The lines of a chart, fitted to a width."""
    if isinstance(chart, (Bars, Points)):
        yield from _bars(_beside_names(chart) if isinstance(chart, Points) else chart, width)
    elif isinstance(chart, Diagram):
        yield from lay_out(Page("", tables(chart)), width)
    else:
        yield from lay_out(Page("", (tabled(chart),)), width)


def _bars(bars: Bars, width: int | None) -> Iterator[StyledLine]:
    """A row's name, then its bar and its share for each panel that there is room for; the totals below a line."""
    share = max([text_width(share) for panel in bars.panels for share in panel.shares])
    least = len(GAP) + NARROWEST + 1 + share
    longest = WIDEST_LABEL if width is None else max(min(WIDEST_LABEL, width - least), 1)
    totals = any(panel.total for panel in bars.panels)
    names = [shorten(printable(name), longest) for name in bars.rows]
    label = max([text_width(name) for name in (*names, TOTAL * totals)])
    needed = label + least * len(bars.panels)
    left_out: tuple[Panel, ...] = ()
    if width is not None and needed > width:
        kept = max((width - label) // least, 1)
        bars, left_out = bars._replace(panels=bars.panels[:kept]), bars.panels[kept:]
    room = ((width or max(USUAL, needed)) - label) // len(bars.panels) - len(GAP) - 1 - share
    size = max(min(room, WIDEST), NARROWEST)
    whole = size + 1 + share
    rule: StyledLine = ((GAP.join("─" * each for each in (label, *[whole] * len(bars.panels))), "rule"),)
    titles = [_beside(shorten(panel.title, whole), "", whole) for panel in bars.panels]
    yield ((GAP.join([" " * label, *titles]).rstrip(), "header"),)
    yield rule
    for name, *cells in zip(names, *(_column(panel, size, whole) for panel in bars.panels), strict=True):
        yield ((GAP.join([name + " " * (label - text_width(name)), *cells]).rstrip(), ""),)
    if totals:
        yield rule
        cells = [_beside("", shorten(panel.total, whole), whole) for panel in bars.panels]
        yield ((GAP.join([TOTAL.ljust(label), *cells]), "total"),)
    if left_out:
        titles = [panel.title for panel in left_out]
        yield from lay_out(Page("", (Paragraph((left_out_text(titles, needed),), "quiet"),)), width)


def _beside_names(points: Points) -> Bars:
    """What each point stands for as bars from nothing, in the order of the first axis."""
    axes = ((points.x, "x"), (points.y, "y"), (points.area, "area"))
    return Bars(
        points.title,
        tuple(spot.label for spot in points.spots),
        tuple([_panel(axis, [getattr(spot, name) for spot in points.spots]) for axis, name in axes]),
        tuple("" for _ in points.spots),
    )


def _panel(axis: Axis, values: list[float]) -> Panel:
    texts = tuple(map(axis.text, values))
    return Panel(axis.title, "", "", tuple(round(value * PRECISE) for value in values), str, texts)


def _beside(left: str, right: str, width: int) -> str:
    return left + " " * (width - text_width(left) - text_width(right)) + right


def _column(panel: Panel, size: int, whole: int) -> list[str]:
    """A panel's bars, each with its share beside it."""
    values = [value or 0 for value in panel.values]
    most = max(values, default=0)
    return [_beside(bar(value, most, size), share, whole) for value, share in zip(values, panel.shares, strict=True)]
