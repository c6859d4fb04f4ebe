"""A diagram as a picture: the network, and beside or below it what its blocks are made of."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cnncalc.render.diagram.boxes import Diagram, Inset
from cnncalc.render.diagram.legend import legend, shown_in
from cnncalc.render.diagram.level import Level, lay_out
from cnncalc.render.diagram.marks import HEADER, PADDING, SMALL, TEXT, head_marks, inset_marks, inset_width
from cnncalc.render.diagram.style import dashed
from cnncalc.render.picture.palette import MUTED, RULE, STATUSES
from cnncalc.render.picture.scene import (
    Box,
    Disc,
    Label,
    Mark,
    Paint,
    Rectangle,
    Scene,
    extent_of,
    line,
    moved,
)

MARGIN, BESIDE = 4.0, 18.0
LEG = 9.0
"""The length of the line by which data goes out of an inset."""


class Sheet(NamedTuple):
    """Some marks from (0, 0) on, and how large they are together."""

    marks: tuple[Mark, ...]
    width: float
    height: float


def draw(diagram: Diagram, width: float) -> Scene:
    """A diagram, as wide as it is by itself; what stands beside the network stands below it where a page is narrow."""
    sheet = _arranged(diagram, width - 2 * MARGIN)
    marks = [*sheet.marks, *_legend(diagram, sheet)]
    if diagram.legend:
        wide = max(sheet.width, min(width - 2 * MARGIN, 300.0))
        marks += [
            moved(mark, (0, sheet.height + 30))
            for mark in legend(shown_in([diagram, *(inset.diagram for inset in diagram.insets)]), wide)
        ]
    around = extent_of(marks)
    placed = tuple(moved(mark, (MARGIN - around.x, MARGIN - around.y)) for mark in marks)
    return Scene(around.width + 2 * MARGIN, around.height + 2 * MARGIN, placed, diagram.title)


def _arranged(diagram: Diagram, room: float) -> Sheet:
    """The lowest way that fits, without sizes on arrows if only that makes it fit; the narrowest if none does."""
    sheets = [*_ways(diagram, room)]
    fitting = [sheet for sheet in sheets if sheet.width <= room]
    if not fitting:
        fitting = [sheet for sheet in _ways(_silent(diagram), room) if sheet.width <= room]
    return min(fitting or sheets[-1:], key=lambda sheet: (sheet.height, sheet.width))


def _ways(diagram: Diagram, room: float) -> Iterator[Sheet]:
    level = lay_out(diagram)
    main = Sheet(level.marks, level.width, level.height)
    insets = list(map(_inset, diagram.insets))
    yield from (_beside(main, _stacked(insets, columns)) for columns in (1, 2))
    yield _below(main, insets, room)


def _inset(inset: Inset) -> Sheet:
    """What a block is made of, in a dashed frame."""
    level: Level = lay_out(inset.diagram, inset=True)
    width = max(level.width + 2 * PADDING, inset_width(inset.name, inset.place))
    left = (width - level.width) / 2
    inside = [moved(mark, (left, HEADER + PADDING)) for mark in level.marks]
    bottom = HEADER + PADDING + level.height
    x = left + level.exit
    paint = Paint(stroke=RULE, width=0.8)
    leave: list[Mark] = [line((x, bottom), (x, bottom + LEG - 2), paint=paint), Disc((x, bottom + LEG), 2, paint)]
    box = Box(0, 0, width, bottom + LEG + 2 + PADDING)
    return Sheet((*inset_marks(inset.name, inset.place, box), *inside, *leave), width, box.height)


def across(insets: Sequence[Inset], width: float) -> Iterator[Sheet]:
    """What blocks are made of, from left to right below their names, in rows as wide as a page at most."""
    sheets = []
    for inset in insets:
        sheet = _inset_across(inset)
        if sheet.width > width and inset.times == 1:
            continue  # what is there once and takes half a page says little of the network
        narrower = (_inset(inset._replace(diagram=each)) for each in (inset.diagram, _silent(inset.diagram)))
        fitting = next((each for each in chain([sheet], narrower) if each.width <= width), None)
        if fitting:  # what is wider than the page either way is left to diagrams and tables
            sheets.append(fitting)
    yield from _rows(sheets, width, centred=True)


def _silent(diagram: Diagram) -> Diagram:
    """A diagram without the sizes on its arrows, and on those of its insets, which make it narrower."""
    links = tuple([link._replace(text="") for link in diagram.links])
    insets = tuple([inset._replace(diagram=_silent(inset.diagram)) for inset in diagram.insets])
    return diagram._replace(links=links, insets=insets)


def _rows(sheets: Sequence[Sheet], width: float, *, centred: bool = False) -> Iterator[Sheet]:
    """Sheets beside one another, in rows as wide as a page at most."""
    rows: list[list[Sheet]] = []
    for sheet in sheets:
        if rows and sum(each.width for each in [*rows[-1], sheet]) + BESIDE * len(rows[-1]) <= width:
            rows[-1].append(sheet)
        else:
            rows.append([sheet])
    for row in rows:
        space = (width - sum(sheet.width for sheet in row)) / (len(row) + 1) if centred else BESIDE
        marks: list[Mark] = []
        x = space if centred else 0.0
        for sheet in row:
            marks += [moved(mark, (x, 0)) for mark in sheet.marks]
            x += sheet.width + space
        yield Sheet(tuple(marks), x - space, max(sheet.height for sheet in row))


def _inset_across(inset: Inset) -> Sheet:
    level = lay_out(inset.diagram, inset=True, across=True)
    head = [*head_marks(inset.name, inset.place, (0.0, TEXT))]
    y = TEXT + 5.0
    paint = Paint(stroke=RULE, width=0.8)
    leave: list[Mark] = [
        line((level.width, level.exit), (level.width + LEG - 2, level.exit), paint=paint),
        Disc((level.width + LEG, level.exit), 2, paint),
    ]
    marks = (*head, *(moved(mark, (0, y)) for mark in [*level.marks, *leave]))
    return Sheet(marks, extent_of(marks).right, y + level.height)


def _stacked(insets: Sequence[Sheet], columns: int) -> Sheet:
    """Insets in so many columns."""
    marks: list[Mark] = []
    x = width = height = 0.0
    each = -(-len(insets) // columns)
    for column in range(columns):
        y = 0.0
        x = width + BESIDE * bool(column)
        for inset in insets[column * each : (column + 1) * each]:
            marks += [moved(mark, (x, y)) for mark in inset.marks]
            y += inset.height + BESIDE
            width = max(width, x + inset.width)
        height = max(height, y - BESIDE)
    return Sheet(tuple(marks), width, height)


def _beside(main: Sheet, others: Sheet) -> Sheet:
    if not others.marks:
        return main
    x = main.width + BESIDE + 6
    marks = (*main.marks, *(moved(mark, (x, 0)) for mark in others.marks))
    return Sheet(marks, x + others.width, max(main.height, others.height))


def _below(main: Sheet, insets: Sequence[Sheet], width: float) -> Sheet:
    marks = list(main.marks)
    y = main.height
    rows = list(_rows(insets, width))
    for row in rows:
        marks += [moved(mark, (0, y + BESIDE)) for mark in row.marks]
        y += row.height + BESIDE
    return Sheet(tuple(marks), max([main.width, *[row.width for row in rows]]), y)


def _legend(diagram: Diagram, sheet: Sheet) -> Iterator[Mark]:
    """What a difference says by its colours."""
    x, y = 0.0, sheet.height + 16
    for status, color in STATUSES.items():
        if any(tile.status == status for tile in diagram.tiles):
            dash = (3.0, 2.0) if dashed(status) else ()
            yield Rectangle(Box(x, y - 6, 9, 7), Paint(stroke=color, width=1.6, dash=dash), 1.5)
            label = Label((x + 13, y), status, SMALL, color=MUTED)
            yield label
            x = label.box.right + 12
