"""A figure as a picture: the row of solids with its labels, what its blocks are made of, and the legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cnncalc.render.diagram.boxes import INPUT
from cnncalc.render.diagram.legend import LegendTold, legend, shown_in
from cnncalc.render.diagram.marks import SMALL, arrow_head, glyph_marks, stroke
from cnncalc.render.diagram.sheet import across
from cnncalc.render.figure.labels import SIZE, brackets, channel_labels, repeat_labels
from cnncalc.render.figure.model import Arc, Volumes
from cnncalc.render.figure.solid import SIGN, Solid, faces, solids
from cnncalc.render.picture.metrics import width_of
from cnncalc.render.picture.palette import MUTED, PAPER, RULE
from cnncalc.render.picture.scene import (
    MIDDLE,
    ROUND,
    Curve,
    Disc,
    Label,
    Mark,
    MarkGroup,
    Paint,
    Point,
    Scene,
    extent_of,
    line,
    moved,
)

MARGIN = 4.0
ABOVE, LANE = 9.0, 9.0
"""How far the first arc is above what it goes over, and how far arcs are apart."""
WIDEST_CORNER = 26.0
"""The largest radius of an arc's corners."""
BESIDE_LEG = 12.0
"""How far words are from where another arc comes down, which is round above."""
BELOW = 13.0


def draw(volumes: Volumes, width: float) -> Scene:
    """The figure on a page of a width."""
    room = width - 2 * MARGIN
    row = solids(volumes.bodies, room)
    words = [*repeat_labels(row), *channel_labels(row, room)]
    marks: list[Mark] = [line(*_axis(row), paint=Paint(stroke=RULE, width=0.9))] if len(row) > 1 else []
    marks += [MarkGroup(tuple(_solid(solid)), " ".join(solid.body.about), solid.body.name) for solid in row]
    marks += words
    marks += _arcs(volumes.arcs, row, words)
    marks += brackets(row, max(extent_of(words).bottom, extent_of(marks).bottom) + BELOW - 6.0, room)
    bottom = extent_of(marks).bottom
    for inset in across(volumes.insets, room):
        marks += [moved(mark, (0.0, bottom + BELOW)) for mark in inset.marks]
        bottom += BELOW + inset.height
    told = legend(_shown(volumes), room)
    height = extent_of(told).height if told else 0.0
    marks += [moved(mark, (0.0, bottom + BELOW + height)) for mark in told]
    around = extent_of(marks)
    left = MARGIN - min(around.x, 0.0)
    placed = tuple(moved(mark, (left, MARGIN - around.y)) for mark in marks)
    return Scene(max(width, around.right + left + MARGIN), around.height + 2 * MARGIN, placed, volumes.title)


def _shown(volumes: Volumes) -> LegendTold:
    """What the legend tells: of insets all but where data comes in, which is a dot there."""
    inside = shown_in([inset.diagram for inset in volumes.insets])
    kinds = {body.kind for body in volumes.bodies} | inside.kinds - {INPUT}
    signs = {body.sign for body in volumes.bodies} | inside.signs
    return LegendTold(kinds, signs, inside.skips or bool(volumes.arcs))


def _axis(row: Sequence[Solid]) -> tuple[Point, Point]:
    return (row[0].front.x + row[0].front.width / 2, 0.0), (row[-1].front.x + row[-1].front.width / 2, 0.0)


def _solid(solid: Solid) -> Iterator[Mark]:
    if solid.body.sign:
        center = solid.front.center
        yield Disc(center, SIGN, Paint(PAPER, RULE, 0.8))
        yield from glyph_marks(solid.body.sign, center)
    else:
        yield from faces(solid)


def _arcs(arcs: Sequence[Arc], row: Sequence[Solid], words: Sequence[Label]) -> Iterator[Mark]:
    """The arcs, above everything that they go over; shorter arcs are further inside."""
    lanes: list[tuple[int, int, float]] = []
    legs: list[float] = []
    for arc in arcs:
        start, end = _ends(arc, row)
        legs += [start[0], start[0] + BESIDE_LEG, end[0] - BESIDE_LEG, end[0]]
    for arc in sorted(arcs, key=lambda arc: (arc.target - arc.source, -arc.source)):
        over = row[arc.source : arc.target + 1]
        left, right = over[0].front.x, over[-1].right
        tops = [solid.top for solid in over]
        tops += [label.box.y for label in words if label.box.right > left and label.box.x < right]
        tops += [lane - LANE + ABOVE for start, end, lane in lanes if start <= arc.target and end >= arc.source]
        lane = min(tops) - ABOVE
        lanes.append((arc.source, arc.target, lane - (SMALL + 2 if arc.text else 0.0)))
        yield from _arc(arc, row, lane, legs)


def _ends(arc: Arc, row: Sequence[Solid]) -> tuple[Point, Point]:
    """Where an arc begins and ends: on top of solids, and of joins."""
    source, target = row[arc.source], row[arc.target]
    start = (source.middle, source.top + source.back[1] / 2)
    if source.body.repeat:  # beside how often it is there
        aside = width_of(source.body.repeat, SIZE, bold=True) / 2 + 3
        start = (max(source.front.right + source.back[0] / 2 - 2, source.middle + aside), start[1])
    return start, (target.middle, target.top + target.back[1] / 2)


def _arc(arc: Arc, row: Sequence[Solid], lane: float, legs: Sequence[float]) -> Iterator[Mark]:
    start, end = _ends(arc, row)
    radius = max(min(WIDEST_CORNER, (end[0] - start[0]) / 3, start[1] - lane, end[1] - lane), 1.0)
    paint = stroke(skip=True)
    rise, fall = (start[0], lane + radius), (end[0], lane + radius)
    over, down = (start[0] + radius, lane), (end[0] - radius, lane)
    handle = radius * (1 - ROUND)
    pieces: tuple[tuple[Point, ...], ...] = (
        (rise,), ((start[0], lane + handle), (start[0] + handle, lane), over),
        (down,), ((end[0] - handle, lane), (end[0], lane + handle), fall), (end,),
    )  # fmt: skip
    yield Curve(start, pieces, paint)
    yield arrow_head(end, (0.0, 1.0), paint)
    if arc.text:
        # In the widest part of the way that no other arc crosses on its way down.
        first, last = start[0] + radius / 2, end[0] - radius / 2
        stops = [first, *sorted(x for x in legs if first < x < last), last]
        left, right = max(pairwise(stops), key=lambda stop: stop[1] - stop[0])
        said = (arc.text, f"{arc.text.partition(', ')[0]}, …")
        text = next((each for each in said if width_of(each, SMALL) < right - left - 4), "")
        yield from [Label(((left + right) / 2, lane - 2.5), text, SMALL, MIDDLE, color=MUTED)] * bool(text)
