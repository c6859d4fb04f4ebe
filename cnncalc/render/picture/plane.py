"""A plane with two axes: what is where on the page, grid, ticks and titles."""

from collections.abc import Iterator
from math import log10
from typing import NamedTuple

from cnncalc.render.chart import Axis
from cnncalc.render.picture.metrics import width_of
from cnncalc.render.picture.palette import GRID, INK, MUTED, RULE
from cnncalc.render.picture.scene import END, MIDDLE, Box, Label, Mark, Paint, Point, line
from cnncalc.render.picture.ticks import linear_ticks, log_ticks

BETWEEN_TICKS = 4.2
"""How far ticks are apart at least, in sizes of their text."""


class AxisScale(NamedTuple):
    """An axis on the page: its first value and the place of that, its last value and the place of that."""

    axis: Axis
    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """The place of a value on the page."""
        low, high = self.low, self.high
        part = log10(value / low) / log10(high / low) if self.axis.log else (value - low) / (high - low)
        return self.start + (self.end - self.start) * part

    def ticks(self, most: int) -> list[float]:
        """At most so many round values."""
        find = log_ticks if self.axis.log else linear_ticks
        slack = (self.high - self.low) * 1e-6
        return [tick for tick in find(self.low, self.high, most) if self.low - slack <= tick <= self.high + slack]


class Plane(NamedTuple):
    """Two scales in a frame."""

    x: AxisScale
    y: AxisScale
    size: float
    """The size of texts."""

    @property
    def box(self) -> Box:
        """The box between the axes."""
        return Box(self.x.start, self.y.end, self.x.end - self.x.start, self.y.start - self.y.end)

    def place(self, x: float, y: float) -> Point:
        """The place of a pair of values on the page."""
        return self.x.place(x), self.y.place(y)

    def marks(self) -> Iterator[Mark]:
        """Grid, ticks, the lower axis, and the titles: that of the upright axis stands above it."""
        box, size, grid = self.box, self.size, Paint(stroke=GRID, width=0.6)
        for tick in self.y.ticks(int(box.height / size / BETWEEN_TICKS * 1.4) + 1):
            y = self.y.place(tick)
            yield line((box.x, y), (box.right, y), paint=grid)
            yield Label((box.x - size * 0.5, y + size * 0.36), self.y.axis.text(tick), size, END, color=MUTED)
        for tick in self.x.ticks(int(box.width / size / BETWEEN_TICKS) + 1):
            x = self.x.place(tick)
            yield line((x, box.y), (x, box.bottom), paint=grid)
            yield Label((x, box.bottom + size * 1.4), self.x.axis.text(tick), size, MIDDLE, color=MUTED)
        yield line((box.x, box.bottom), (box.right, box.bottom), paint=Paint(stroke=RULE, width=0.8))
        yield Label((0, size), self.y.axis.title, size, color=INK)
        title = self.x.axis.title
        center = max(min(box.center[0], box.right - width_of(title, size) / 2), width_of(title, size) / 2)
        yield Label((center, box.bottom + size * 3.0), title, size, MIDDLE, color=INK)


def plane_on(width: float, height: float, size: float, x: AxisScale, y: AxisScale, *, legend: bool = False) -> Plane:
    """The plane that fills a page, under a legend if there is one; the scales' places are still to be found."""
    top, bottom = size * (3.8 if legend else 2.4), height - size * 3.5
    placed = y._replace(start=bottom, end=top)
    ticks = [width_of(y.axis.text(tick), size) for tick in placed.ticks(12)]
    left = max(ticks, default=0) + size * 0.5
    last = width_of(x.axis.text(x.high), size) / 2
    return Plane(x._replace(start=left, end=width - last), placed, size)
