"""What places see of an input: of a plane as boxes in one another, along any other axis as bars."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cnncalc.render.chart import Extent, Extents
from cnncalc.render.picture.metrics import shortened, width_of, wrapped
from cnncalc.render.picture.palette import GRID, INK, MACS, MUTED, PAPER, PARAMS, RULE, mixed
from cnncalc.render.picture.scene import END, Box, Label, Mark, MarkGroup, Paint, Point, Rectangle, Scene, line
from cnncalc.render.picture.text_size import NARROW, text_size

BEYOND = 0.35
"""How far a picture goes beyond the input at most, as a part of the input: what is larger is cut off there."""
PIXELS = 40
"""The most positions of an input that are drawn one by one."""
ROW, BAR = 1.6, 0.62
"""The height of a row as a part of its text's size, and that of a bar as a part of its row's."""


class DrawnRange(NamedTuple):
    """The part of an axis that is drawn, and where."""

    low: float
    high: float
    start: float
    unit: float
    """The length of a position in points."""

    def place(self, position: float) -> float:
        """Where a position begins."""
        return self.start + (min(max(position, self.low), self.high) - self.low) * self.unit


def draw(extents: Extents, width: float) -> Scene:
    """The extents on a page of a width."""
    size = text_size(width)
    title = wrapped(extents.title, size, width, bold=True)
    marks: list[Mark] = [
        Label((0, size * (1 + 1.3 * number)), text, size, bold=True) for number, text in enumerate(title)
    ]
    top = size * (1.3 * len(title) + 1.2)
    axes = len(extents.axes)
    if axes > 1:
        drawn, top = _plane(extents, width, top, size)
        marks += drawn
    for axis in range(axes - 2 if axes > 1 else axes):
        drawn, top = _rows(extents, axis, width, top, size)
        marks += drawn
    return Scene(width, top, tuple(marks), extents.title)


def tint(number: int, count: int) -> str:
    """A colour for one of several, from dark for what sees the least to light."""
    part = number / max(count - 1, 1)
    return mixed(PARAMS, mixed(MACS, PAPER, 0.75), part)


def _bounds(extents: Sequence[Extent], axis: int, size: int) -> tuple[float, float]:
    """The range of an axis that is drawn: the input, and what is seen beyond it, up to a limit."""
    low, high = min(extent.ends[axis][0] for extent in extents), max(extent.ends[axis][1] for extent in extents) + 1
    limit = max(size * BEYOND, 1)
    return max(min(low, 0), -limit), min(max(high, size), size + limit)


def _plane(extents: Extents, width: float, top: float, size: float) -> tuple[list[Mark], float]:
    """The last two axes: the input, and boxes over it, the largest first; their names beside them."""
    named = [f"{extent.label}  {extent.told}" for extent in extents.extents]
    room = min(max(width_of(text, size) for text in named), width * 0.45)
    x, y = _scopes(extents, width, width - room - size * 2.5, top)
    bottom = max(y.place(y.high), top + len(named) * size * 1.3)
    marks: list[Mark] = [Rectangle(_input_box(extents, x, y), Paint(GRID))]
    corners: list[Point] = []
    for number, extent in reversed([*enumerate(extents.extents)]):
        box = _box(extent, x, y)
        framed = tuple(_framed(extent, box, x, y, tint(number, len(named))))
        marks.append(MarkGroup(framed, extent.about, f"{extent.label}: {extent.told}"))
        corners.append((box.right, max(box.y, top) + size * 0.2))
    marks += _input(extents, x, y)
    column = x.place(x.high) + size * 2.5
    places = _apart([corner[1] for corner in corners], top + size, bottom, size * 1.3)
    for corner, place, text in zip(corners, places, reversed(named), strict=True):
        marks.append(line(corner, (column - size * 0.4, place - size * 0.36), paint=Paint(stroke=RULE, width=0.4)))
        marks.append(Label((column, place), shortened(text, size, width - column), size))
    measured = f"dashed: the input, {'×'.join(map(str, extents.sizes[-2:]))}"
    marks.append(Label((x.place(0), bottom + size * 1.4), measured, size, color=MUTED))
    return marks, bottom + size * 2


def _scopes(extents: Extents, width: float, room: float, top: float) -> tuple[DrawnRange, DrawnRange]:
    """What is drawn of both axes, at one scale."""
    (low_y, high_y), (low_x, high_x) = (_bounds(extents.extents, axis, extents.sizes[axis]) for axis in (-2, -1))
    most = min(room, width * 0.62 if width > NARROW * 1.3 else width)
    unit = min(most / (high_x - low_x), width * 0.7 / (high_y - low_y))
    return DrawnRange(low_x, high_x, 0, unit), DrawnRange(low_y, high_y, top, unit)


def _input_box(extents: Extents, x: DrawnRange, y: DrawnRange) -> Box:
    height, width = extents.sizes[-2:]
    return Box(x.place(0), y.place(0), x.place(width) - x.place(0), y.place(height) - y.place(0))


def _input(extents: Extents, x: DrawnRange, y: DrawnRange) -> Iterator[Mark]:
    """The edge of the input, over what is seen of it, and its positions if they are few."""
    height, width = extents.sizes[-2:]
    box, thin = _input_box(extents, x, y), Paint(stroke=PAPER, width=0.3)
    if max(height, width) <= PIXELS:
        yield from [line((x.place(at), box.y), (x.place(at), box.bottom), paint=thin) for at in range(1, width)]
        yield from [line((box.x, y.place(at)), (box.right, y.place(at)), paint=thin) for at in range(1, height)]
    yield Rectangle(box, Paint(stroke=INK, width=1, dash=(3, 2)))


def _box(extent: Extent, x: DrawnRange, y: DrawnRange) -> Box:
    (first_y, last_y), (first_x, last_x) = extent.ends[-2:]
    left, above = x.place(first_x), y.place(first_y)
    return Box(left, above, x.place(last_x + 1) - left, y.place(last_y + 1) - above)


def _framed(extent: Extent, box: Box, x: DrawnRange, y: DrawnRange, color: str) -> Iterator[Mark]:
    """A box with lines along the edges that are not cut off."""
    yield Rectangle(box, Paint(color))
    (first_y, last_y), (first_x, last_x) = extent.ends[-2:]
    paint = Paint(stroke=mixed(color, INK, 0.35), width=0.6)
    corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom), (box.x, box.y))
    inside = (first_y >= y.low, last_x < x.high, last_y < y.high, first_x >= x.low)
    yield from [line(*ends, paint=paint) for ends, shown in zip(pairwise(corners), inside, strict=True) if shown]


def _apart(wanted: Sequence[float], top: float, bottom: float, step: float) -> list[float]:
    """Places in the same order, as near to those wanted as a distance between them allows."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + step if places else top))
    over = max(places[-1] - bottom, 0) if places else 0
    behind = bottom
    for at in range(len(places) - 1, -1, -1) if over else ():
        places[at] = min(places[at], behind)
        behind = places[at] - step
    return places


