"""The slides of a difference: a frame a change, then the totals."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.page import Cell, exact_number
from cnncalc.render.slides.slide import AskedFigure, Slide
from cnncalc.render.views.diff import rows_of, workings_of
from cnncalc.render.views.diff_totals import totals
from cnncalc.report.diff import Diff


def slides(diff: Diff, options: Options) -> Iterator[Slide]:
    """A frame a change, then the totals."""
    working = workings_of(diff)
    for row in rows_of(diff, options):
        if row.style == "quiet":
            continue
        layer, status, change = (str(cell or "") for cell in row.cells[:3])
        lines = [text for name, texts in working if name.split()[0] in layer.split() for text in texts]
        asked = tuple([AskedFigure(text.split()[0], "?", (text.partition(" ")[2].strip(),)) for text in lines])
        yield Slide(f"{layer}   {status}", change, asked, "Change")
    rows = [tuple(_shown(cell) for cell in row.cells) for row in totals(diff).rows]
    yield Slide(
        "In all", "", tuple([AskedFigure(cells[0], "?", (f"{cells[1]} → {cells[2]}: {cells[3]}",)) for cells in rows])
    )


def _shown(cell: Cell) -> str:
    return exact_number(cell) if isinstance(cell, int) else str(cell or "")
