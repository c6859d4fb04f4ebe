"""A legend: each kind of thing in a picture."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncalc.render.diagram.boxes import BLOCK, CONV, DEPTHWISE, FC, INPUT, JOIN, OTHER, POOL, TRANSPOSED, Diagram
from cnncalc.render.diagram.marks import glyph_marks, stroke
from cnncalc.render.diagram.style import edge_of
from cnncalc.render.picture.palette import KINDS, MUTED, PAPER, RULE
from cnncalc.render.picture.scene import Box, Disc, Label, Mark, Paint, Rectangle, line, moved

NAMES = {
    INPUT: "input", CONV: "convolution", DEPTHWISE: "depthwise convolution", TRANSPOSED: "transposed convolution",
    POOL: "pooling", FC: "fully connected", BLOCK: "block", OTHER: "other",
}  # fmt: skip
SIGNS = {"+": "sum", "×": "product", "concat": "concatenation"}
SIZE, SWATCH, BETWEEN, ROW = 7.2, 7.0, 13.0, 12.0


class LegendTold(NamedTuple):
    """What of a picture a legend tells."""

    kinds: set[str]
    signs: set[str]
    skips: bool


def shown_in(diagrams: Iterable[Diagram]) -> LegendTold:
    """The kinds of boxes, what joins do, and whether data goes round others."""
    all_of = list(diagrams)
    tiles = [tile for diagram in all_of for tile in diagram.tiles]
    signs = {tile.text for tile in tiles if tile.kind == JOIN}
    return LegendTold({tile.kind for tile in tiles}, signs, any(link.skip for each in all_of for link in each.links))


def legend(shown: LegendTold, width: float) -> list[Mark]:
    """What is shown, in rows, centred on a page; the words of the last row stand on 0."""
    return _rows(list(_entries(shown)), width)


def _entries(shown: LegendTold) -> Iterator[tuple[list[Mark], float]]:
    """The swatch and the name of each kind, from (0, 0) on, and how wide they are."""
    for kind, name in NAMES.items():
        if kind in shown.kinds:
            swatch = Rectangle(Box(0, -SWATCH + 1, SWATCH, SWATCH), Paint(KINDS[kind], edge_of(kind), 0.5))
            yield _entry([swatch], SWATCH, name)
    for sign, name in SIGNS.items():
        if sign in shown.signs:
            center = (4.2, -2.5)
            yield _entry([Disc(center, 4.2, Paint(PAPER, RULE, 0.7)), *glyph_marks(sign, center, 2.2)], 8.4, name)
    if shown.skips:
        yield _entry([line((0.0, -2.5), (10.0, -2.5), paint=stroke(skip=True))], 10.0, "skip")


def _entry(swatch: list[Mark], width: float, name: str) -> tuple[list[Mark], float]:
    label = Label((width + 3, 0), name, SIZE, color=MUTED)
    return [*swatch, label], label.box.right


def _rows(entries: list[tuple[list[Mark], float]], width: float) -> list[Mark]:
    rows: list[list[tuple[list[Mark], float]]] = [[]]
    for entry in entries:
        if rows[-1] and sum(each for _, each in [*rows[-1], entry]) + BETWEEN * len(rows[-1]) > width:
            rows.append([])
        rows[-1].append(entry)
    marks: list[Mark] = []
    for number, row in enumerate(rows):
        x = (width - sum(each for _, each in row) - BETWEEN * (len(row) - 1)) / 2
        for swatch, each in row:
            marks += [moved(mark, (x, (number - len(rows) + 1) * ROW)) for mark in swatch]
            x += each + BETWEEN
    return marks
