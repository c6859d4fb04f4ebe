"""Solids in oblique projection: where each is, how large, and its faces."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import cos, radians, sin, sqrt
from typing import NamedTuple

from cnncalc.render.diagram.boxes import INPUT, POOL
from cnncalc.render.figure.model import Body
from cnncalc.render.picture.palette import BLACK, KINDS, PAPER, mixed
from cnncalc.render.picture.scene import Box, Mark, Paint, Point, line, polygon

TALLEST = 70.0
ANGLE, DEPTH = radians(40), 0.34
"""How things go to the back, and how far, as a part of their width."""
THICKEST = 1.25
"""How thick one channel is at most: thickness goes by the root of the channels, as height by that of the size."""
THINNEST, THINNEST_REPEATED = 2.0, 7.0
BAR, BAR_SCALE, TALLEST_BAR = 4.5, 1.35, 73.0
OVERHANG = 12.0
"""How much room there is beside the row for words that are wider than what they stand below."""
SIGN = 6.0
"""The radius of a join's circle."""
CLOSE, BESIDE_SIGN, NARROW, WIDE, WIDENED = 2.6, 7.0, 9.0, 22.0, 26.0
"""Gaps: within a size, beside a join, between sizes, and by how much those are widened at most."""


class Solid(NamedTuple):
    """A body and where it is; the row's axis is at 0."""

    body: Body
    front: Box
    back: Point
    """How far the back is from the front: to the right, and up."""

    @property
    def top(self) -> float:
        """The highest point of the body."""
        return self.front.y - self.back[1]

    @property
    def middle(self) -> float:
        """The middle of the top, to the right."""
        return self.front.x + (self.front.width + self.back[0]) / 2

    @property
    def right(self) -> float:
        """The rightmost point of the body."""
        return self.front.right + self.back[0]


class _SolidSize(NamedTuple):
    height: float
    back: Point


def solids(bodies: Sequence[Body], width: float) -> list[Solid]:
    """The bodies in a row that is so wide at most: as thick as there is room for."""
    largest = max([size for body in bodies for size in body.spatial[-2:]], default=1)
    sizes = [_size(body, largest) for body in bodies]
    gaps = [_gap(*pair) for pair in pairwise(zip(bodies, sizes, strict=True))]
    while sum(gaps) + sum(_thickness(body, 0.0) for body in bodies) > width - 2 * OVERHANG and max(gaps) > CLOSE:
        gaps = [max(0.8 * gap, min(gap, CLOSE)) for gap in gaps]
    room = width - sum(gaps) - (sizes[-1].back[0] if sizes else 0.0) - 2 * OVERHANG

    def total(scale: float) -> float:
        return sum(_thickness(body, scale) for body in bodies)

    scale = _largest(lambda each: total(each) <= room)
    wide = [at for at, gap in enumerate(gaps) if gap >= NARROW]
    more = min(WIDENED, max(0.0, (room - total(scale)) / len(wide))) if wide else 0.0
    found: list[Solid] = []
    x = max(0.0, room - total(scale) - more * len(wide)) / 2 + OVERHANG
    for at, (body, size) in enumerate(zip(bodies, sizes, strict=True)):
        thickness = _thickness(body, scale)
        y = (size.back[1] - size.height) / 2
        found.append(Solid(body, Box(x, y, thickness, size.height), size.back))
        x += thickness + (gaps[at] + (more if gaps[at] >= NARROW else 0.0) if at < len(gaps) else 0.0)
    return found


def _largest(fits: Callable[[float], bool]) -> float:
    """The largest scale that fits, by bisection."""
    low, high = 0.0, THICKEST
    if fits(high):
        return high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _size(body: Body, largest: int) -> _SolidSize:
    """How high a body is and how far it goes to the back: both by the roots of its sizes."""
    if body.sign:
        return _SolidSize(2 * SIGN, (0.0, 0.0))
    if not body.spatial:
        return _SolidSize(min(max(BAR_SCALE * sqrt(body.channels), 6.0), TALLEST_BAR), _backwards(10.0))
    *_, height, width = (1, *body.spatial)
    scaled = [max(TALLEST * sqrt(size / largest), 4.0) for size in (height, width)]
    if len(body.spatial) == 1:
        return _SolidSize(9.0, _backwards(scaled[1] / 2))
    return _SolidSize(scaled[0], _backwards(scaled[1]))


def _backwards(length: float) -> Point:
    return DEPTH * length * cos(ANGLE), DEPTH * length * sin(ANGLE)


def _thickness(body: Body, scale: float) -> float:
    if body.sign:
        return 2 * SIGN
    if not body.spatial:
        return BAR
    thickness = scale * sqrt(body.channels)
    if body.kind == POOL:
        return min(max(0.4 * thickness, 2.5), 12.0)
    return max(thickness, THINNEST_REPEATED if body.repeat else THINNEST)


def _gap(one: tuple[Body, _SolidSize], other: tuple[Body, _SolidSize]) -> float:
    body, behind = one[0], other[0]
    if body.sign or behind.sign:
        return BESIDE_SIGN + one[1].back[0]
    if not body.spatial and not behind.spatial:
        return BESIDE_SIGN + 1.0
    if behind.kind == POOL:
        return 0.8
    if body.kind != INPUT and alike(body, behind) and body.kind != POOL and body.spatial:
        return CLOSE
    return min(max(NARROW, 0.8 * one[1].back[0]), WIDE)


def alike(one: Body, other: Body) -> bool:
    """Whether two bodies stand over one size: what convolutions without padding cut off makes no other."""
    if len(one.spatial) != len(other.spatial):
        return False
    return all(0.8 <= this / that <= 1.25 for this, that in zip(one.spatial, other.spatial, strict=True))


def faces(solid: Solid) -> Iterator[Mark]:
    """The faces of a body: top, side and front, with lines on repeats."""
    color = KINDS[solid.body.kind]
    edge = mixed(color, BLACK, 0.5)
    front, (dx, dy) = solid.front, solid.back
    left, right, top, bottom = front.x, front.right, front.y, front.bottom

    def face(share: float, towards: str, *points: Point) -> Mark:
        return polygon(*points, paint=Paint(mixed(color, towards, share), edge, 0.5))

    if dx:
        yield face(0.42, PAPER, (left, top), (left + dx, top - dy), (right + dx, top - dy), (right, top))
        yield face(0.2, BLACK, (right, top), (right + dx, top - dy), (right + dx, bottom - dy), (right, bottom))
    yield face(0.0, BLACK, (left, top), (right, top), (right, bottom), (left, bottom))
    if solid.body.repeat:
        count = min(int(solid.body.repeat.removeprefix("×")), 4)
        paint = Paint(stroke=mixed(color, PAPER, 0.75), width=0.6)
        for at in range(1, count):
            x = left + front.width * at / count
            yield line((x, bottom), (x, top), (x + dx, top - dy), paint=paint)
