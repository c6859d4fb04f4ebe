"""A part of a diagram laid out: the network, what is in a frame, or in an inset; frames in it are laid out first."""

from itertools import pairwise
from typing import NamedTuple

from cnncalc.render.diagram.boxes import INPUT, Diagram, Link
from cnncalc.render.diagram.marks import (
    HEADER,
    PADDING,
    SMALL,
    arrow_head,
    frame_marks,
    frame_width,
    rounded,
    size_of,
    stack_of,
    stroke,
    tile_marks,
)
from cnncalc.render.diagram.ranks import Slot, place, rank, rows_of
from cnncalc.render.diagram.style import dashed
from cnncalc.render.picture.palette import MUTED, RULE
from cnncalc.render.picture.scene import Box, Curve, Disc, Label, Mark, Paint, Point, extent_of, moved
from cnncalc.report.sketch import detours

GAP, LABEL_ROOM, ASIDE = 11.0, 8.0, 9.0
"""Between rows, for the size that an arrow carries, and between boxes beside one another."""
LANE = 8.0
"""Between skips beside one another."""


class Level(NamedTuple):
    """Marks from (0, 0) on, and where arrows come in from above and go out below."""

    marks: tuple[Mark, ...]
    width: float
    height: float
    entry: float
    exit: float


class _Arrow(NamedTuple):
    source: Slot
    target: Slot
    link: Link


def lay_out(diagram: Diagram, frame: int | None = None, *, inset: bool = False, across: bool = False) -> Level:
    """The boxes that are in a frame, or in none; of an inset, data comes in and goes out by a dot.

    From top to bottom, or `across` the page from left to right: without frames, and without sizes on the arrows.
    """
    return _Laying(diagram, frame, inset, across).level()


