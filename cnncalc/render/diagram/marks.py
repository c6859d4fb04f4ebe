"""The marks that a diagram is drawn with: boxes, joins, arrows, and what is around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.render.diagram.boxes import BLOCK, JOIN, Frame, Tile
from cnncalc.render.diagram.style import INK_ON_BOXES, MUTED_ON_BOXES, dashed, edge_of, fill_of, said_of
from cnncalc.render.picture.metrics import shortened, width_of
from cnncalc.render.picture.palette import BLOCK_FRAME, FRAME, INK, KINDS, MUTED, PAPER, RULE, SKIP, STATUSES
from cnncalc.render.picture.scene import (
    END,
    ROUND,
    Box,
    Curve,
    Disc,
    Label,
    Mark,
    MarkGroup,
    Paint,
    Point,
    Rectangle,
    line,
    polygon,
)

TEXT, SMALL = 7.5, 6.5
"""The sizes of letters."""
HEIGHT, PADDING, RADIUS = 15.0, 7.0, 3.0
JOIN_RADIUS = 6.0
WIDEST_NAME, WIDEST_PLACE = 150.0, 90.0
"""How much room a box has for names; longer ones lose their middle."""
STACK = 2.0
"""How far the boxes of repeats stand behind one another."""
HEADER = 13.0
"""How high the words above the boxes in a frame are."""
WORD_GAP = 4.0
CORNER = 5.0
"""The radius of the corners of a way round others."""


def size_of(tile: Tile) -> tuple[float, float]:
    """How wide and how high a box is."""
    if _glyph(tile):
        return 2 * JOIN_RADIUS, 2 * JOIN_RADIUS
    words = list(_words(tile))
    width = sum(label.width for label in words) + WORD_GAP * (len(words) - 1) + 2 * PADDING
    return max(width, 30.0), HEIGHT


def tile_marks(tile: Tile, center: Point) -> MarkGroup:
    """A box with its words, about its middle."""
    sign = _glyph(tile)
    marks = _join_marks(sign, center, tile) if sign else _box_marks(tile, center)
    return MarkGroup(tuple(marks), " ".join(tile.about), said_of(tile))


def _glyph(tile: Tile) -> str:
    return tile.text if tile.kind == JOIN and tile.text in ("+", "×", "concat") else ""


def _words(tile: Tile) -> Iterator[Label]:
    """The words in a box; a layer's name is for those who ask."""
    if tile.name:
        yield Label((0, 0), shortened(tile.name, TEXT, WIDEST_NAME, bold=True), TEXT, bold=True, color=INK_ON_BOXES)
    if tile.text:
        yield Label((0, 0), shortened(tile.text, TEXT, WIDEST_NAME), TEXT, color=INK_ON_BOXES)
    elif tile.place:
        size, color = (SMALL, MUTED_ON_BOXES) if tile.name else (TEXT, INK_ON_BOXES)
        yield Label((0, 0), shortened(tile.place, size, WIDEST_PLACE), size, color=color)
    if tile.repeat:
        yield Label((0, 0), tile.repeat, TEXT, bold=True, color=edge_of(BLOCK))


def _box_marks(tile: Tile, center: Point) -> Iterator[Mark]:
    width, height = size_of(tile)
    box = Box(center[0] - width / 2, center[1] - height / 2, width, height)
    status = STATUSES.get(tile.status)
    dash = (3.0, 2.0) if dashed(tile.status) else ()
    paint = Paint(fill_of(tile.kind), status or edge_of(tile.kind), 1.6 if status else 0.7, dash)
    for behind in (2, 1) if tile.repeat else ():
        by = behind * STACK
        yield Rectangle(box._replace(x=box.x + by, y=box.y - by), paint, RADIUS)
    yield Rectangle(box, paint, RADIUS)
    words = list(_words(tile))
    x = center[0] - (sum(label.width for label in words) + WORD_GAP * (len(words) - 1)) / 2
    for label in words:
        yield label._replace(place=(x, center[1] + 0.36 * TEXT))
        x += label.width + WORD_GAP


def _join_marks(sign: str, center: Point, tile: Tile) -> Iterator[Mark]:
    """A circle with what it does drawn in it: a sign of a font would have another width in the next."""
    status = STATUSES.get(tile.status)
    yield Disc(center, JOIN_RADIUS, Paint(PAPER, status or RULE, 1.6 if status else 0.8))
    yield from glyph_marks(sign, center)


def glyph_marks(sign: str, center: Point, reach: float = 3.0) -> Iterator[Mark]:
    """What a join does: adds, multiplies or puts channels side by side."""
    x, y = center
    paint = Paint(stroke=INK, width=1.1)
    if sign == "concat":
        lines: Sequence[tuple[Point, Point]] = (((-1.4, -reach), (-1.4, reach)), ((1.4, -reach), (1.4, reach)))
    elif sign == "×":
        lines = (
            ((-0.7 * reach, -0.7 * reach), (0.7 * reach, 0.7 * reach)),
            ((-0.7 * reach, 0.7 * reach), (0.7 * reach, -0.7 * reach)),
        )
    else:
        lines = (((-reach, 0), (reach, 0)), ((0, -reach), (0, reach)))
    for start, end in lines:
        yield line((x + start[0], y + start[1]), (x + end[0], y + end[1]), paint=paint)


