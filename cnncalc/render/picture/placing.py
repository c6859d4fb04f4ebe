"""Where labels of points go: beside them if there is room, else further away with a thin line to them."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple, TypeAlias

from cnncalc.render.picture.metrics import ASCENT, width_of
from cnncalc.render.picture.scene import Box, Disc, Label, Point

ANGLES = (0, 180, -90, 90, -30, 30, 150, -150, -60, 60, 120, -120)
"""Directions, the best first: right, left, above, below."""
RINGS = (1.5, 9.0, 19.0, 32.0)
"""How far from the edge of a point its label is."""
ASIDE = 0.3
"""From which cosine on a direction is to one side."""
FARTHER, OVER_LINE, OVER_POINT = 14, 15, 8
"""What a ring further out costs, a label over a line, and a line to it over a point; a worse direction costs 1."""
MOST_MOVED, LONGEST_CHAIN = 3, 2
"""How many labels are moved to make room for one, and how often one that is moved moves others."""

Segment: TypeAlias = tuple[Point, Point]


class PlacedLabel(NamedTuple):
    """A label's place, and the line from its point to it; none where it is beside it."""

    label: Label
    leader: Segment | None


class Placing:
    """Finds places for labels: first the best for each by itself, then others make room for those without one."""

    def __init__(
        self, discs: Sequence[Disc], within: Box, taken: Sequence[Box], lines: Sequence[Segment], size: float
    ) -> None:
        self.discs = discs
        self.within = within
        self.taken = taken
        self.lines = lines
        self.size = size
        self.candidates: list[list[PlacedLabel]] = []
        self.found: dict[int, PlacedLabel] = {}

    def place(self, texts: Sequence[str]) -> list[PlacedLabel | None]:
        """A place for each disc's text, where it has one and there is room."""
        self.candidates = [
            self._candidates(disc, text) if text else [] for disc, text in zip(self.discs, texts, strict=True)
        ]
        for at in sorted(range(len(texts)), key=lambda at: len(self.candidates[at])):
            free = self._free(at)
            if free:
                self.found[at] = free
        for at in range(len(texts)):
            if at not in self.found:
                self._make_room(at)
        return [self.found.get(at) for at in range(len(texts))]

    def _free(self, at: int) -> PlacedLabel | None:
        """The best place of a label where no other is."""
        return next((each for each in self.candidates[at] if not self._in_the_way(at, each)), None)

    def _in_the_way(self, at: int, placed: PlacedLabel) -> list[int]:
        return [other for other, there in self.found.items() if other != at and conflict(placed, there)]

    def _make_room(self, at: int, chain: int = LONGEST_CHAIN) -> bool:
        """Place a label where others are that find another place, or make room for themselves in turn."""
        for placed in self.candidates[at]:
            before, others = dict(self.found), self._in_the_way(at, placed)
            if len(others) > MOST_MOVED:
                continue
            for other in others:
                del self.found[other]
            self.found[at] = placed
            if all(self._moves(other, at, chain) for other in others):
                return True
            self.found = before
        return False

    def _moves(self, at: int, held: int, chain: int) -> bool:
        """Place a label anew without moving the one that took its place."""
        free = self._free(at)
        if free:
            self.found[at] = free
            return True
        place = self.found[held]
        return chain > 1 and self._make_room(at, chain - 1) and self.found.get(held) == place

    def _candidates(self, disc: Disc, text: str) -> list[PlacedLabel]:
        """The places of a label where nothing else is, the best first."""
        found: list[tuple[float, PlacedLabel]] = []
        for ring, distance in enumerate(RINGS):
            for turn, angle in enumerate(ANGLES):
                placed = self._at(disc, text, distance, angle * pi / 180, bool(ring))
                if self._is_clear(placed.label.box):
                    found.append((ring * FARTHER + turn + self._cost(placed, disc), placed))
        return [placed for _, placed in sorted(found, key=lambda each: each[0])]

    def _is_clear(self, box: Box) -> bool:
        """Whether a box is on the page, and over nothing that was there before the labels."""
        if not self.within.holds(box) or any(box.grown(0.5).overlaps(other) for other in self.taken):
            return False
        return not any(touches(box.grown(0.4), disc) for disc in self.discs)

    def _cost(self, placed: PlacedLabel, disc: Disc) -> float:
        """What a place costs: lines under the label, points under the line to it."""
        lines = sum(crosses(each, placed.label.box) for each in self.lines)
        leader = placed.leader
        under = sum(goes_through(leader, other) for other in self.discs if other is not disc) if leader else 0
        return OVER_LINE * lines + OVER_POINT * under

    def _at(self, disc: Disc, text: str, distance: float, angle: float, far: bool) -> PlacedLabel:
        """The text in a direction: the point of its box that is nearest is so far from the disc."""
        reach = disc.radius + distance
        x, y = disc.center[0] + cos(angle) * reach, disc.center[1] + sin(angle) * reach
        width, ascent = width_of(text, self.size), ASCENT * self.size
        left = x - width * _beyond(cos(angle))
        base = y + ascent * (1 - _beyond(sin(angle)))
        label = Label((left, base), text, self.size)
        start = (disc.center[0] + cos(angle) * disc.radius, disc.center[1] + sin(angle) * disc.radius)
        return PlacedLabel(label, (start, (x, y)) if far else None)


def _beyond(part: float) -> float:
    """Which part of a text is on the near side of its place: none of what lies to one side, half of what is centred."""
    return 0.0 if part > ASIDE else 1.0 if part < -ASIDE else 0.5


def conflict(one: PlacedLabel, other: PlacedLabel) -> bool:
    """Whether two labels with their lines are in one another's way."""
    boxes = one.label.box.grown(0.6), other.label.box
    if boxes[0].overlaps(boxes[1]):
        return True
    ways = ((one.leader, boxes[1]), (other.leader, boxes[0]))
    if any(leader and crosses(leader, box) for leader, box in ways):
        return True
    return bool(one.leader and other.leader and meet(one.leader, other.leader))


def meet(one: Segment, other: Segment) -> bool:
    """Whether two lines cross."""

    def side(line: Segment, point: Point) -> float:
        (x, y), (to_x, to_y) = line
        return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)

    return side(one, other[0]) * side(one, other[1]) < 0 and side(other, one[0]) * side(other, one[1]) < 0


def touches(box: Box, disc: Disc) -> bool:
    """Whether a disc reaches into a box."""
    x = min(max(disc.center[0], box.x), box.right)
    y = min(max(disc.center[1], box.y), box.bottom)
    return hypot(x - disc.center[0], y - disc.center[1]) < disc.radius


def goes_through(line: Segment, disc: Disc) -> bool:
    """Whether a line goes through a disc."""
    (x, y), (to_x, to_y) = line
    length = (to_x - x) ** 2 + (to_y - y) ** 2
    along = ((disc.center[0] - x) * (to_x - x) + (disc.center[1] - y) * (to_y - y)) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return hypot(x + along * (to_x - x) - disc.center[0], y + along * (to_y - y) - disc.center[1]) < disc.radius


def crosses(line: Segment, box: Box) -> bool:
    """Whether a line goes through a box: Liang and Barsky, 1984."""
    (x, y), (to_x, to_y) = line
    first, last = 0.0, 1.0
    for start, way, low, high in ((x, to_x - x, box.x, box.right), (y, to_y - y, box.y, box.bottom)):
        if way == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / way, (high - start) / way))
        first, last = max(first, near), min(last, far)
    return first < last