class _Laying:
    def __init__(self, diagram: Diagram, frame: int | None, inset: bool, across: bool) -> None:
        self.across = across
        self.diagram = diagram
        self.frame = frame
        self.inset = inset
        self.marks: list[Mark] = []
        self.inner: dict[Slot, Level] = {}
        self.frames: dict[Slot, int] = {}
        self.tiles: dict[Slot, int] = {}
        self.entry, self.exit = (Slot(0, 0, 0, box=False) for _ in range(2))
        self.slots: list[Slot] = []
        self.exits: dict[Slot, float] = {}
        """Where arrows go out of a frame, from where they come in."""
        self.rows: list[list[Slot]] = []
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        self.trunks: set[int] = set()
        """The rows below which an arrow has its size beside it."""

    def level(self) -> Level:
        """Lay everything out."""
        arrows = self._arrows()
        skips = detours([(arrow.source, arrow.target) for arrow in arrows if not dashed(arrow.link.status)])
        flows = [arrow for arrow in arrows if (arrow.source, arrow.target) not in skips]
        rank(self.slots, [(arrow.source, arrow.target) for arrow in arrows])
        if self.exit in self.slots:
            self.exit.rank = max(slot.rank for slot in self.slots)
        for arrow in flows:
            if arrow.link.text:
                label = Label((0, 0), arrow.link.text, SMALL)
                arrow.source.beside = self.exits.get(arrow.source, 0.0) + label.width + 5
        ways = [self._way(arrow) for arrow in flows]
        self.rows = rows_of(self.slots)
        place(self.rows, ASIDE)
        self.trunks = {arrow.source.rank for arrow in flows if arrow.link.text}
        self._stack()
        for arrow, way in zip(flows, ways, strict=True):
            self._flow(arrow, way)
        lanes = self._lanes([arrow for arrow in arrows if (arrow.source, arrow.target) in skips])
        for arrow, lane in lanes:
            self._skip(arrow, lane)
        for slot in self.slots:
            self._box(slot)
        return self._cropped()

    def _arrows(self) -> list[_Arrow]:
        """Make the slots; the arrows between them, once each."""
        owner: dict[int, Slot] = {}
        made: dict[int, Slot] = {}
        for number, tile in enumerate(self.diagram.tiles):
            at = self._outermost(tile.frame)
            if at == OUTSIDE:
                continue
            if at is None:
                owner[number] = self._tile_slot(number)
            else:
                owner[number] = made[at] if at in made else made.setdefault(at, self._frame_slot(at))
        found: dict[tuple[Slot, Slot], _Arrow] = {}
        for link in self.diagram.links:
            source, target = owner.get(link.source, self.entry), owner.get(link.target, self.exit)
            if source is not target and not (source is self.entry and target is self.exit):
                # What comes in or goes out has its size beside the arrow outside.
                silent = self.across or source is self.entry or target is self.exit
                told = link._replace(text="") if silent else link
                found.setdefault((source, target), _Arrow(source, target, told))
        ends = {slot for pair in found for slot in pair}
        self.slots = [*[self.entry] * (self.entry in ends), *self.slots, *[self.exit] * (self.exit in ends)]
        return list(found.values())

    def _outermost(self, frame: int | None) -> int | None:
        """The frame of this level that a frame is in; None for the level itself, OUTSIDE for what is elsewhere."""
        inner = None
        while frame != self.frame:
            if frame is None:
                return OUTSIDE
            inner, frame = frame, self.diagram.frames[frame].frame
        return inner

    def _tile_slot(self, number: int) -> Slot:
        tile = self.diagram.tiles[number]
        width, height = (5.0, 5.0) if self.inset and tile.kind == INPUT else size_of(tile)
        if self.across:
            width, height = height, width
        stack = stack_of(tile)
        slot = Slot(width / 2, width / 2 + stack, height + stack)
        slot.counts = -1 if dashed(tile.status) else 1
        self.tiles[slot] = number
        self.slots.append(slot)
        return slot

    def _frame_slot(self, number: int) -> Slot:
        frame, inner = self.diagram.frames[number], lay_out(self.diagram, number)
        width = max(inner.width + 2 * PADDING, frame_width(frame))
        left, stack = inner.entry + (width - inner.width) / 2, stack_of(frame)
        slot = Slot(left, width - left + stack, inner.height + HEADER + PADDING + 4 + stack)
        self.inner[slot], self.frames[slot] = inner, number
        self.exits[slot] = inner.exit - inner.entry
        self.slots.append(slot)
        return slot

    def _way(self, arrow: _Arrow) -> list[Slot]:
        """The slots along an arrow: it passes the rows between."""
        way = [arrow.source]
        for between in range(arrow.source.rank + 1, arrow.target.rank):
            passing = Slot(2, 2, 0, box=False)
            passing.rank = between
            way[-1].link(passing)
            way.append(passing)
            self.slots.append(passing)
        way[-1].link(arrow.target)
        return [*way, arrow.target]

    def _stack(self) -> None:
        """How far down each row is."""
        y = 0.0
        for number, row in enumerate(self.rows):
            height = max([slot.height for slot in row], default=0.0)
            for slot in row:
                slot.y = y + (height - slot.height) / 2
            self.tops.append(y)
            self.bottoms.append(y + height)
            y += height + GAP + (LABEL_ROOM if number in self.trunks else 0.0)

    def _flow(self, arrow: _Arrow, way: list[Slot]) -> None:
        """An arrow from row to row; its size stands beside where it begins."""
        paint = stroke(skip=arrow.link.skip and self.frame is None, status=arrow.link.status)
        start = self._below(arrow.source)
        pieces: list[tuple[Point, ...]] = []
        here = start
        for one, other in pairwise(way):
            x, bottom = here[0], self.bottoms[one.rank] + (LABEL_ROOM + 0.5 if one.rank in self.trunks else 0.0)
            top = self.tops[other.rank]
            pieces.append(((x, bottom),))
            if abs(x - other.x) > 0.1:
                middle = (bottom + top) / 2
                pieces.append(((x, middle), (other.x, middle), (other.x, top)))
            here = (other.x, other.y if other is way[-1] else self.bottoms[other.rank])
            pieces.append((here,))
        turned = tuple(tuple(map(self._at, piece)) for piece in pieces)
        self.marks.append(Curve(self._at(start), turned, paint))
        if arrow.target is not self.exit:
            self.marks.append(arrow_head(self._at(here), self._at((0, 1)), paint))
        if arrow.link.text:
            base = self.bottoms[arrow.source.rank] + 6.6
            self.marks.append(Label((start[0] + 3, base), arrow.link.text, SMALL, color=MUTED))

    def _below(self, slot: Slot) -> Point:
        return slot.x + self.exits.get(slot, 0.0), slot.y + slot.height

    def _lanes(self, skips: list[_Arrow]) -> list[tuple[_Arrow, float]]:
        """How far to the right each skip goes: skips round fewer boxes are further inside."""
        rights = [max([slot.x + max(slot.right, slot.beside) for slot in row], default=0.0) for row in self.rows]
        found = []
        for arrow in sorted(skips, key=lambda arrow: arrow.target.rank - arrow.source.rank):
            spanned = range(arrow.source.rank, arrow.target.rank + 1)
            lane = max(rights[number] for number in spanned) + LANE
            for number in spanned:
                rights[number] = lane
            found.append((arrow, lane))
        return found

    def _skip(self, arrow: _Arrow, lane: float) -> None:
        """A way round: out at the right side and in at it, or between rows where others stand there."""
        paint = stroke(skip=True, status=arrow.link.status)
        source, target = arrow.source, arrow.target
        out, back = self._side(source), self._side(target)
        start = (source.x + source.right, source.y + source.height / 2)
        if not out:
            aside = -5 if source.beside else 5  # the other side of where a size stands
            start = (source.x + self.exits.get(source, 0.0) + aside, source.y + source.height)
        level = start[1] if out else self.bottoms[source.rank] + 3 + LABEL_ROOM * (source.rank in self.trunks)
        end = (target.x + target.right, target.y + target.height / 2)
        if not back:
            end = (target.x + 5, target.y)
        low = end[1] if back else self.tops[target.rank] - 6
        points = [
            start,
            *[(start[0], level)] * (not out),
            (lane, level),
            (lane, low),
            *[(end[0], low)] * (not back),
            end,
        ]
        self.marks.append(rounded(list(map(self._at, points)), paint))
        if target is not self.exit:
            self.marks.append(arrow_head(self._at(end), self._at((-1, 0) if back else (0, 1)), paint))

    def _at(self, point: Point) -> Point:
        """A point, or a direction, on the page."""
        return (point[1], point[0]) if self.across else point

    def _side(self, slot: Slot) -> bool:
        """Whether nothing stands to the right of it in its row."""
        return slot is self.rows[slot.rank][-1]

    def _box(self, slot: Slot) -> None:
        if slot in self.inner:
            number, inner = self.frames[slot], self.inner[slot]
            stack = stack_of(self.diagram.frames[number])
            width = slot.left + slot.right - stack
            box = Box(slot.x - slot.left, slot.y + stack, width, slot.height - stack)
            self.marks += frame_marks(self.diagram.frames[number], box)
            by = (slot.x - inner.entry, box.y + HEADER + 2)
            self.marks += [moved(mark, by) for mark in inner.marks]
        elif slot in self.tiles:
            tile = self.diagram.tiles[self.tiles[slot]]
            center = self._at((slot.x, slot.y + (slot.height + stack_of(tile)) / 2))
            if self.inset and tile.kind == INPUT:
                self.marks.append(Disc(center, 2.2, Paint(fill=RULE)))
            else:
                self.marks.append(tile_marks(tile, center))

    def _cropped(self) -> Level:
        """The level with its upper left corner at (0, 0)."""
        around = extent_of(self.marks)
        if self.across:
            marks = tuple(moved(mark, (0, -around.y)) for mark in self.marks)
            return Level(marks, max(around.right, self.bottoms[-1]), around.height, -around.y, -around.y)
        marks = tuple(moved(mark, (-around.x, 0)) for mark in self.marks)
        entry = self.entry.x if self.entry in self.slots else 0.0
        leave = self.exit.x if self.exit in self.slots else entry
        return Level(marks, around.width, max(around.bottom, self.bottoms[-1]), entry - around.x, leave - around.x)


OUTSIDE = -1
"""Stands for a frame that is not on a level."""
