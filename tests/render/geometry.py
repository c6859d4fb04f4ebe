"""What a reader of a picture would stumble over, found by geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from cnncalc.render.picture.placing import Segment, crosses, touches
from cnncalc.render.picture.scene import (
    SMALLEST_TEXT,
    Curve,
    Disc,
    Label,
    Mark,
    MarkGroup,
    Paint,
    Point,
    Rectangle,
    Scene,
    extent_of,
    labels_of,
    solids_of,
)

SLACK = 0.3
"""In points: what nobody sees."""


def faults(scene: Scene) -> Iterator[str]:
    """Labels over labels, over what is filled, beyond the page or too small to be printed."""
    labels = [*labels_of(scene.marks)]
    for one, other in combinations(labels, 2):
        if one.box.overlaps(other.box, SLACK):
            yield f"{one.text!r} over {other.text!r}"
    solids = [*solids_of(scene.marks)]
    for label in labels:
        if not scene.box.holds(label.box, SLACK):
            yield f"{label.text!r} beyond the page"
        if label.size < SMALLEST_TEXT:
            yield f"{label.text!r} is smaller than {SMALLEST_TEXT:g} points"
        for solid in solids:
            inside = label.box.grown(-SLACK)
            over = touches(inside, solid) if isinstance(solid, Disc) else inside.overlaps(solid.box)
            if over and isinstance(solid, (Disc, Rectangle)):
                yield f"{label.text!r} over what is filled"


def crossings(scene: Scene) -> Iterator[str]:
    """Lines through words, and lines through boxes of which they neither come out nor go in."""
    yield from words_crossed(scene)
    lines = [segment for curve in curves_of(scene.marks) for segment in segments(curve)]
    for group in scene.marks:
        if isinstance(group, MarkGroup) and group.title:
            box = extent_of(group.marks).grown(-1.5)
            if any(crosses(line, box) for line in lines):
                yield f"a line through the box {group.title!r}"


def words_crossed(scene: Scene) -> Iterator[str]:
    """Lines through words."""
    lines = [segment for curve in curves_of(scene.marks) for segment in segments(curve)]
    for label in labels_of(scene.marks):
        if any(crosses(line, label.box.grown(-0.6)) for line in lines):
            yield f"a line through {label.text!r}"


def curves_of(marks: Iterable[Mark]) -> Iterator[Curve]:
    """The lines that are drawn outside of boxes and their signs."""
    for mark in marks:
        if isinstance(mark, Curve) and not mark.paint.fill:
            yield mark


def segments(curve: Curve, steps: int = 12) -> Iterator[Segment]:
    """A curve as short straight lines."""
    here = curve.start
    for piece in curve.pieces:
        points = [here, *piece]
        for step in range(1, steps + 1):
            there = bezier(points, step / steps)
            yield here, there
            here = there


def bezier(points: Sequence[Point], at: float) -> Point:
    """A point of a Bézier curve: de Casteljau."""
    while len(points) > 1:
        points = [(x + (to_x - x) * at, y + (to_y - y) * at) for (x, y), (to_x, to_y) in pairwise(points)]
    return points[0]


def words_apart(scene: Scene) -> Iterator[str]:
    """Labels over labels, or beyond the page or too small; those in boxes are inside of them."""
    for fault in faults(scene):
        if not fault.endswith("over what is filled"):
            yield fault
    for group in scene.marks:
        if isinstance(group, MarkGroup) and group.title:
            solids = [each.box for each in solids_of(group.marks)]
            for label in labels_of(group.marks):
                if solids and not any(box.holds(label.box, SLACK) for box in solids):
                    yield f"{label.text!r} beyond its box"


def words_over_solids(scene: Scene) -> Iterator[str]:
    """Words over the faces of a solid, or of a box that they are not in."""
    labels = [mark for mark in scene.marks if isinstance(mark, Label)]
    for group in scene.marks:
        if not isinstance(group, MarkGroup):
            continue
        for solid in solids_of(group.marks):
            corners = corners_of(solid)
            for label in labels:
                if overlap(corners, corners_of(Rectangle(label.box.grown(-SLACK), Paint()))):
                    yield f"{label.text!r} over {group.title!r}"


def corners_of(mark: Curve | Rectangle | Disc) -> list[Point]:
    """The corners of a shape without dents; of a circle those of the square around it."""
    if isinstance(mark, Curve):
        return [mark.start, *(piece[-1] for piece in mark.pieces)]
    box = mark.box
    return [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]


def overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two shapes without dents overlap: no line between them separates them."""
    for shape in (one, other):
        for (x, y), (to_x, to_y) in zip(shape, [*shape[1:], shape[0]], strict=True):
            normal = (to_y - y, x - to_x)
            sides = [[point[0] * normal[0] + point[1] * normal[1] for point in each] for each in (one, other)]
            if max(sides[0]) <= min(sides[1]) or max(sides[1]) <= min(sides[0]):
                return False
    return True