class _RangeBar(NamedTuple):
    """A bar along an axis, with its name and how long it is."""

    name: str
    ends: tuple[int, int]
    fill: Paint
    color: str
    about: str = ""

    @property
    def told(self) -> str:
        return f"{self.ends[1] - self.ends[0] + 1:,}"


def _rows(extents: Extents, axis: int, width: float, top: float, size: float) -> tuple[list[Mark], float]:
    """An axis by itself: a bar for the input, and one below it for each extent."""
    rows = [_RangeBar(f"input, {extents.axes[axis]}", (0, extents.sizes[axis] - 1), Paint(GRID, RULE, 0.5), MUTED)]
    for number, extent in enumerate(extents.extents):
        name = shortened(extent.label, size, width * 0.3)
        rows.append(_RangeBar(name, extent.ends[axis], Paint(tint(number, len(extents.extents))), INK, extent.about))
    left = max(width_of(row.name, size) for row in rows) + size * 0.8
    right = width - max(width_of(row.told, size) for row in rows)
    low, high = _bounds(extents.extents, axis, extents.sizes[axis])
    scope = DrawnRange(low, high, left, (right - size * 0.8 - left) / (high - low))
    marks: list[Mark] = []
    for number, row in enumerate(rows):
        y, height = top + size * ROW * (number + 0.5), size * ROW * BAR
        begin, end = scope.place(row.ends[0]), scope.place(row.ends[1] + 1)
        called = Label((left - size * 0.8, y + size * 0.36), row.name, size, END, color=row.color)
        bar = Rectangle(Box(begin, y - height / 2, max(end - begin, 0.6), height), row.fill)
        told = Label((right, y + size * 0.36), row.told, size, color=MUTED)
        marks.append(MarkGroup((called, bar, told), row.about))
    return marks, top + size * ROW * len(rows) + size * 0.6
