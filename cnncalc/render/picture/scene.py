"""A picture as marks at places, which is all that writers of SVG or TikZ see.

All lengths are points of 1/72 inch; x goes to the right, y down. Marks are drawn one over another, the last on top.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from cnncalc.render.picture.metrics import ASCENT, DESCENT, width_of
from cnncalc.render.picture.palette import INK

Point: TypeAlias = tuple[float, float]
START, MIDDLE, END = "start", "middle", "end"
"""Which part of a text is at its place."""
SMALLEST_TEXT = 6.0
"""Journals print nothing smaller."""
ROUND = 0.5523
"""How far the handles of a quarter of a circle are from its ends, as a part of the radius."""


def length(points: float) -> str:
    """A length as formats write it: to a hundredth of a point."""
    written = f"{points:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


class Paint(NamedTuple):
    """How a mark is painted. A colour is one of the palette's, or `#RRGGBB`; empty for none."""

    fill: str = ""
    stroke: str = ""
    width: float = 0.5
    """The width of the stroke."""
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    """The opacity of the fill."""


class Box(NamedTuple):
    """A rectangle of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> "Box":
        """The box with so much more on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: "Box", slack: float = 0.0) -> bool:
        """Whether two boxes share more than their edges, each taken as smaller by the slack."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.bottom, other.bottom) - max(self.y, other.y) > slack
        )

    def holds(self, other: "Box", slack: float = 0.01) -> bool:
        """Whether another box is inside of it."""
        return (
            other.x >= self.x - slack and other.y >= self.y - slack
            and other.right <= self.right + slack and other.bottom <= self.bottom + slack
        )  # fmt: skip


class Rectangle(NamedTuple):
    """A box, with round corners if it has a radius."""

    box: Box
    paint: Paint
    radius: float = 0.0


class Disc(NamedTuple):
    """A circle."""

    center: Point
    radius: float
    paint: Paint

    @property
    def box(self) -> Box:
        """The smallest box around the circle."""
        return Box(self.center[0] - self.radius, self.center[1] - self.radius, 2 * self.radius, 2 * self.radius)


class Curve(NamedTuple):
    """Lines and Bézier curves one after another; `closed` goes back to the start."""

    start: Point
    pieces: tuple[tuple[Point, ...], ...]
    """Each has its end, and before that, if it is curved, its two handles."""
    paint: Paint
    closed: bool = False

    @property
    def box(self) -> Box:
        """The smallest box around the curve and its handles."""
        return around((self.start, *(point for piece in self.pieces for point in piece)))


class Label(NamedTuple):
    """A text in one line; its place is on the line that the letters stand on."""

    place: Point
    text: str
    size: float = 7.5
    anchor: str = START
    bold: bool = False
    color: str = INK

    @property
    def width(self) -> float:
        """The width of the text."""
        return width_of(self.text, self.size, bold=self.bold)

    @property
    def box(self) -> Box:
        """The box of the letters."""
        width = self.width
        left = self.place[0] - width * {START: 0.0, MIDDLE: 0.5, END: 1.0}[self.anchor]
        return Box(left, self.place[1] - ASCENT * self.size, width, (ASCENT + DESCENT) * self.size)


class MarkGroup(NamedTuple):
    """Marks that are one thing: `about` are the paths of its layers; a page shows the `title` under the mouse."""

    marks: "tuple[Mark, ...]"
    about: str = ""
    title: str = ""


Mark: TypeAlias = "Rectangle | Disc | Curve | Label | MarkGroup"


class Scene(NamedTuple):
    """A picture; `title` and `description` are for those who cannot see it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str = ""
    description: str = ""

    @property
    def box(self) -> Box:
        """The box of the whole picture."""
        return Box(0, 0, self.width, self.height)


def line(*points: Point, paint: Paint) -> Curve:
    """A line through points."""
    return Curve(points[0], tuple((point,) for point in points[1:]), paint)


def polygon(*points: Point, paint: Paint) -> Curve:
    """The area between points."""
    return line(*points, paint=paint)._replace(closed=True)


def labels_of(marks: Iterable[Mark]) -> Iterator[Label]:
    """The texts of a picture, also those in groups."""
    for mark in marks:
        if isinstance(mark, MarkGroup):
            yield from labels_of(mark.marks)
        elif isinstance(mark, Label):
            yield mark


def solids_of(marks: Iterable[Mark]) -> Iterator[Rectangle | Disc | Curve]:
    """The filled marks, also in groups, over which no text may lie by accident."""
    for mark in marks:
        if isinstance(mark, MarkGroup):
            yield from solids_of(mark.marks)
        elif not isinstance(mark, Label) and mark.paint.fill:
            yield mark


def around(points: Iterable[Point]) -> Box:
    """The smallest box with all of some points in it."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def extent_of(marks: Iterable[Mark]) -> Box:
    """The smallest box with all of some marks in it."""
    corners: list[Point] = []
    for mark in marks:
        box = extent_of(mark.marks) if isinstance(mark, MarkGroup) else mark.box
        corners += [(box.x, box.y), (box.right, box.bottom)]
    return around(corners)


def moved(mark: Mark, by: Point) -> Mark:
    """A mark at another place."""
    match mark:
        case MarkGroup():
            return mark._replace(marks=tuple(moved(each, by) for each in mark.marks))
        case Rectangle():
            return mark._replace(box=mark.box._replace(x=mark.box.x + by[0], y=mark.box.y + by[1]))
        case Disc():
            return mark._replace(center=_plus(mark.center, by))
        case Curve():
            pieces = tuple(tuple(_plus(point, by) for point in piece) for piece in mark.pieces)
            return mark._replace(start=_plus(mark.start, by), pieces=pieces)
        case Label():
            return mark._replace(place=_plus(mark.place, by))


def _plus(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]
