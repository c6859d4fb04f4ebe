"""Amounts through the steps of a network: stacked bands, the most of them marked, the stages named below."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from cnncalc.render.chart import Band, Course, StackedSteps
from cnncalc.render.picture.metrics import shortened, width_of, wrapped
from cnncalc.render.picture.palette import GRID, INK, MUTED, PEAK, RULE
from cnncalc.render.picture.scene import (
    END,
    MIDDLE,
    START,
    Box,
    Curve,
    Disc,
    Label,
    Mark,
    Paint,
    Point,
    Rectangle,
    Scene,
    line,
)
from cnncalc.render.picture.text_size import NARROW, text_size
from cnncalc.render.picture.ticks import byte_ticks

HEADROOM = 1.18
"""How far the upright axis goes, as a part of the most: above it is said where that is."""
MOST_TICKS = 4
LEAST_BETWEEN = 1.5
"""How far apart the ticks between stages are at least, in points: nearer ones are one."""
COLUMNS = 2.0
"""How many steps are drawn in a point of the page; of more, the one with the most stands for all."""


def draw(steps: StackedSteps, width: float) -> Scene:
    """The courses on a page of a width, below one another."""
    marks: list[Mark] = []
    size, top = text_size(width), 0.0
    ticks = [byte_ticks(max(map(sum, _stacked(course.bands))), MOST_TICKS) for course in steps.courses]
    left = max(width_of(steps.text(round(tick)), size) for each in ticks for tick in each) + size * 0.5
    for course, each in zip(steps.courses, ticks, strict=True):
        drawing = _CourseDrawing(course, steps, Box(left, top, width - left, 0), size, each)
        marks += drawing.marks()
        top = drawing.bottom + size
    return Scene(width, top - size * 0.5, tuple(marks), steps.title)


def _stacked(bands: Sequence[Band]) -> list[tuple[int, ...]]:
    """For each step the amounts of its bands."""
    return list(zip(*(band.amounts for band in bands), strict=True))


class _Stretch(NamedTuple):
    """Neighbouring steps of one stage, from one place to another."""

    name: str
    first: int
    behind: int


class _CourseDrawing:
    """One course: a heading, a legend, the plot, and what is below it."""

    def __init__(self, course: Course, steps: StackedSteps, place: Box, size: float, ticks: Sequence[float]) -> None:
        self.course = course
        self.steps = steps
        self.size = size
        self.ticks = ticks
        self.told = wrapped(course.told, size, place.right)
        self.legend = 1.8 if len(course.bands) > 1 else 0.6
        """The height of the legend, in sizes of texts; 0 for a single band."""
        above = size * (1.2 + 1.3 * len(self.told) + self.legend)
        height = place.width * (0.2 if place.right > NARROW * 1.3 else 0.34)
        self.box = Box(place.x, place.y + above, place.width, height)
        self.high = max(map(sum, _stacked(course.bands))) * HEADROOM or 1.0
        self.bottom = self.box.bottom + size * (2.9 if course.turn < len(course.steps) else 1.6)

    def marks(self) -> Iterator[Mark]:
        """The marks of the course."""
        yield from self._heading()
        yield from self._grid()
        yield from self._bands()
        yield from self._most()
        yield from self._stages()
        yield line(
            (self.box.x, self.box.bottom), (self.box.right, self.box.bottom), paint=Paint(stroke=RULE, width=0.8)
        )

    def _x(self, step: int) -> float:
        """Where a step begins."""
        return self.box.x + self.box.width * step / len(self.course.steps)

    def _y(self, amount: float) -> float:
        return self.box.bottom - self.box.height * amount / self.high

    def _heading(self) -> Iterator[Mark]:
        size, y = self.size, self.box.y - self.size * (self.legend + 1.3 * len(self.told) + 0.2)
        yield Label((0, y), self.course.title, size, bold=True)
        for number, text in enumerate(self.told, start=1):
            yield Label((0, y + size * 1.3 * number), text, size, color=MUTED)
        x, y = self.box.x, self.box.y - size * 0.6
        for band in self.course.bands if len(self.course.bands) > 1 else ():
            yield Rectangle(Box(x, y - size * 0.62, size * 0.7, size * 0.7), Paint(band.color))
            yield Label((x + size, y), band.title, size, color=MUTED)
            x += width_of(band.title, size) + size * 2.2

    def _grid(self) -> Iterator[Mark]:
        for tick in self.ticks:
            y = self._y(tick)
            if y < self.box.y:
                break
            yield line((self.box.x, y), (self.box.right, y), paint=Paint(stroke=GRID, width=0.6))
            text = self.steps.text(round(tick))
            yield Label((self.box.x - self.size * 0.5, y + self.size * 0.36), text, self.size, END, color=MUTED)

    def _bands(self) -> Iterator[Mark]:
        """Each band between the sums without it and with it; what is too dense is drawn by its most."""
        stacked = _stacked(self.course.bands)
        count = len(stacked)
        columns = min(count, int(self.box.width * COLUMNS))
        edges = [count * column // columns for column in range(columns + 1)]
        sums = [(0, *accumulate(max(stacked[first:behind], key=sum))) for first, behind in pairwise(edges)]
        for at, band in enumerate(self.course.bands):
            upper = self._stairs(edges, [each[at + 1] for each in sums])
            lower = self._stairs(edges, [each[at] for each in sums])
            if upper != lower:
                start, *others = [*upper, *reversed(lower)]
                yield Curve(start, tuple((point,) for point in others), Paint(band.color), closed=True)

    def _stairs(self, edges: Sequence[int], amounts: Sequence[int]) -> list[Point]:
        """Where the amounts are, without points on a level line."""
        points: list[Point] = []
        for (first, behind), amount in zip(pairwise(edges), amounts, strict=True):
            y = self._y(amount)
            if points and points[-1][1] == y:
                points[-1] = (self._x(behind), y)
            else:
                points += [(self._x(first), y), (self._x(behind), y)]
        return points

    def _most(self) -> Iterator[Mark]:
        """A point on the most, and what is said of it above."""
        x = self._x(self.course.most) + (self._x(1) - self._x(0)) / 2
        y = self._y(self.high / HEADROOM)
        yield Disc((x, y), self.size * 0.3, Paint(PEAK))
        text = shortened(self.course.most_told, self.size, self.box.width - self.size)
        right = x + self.size * 0.7 + width_of(text, self.size) <= self.box.right
        anchor = START if right else END
        shift = self.size * (0.7 if right else -0.7)
        if not right and x + shift - width_of(text, self.size) < self.box.x:
            anchor, shift = START, self.box.x - x
        yield Label((x + shift, y - self.size * 0.65), text, self.size, anchor, color=INK)

    def _stages(self) -> Iterator[Mark]:
        """Ticks between stages, the names that there is room for, and the ways that layers run."""
        count, turn, size = len(self.course.steps), self.course.turn, self.size
        stages = [*_stretches(self.course.steps[:turn], 0), *_stretches(self.course.steps[turn:], turn)]
        last = -LEAST_BETWEEN
        for stage in stages:
            if self._x(stage.first) - last >= LEAST_BETWEEN:
                last = self._x(stage.first)
                yield self._tick(stage.first, 0.4)
        yield self._tick(count, 0.4)
        named = sorted(stages, key=lambda stage: stage.first - stage.behind)
        taken = [(self._x(turn), self._x(turn))] if turn < count else []
        for stage in named:
            middle, half = (self._x(stage.first) + self._x(stage.behind)) / 2, width_of(stage.name, size) / 2
            middle = min(middle, self.box.right - half)
            span = (middle - half - size * 0.4, middle + half + size * 0.4)
            if not any(span[0] < other[1] and other[0] < span[1] for other in taken):
                taken.append(span)
                yield Label((middle, self.box.bottom + size * 1.35), stage.name, size, MIDDLE, color=MUTED)
        if turn < count:
            yield self._tick(turn, 2.6)
            for text, first, behind in (("forward", 0, turn), ("backward", turn, count)):
                middle = (self._x(first) + self._x(behind)) / 2
                yield Label((middle, self.box.bottom + size * 2.6), text, size, MIDDLE)

    def _tick(self, step: int, length: float) -> Mark:
        x = self._x(step)
        ends = (x, self.box.bottom), (x, self.box.bottom + self.size * length)
        return line(*ends, paint=Paint(stroke=RULE, width=0.5))


def _stretches(steps: Sequence[str], start: int) -> Iterator[_Stretch]:
    """The stages: neighbouring steps in the same outermost block, or one by itself."""
    for name, members in groupby(steps, key=lambda path: path.partition(".")[0]):
        behind = start + len(list(members))
        yield _Stretch(name, start, behind)
        start = behind