def stack_of(box: Tile | Frame) -> float:
    """How far those behind a box of repeats stand out."""
    return 2 * STACK if box.repeat else 0.0


def frame_width(frame: Frame) -> float:
    """How wide a frame is at least, for the words above its boxes."""
    name, place, repeat = _header(frame, 0.0)
    return name.width + place.width + repeat.width + 2 * WORD_GAP + 2 * PADDING


def frame_marks(frame: Frame, box: Box) -> Iterator[Mark]:
    """A frame with its words."""
    for behind in (2, 1) if frame.repeat else ():
        by = behind * STACK
        yield Rectangle(box._replace(x=box.x + by, y=box.y - by), _framed(bool(frame.name)), 4)
    yield Rectangle(box, _framed(bool(frame.name)), 4)
    for label in _header(frame, box.width):
        if label.text:
            yield label._replace(place=(box.x + label.place[0], box.y + label.place[1]))


def _framed(block: bool) -> Paint:
    return Paint(BLOCK_FRAME, KINDS[BLOCK], 0.9) if block else Paint(FRAME, "#A9B2BE", 0.8)


def _header(frame: Frame, width: float) -> tuple[Label, Label, Label]:
    """A block's name, where it is, and how often."""
    base = PADDING + 0.5 * TEXT
    name = Label((PADDING, base), shortened(frame.name, TEXT, WIDEST_NAME, bold=True), TEXT, bold=True)
    at = PADDING + (name.width + WORD_GAP if frame.name else 0.0)
    place = Label((at, base), shortened(frame.place, SMALL, WIDEST_PLACE), SMALL, color=MUTED)
    return name, place, Label((width - PADDING, base), frame.repeat, TEXT, END, bold=True)


def inset_marks(name: str, place: str, box: Box) -> Iterator[Mark]:
    """What is around the boxes that a block is made of."""
    yield Rectangle(box, Paint(stroke=RULE, width=0.7, dash=(3, 2)), 4)
    yield from head_marks(name, place, (box.x + PADDING, box.y + PADDING + 0.5 * TEXT))


def head_marks(name: str, place: str, at: Point) -> Iterator[Label]:
    """A block's name, and how often it is there."""
    head = Label(at, shortened(name, TEXT, WIDEST_NAME, bold=True), TEXT, bold=True)
    yield head
    if place:
        yield Label((at[0] + head.width + WORD_GAP, at[1]), place, SMALL, color=MUTED)


def inset_width(name: str, place: str) -> float:
    """How wide an inset is at least."""
    head = width_of(shortened(name, TEXT, WIDEST_NAME, bold=True), TEXT, bold=True)
    return head + WORD_GAP + width_of(place, SMALL) + 2 * PADDING


def stroke(*, skip: bool, status: str = "") -> Paint:
    """How an arrow is drawn."""
    if dashed(status):
        return Paint(stroke=STATUSES[status], width=0.9, dash=(3, 2))
    return Paint(stroke=SKIP, width=1.1) if skip else Paint(stroke=RULE, width=0.8)


def arrow_head(tip: Point, direction: Point, paint: Paint) -> Curve:
    """The head of an arrow that comes in a direction, a step of length 1."""
    (x, y), (dx, dy) = tip, direction
    back = (x - 4.2 * dx, y - 4.2 * dy)
    side = (-1.7 * dy, 1.7 * dx)
    color = Paint(fill=paint.stroke)
    return polygon(
        tip,
        (back[0] + side[0], back[1] + side[1]),
        (x - 3.2 * dx, y - 3.2 * dy),
        (back[0] - side[0], back[1] - side[1]),
        paint=color,
    )


def rounded(points: list[Point], paint: Paint) -> Curve:
    """Lines along the page's edges through points, with round corners."""
    pieces: list[tuple[Point, ...]] = []
    for before, corner, behind in zip(points, points[1:], points[2:], strict=False):
        near, far = (_towards(corner, other) for other in (before, behind))
        handles = tuple(
            (at[0] + (corner[0] - at[0]) * ROUND, at[1] + (corner[1] - at[1]) * ROUND) for at in (near, far)
        )
        pieces += [(near,), (*handles, far)]
    return Curve(points[0], (*pieces, (points[-1],)), paint)


def _towards(corner: Point, other: Point) -> Point:
    """Where the rounding of a corner ends on the way to a point."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    part = min(CORNER, length / 2) / length if length else 0.0
    return corner[0] + dx * part, corner[1] + dy * part
