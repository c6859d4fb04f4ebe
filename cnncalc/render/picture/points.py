"""Points in a plane: areas for a third figure, lines through what belongs together, and labels that do not overlap."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import inf, sqrt

from cnncalc.render.chart import Axis, Points, Spot
from cnncalc.render.picture.area_key import area_key
from cnncalc.render.picture.metrics import width_of, wrapped
from cnncalc.render.picture.palette import INK, MUTED, OTHER, RULE, SERIES
from cnncalc.render.picture.placing import PlacedLabel, Placing, crosses, touches
from cnncalc.render.picture.plane import AxisScale, Plane, plane_on
from cnncalc.render.picture.scene import END, Box, Disc, Label, Mark, MarkGroup, Paint, Point, Scene, extent_of, line
from cnncalc.render.picture.text_size import NARROW, text_size

LARGEST, SMALLEST = 0.028, 1.4
"""The radius of the largest point as a part of the page's width, and in points that of any."""
BESIDE = 1.35
"""How much further than its points a logarithmic axis goes."""
ABOVE = 2.0
"""How much further the upright axis goes where there are guides."""


def draw(points: Points, width: float) -> Scene:
    """The points on a page of a width."""
    return _PointsDrawing(points, width).scene()


class _PointsDrawing:
    """Draws points in a plane."""

    def __init__(self, points: Points, width: float) -> None:
        self.points = points
        self.width = width
        self.size = text_size(width)
        self.largest = LARGEST * width if width > NARROW * 1.3 else LARGEST * 1.3 * width
        self.most = max((spot.area for spot in points.spots), default=0) or 1.0
        self.notes = [piece for note in points.notes for piece in wrapped(note, self.size, width)]
        self.plane = self._plane()
        self.colors = self._colors()
        self.discs = [self._disc(spot) for spot in points.spots]

    def scene(self) -> Scene:
        """The picture: grid, lines, large points under small ones, labels."""
        guides, key = [*self._guides()], self._key()
        placed = self._labels([mark.box for mark in guides if isinstance(mark, Label)] + [extent_of(key)] * bool(key))
        lost = [each.label for each, there in zip(self.points.spots, placed, strict=True) if each.label and not there]
        if lost and not self.points.legend:
            self.notes += wrapped(f"No room for the names of {', '.join(lost)}.", self.size, self.width)
        marks = [*self.plane.marks(), *self._legend(), *guides, *self._links(), *key, *self._spots(placed)]
        bottom = self.plane.box.bottom + self.size * 3.5
        for note in self.notes:
            bottom += self.size * 1.3
            marks.append(Label((0, bottom - self.size * 0.3), note, self.size, color=MUTED))
        return Scene(self.width, bottom, tuple(marks), self.points.title)

    def _plane(self) -> Plane:
        height = self.width * (0.58 if self.width > NARROW * 1.3 else 0.8)
        lines = [point for guide in self.points.guides for point in guide.points]
        x = _scale(self.points.x, [spot.x for spot in self.points.spots] + [x for x, _ in lines])
        y = _scale(self.points.y, [spot.y for spot in self.points.spots] + [y for _, y in lines])
        if lines:  # names go above the roof
            y = y._replace(high=y.high * ABOVE)
        return plane_on(self.width, height, self.size, x, y, legend=self.points.legend)

    def _colors(self) -> dict[str, str]:
        """A colour for each series; where labels tell them apart, the largest have one of their own."""
        counts = Counter(spot.series for spot in self.points.spots)
        named = [name for name, count in counts.most_common() if count > 1 or self.points.legend]
        return {**dict.fromkeys(counts, OTHER), **dict(zip(named, SERIES, strict=False))}

    def _disc(self, spot: Spot) -> Disc:
        color = self.colors[spot.series]
        radius = max(self.largest * sqrt(spot.area / self.most), SMALLEST)
        return Disc(self.plane.place(spot.x, spot.y), radius, Paint(color, color, 0.7, opacity=0.45))

    def _spots(self, placed: list[PlacedLabel | None]) -> Iterator[Mark]:
        """The points, large ones first; then the lines to labels, and the labels over all."""
        order = sorted(range(len(self.discs)), key=lambda at: -self.discs[at].radius)
        yield from [MarkGroup((self.discs[at],), title=self.points.spots[at].told) for at in order]
        found = [each for each in placed if each]
        yield from [line(*each.leader, paint=Paint(stroke=RULE, width=0.4)) for each in found if each.leader]
        yield from [each.label for each in found]

    def _labels(self, taken: list[Box]) -> list[PlacedLabel | None]:
        box = self.plane.box
        within = Box(box.x, box.y - self.size * 0.4, self.width - box.x, box.height + self.size * 0.4)
        placing = Placing(self.discs, within, taken, self._lines(), self.size)
        return placing.place([spot.label for spot in self.points.spots])

    def _ends(self) -> list[tuple[str, tuple[Point, Point]]]:
        """The lines between points of a series."""
        series: dict[str, list[Disc]] = {}
        for spot, disc in zip(self.points.spots, self.discs, strict=True):
            series.setdefault(spot.series, []).append(disc)
        linked = series.items() if self.points.linked else ()
        return [(name, (one.center, other.center)) for name, discs in linked for one, other in pairwise(discs)]

    def _lines(self) -> list[tuple[Point, Point]]:
        """Every line of the plane: between points, and guides."""
        guides = [ends for guide in self.points.guides for ends in pairwise(guide.points)]
        return [ends for _, ends in self._ends()] + [(self.plane.place(*a), self.plane.place(*b)) for a, b in guides]

    def _links(self) -> Iterator[Mark]:
        for series, ends in self._ends():
            yield line(*ends, paint=Paint(stroke=self.colors[series], width=0.8))

    def _guides(self) -> Iterator[Mark]:
        for guide in self.points.guides:
            places = [self.plane.place(x, y) for x, y in guide.points]
            yield line(*places, paint=Paint(stroke=INK, width=0.9))
            if guide.label:
                if places[0][1] == places[-1][1]:
                    yield self._beside_level(places, guide.label)
                else:  # beside the beginning of what rises
                    place = (places[0][0] + self.size * 1.5, places[0][1] + self.size * 0.2)
                    yield Label(place, guide.label, self.size, color=MUTED)

    def _beside_level(self, ends: list[Point], text: str) -> Label:
        """The words of a level line: before it, if no point is there, or else above all points on it."""
        (x, y), (right, _) = ends[0], ends[-1]
        label = Label((x - self.largest - self.size * 0.3, y), text, self.size, END, color=MUTED)
        if not any(touches(label.box.grown(self.size * 0.2), disc) for disc in self.discs):
            return label
        return label._replace(place=(min(right, self.plane.box.right), y - self.largest - self.size * 0.5))

    def _legend(self) -> Iterator[Mark]:
        """The colours of the series in a row above the plane."""
        x = self.plane.box.x
        for series in dict.fromkeys(spot.series for spot in self.points.spots) if self.points.legend else ():
            y, color = self.size * 2.5, self.colors[series]
            yield Disc((x + self.size * 0.3, y - self.size * 0.33), self.size * 0.3, Paint(color, color, opacity=0.6))
            yield Label((x + self.size * 0.9, y), series, self.size, color=MUTED)
            x += width_of(series, self.size) + self.size * 2

    def _key(self) -> tuple[Mark, ...]:
        """The key of areas, in a corner where nothing else is, or below the plane."""
        scale = self.largest / sqrt(self.most)
        lines = self._lines()
        for right, low in ((True, True), (False, True), (False, False), (True, False)):
            key = area_key(self.points.area, self.most, scale, self.size, self.plane.box, right=right, low=low)
            box = extent_of(key).grown(self.size * 0.3)
            if not any(touches(box, disc) for disc in self.discs) and not any(crosses(each, box) for each in lines):
                return key
        area = self.points.area
        self.notes += wrapped(f"Area: {area.title}, at most {area.text(self.most)}", self.size, self.width)
        return ()


def _scale(axis: Axis, values: list[float]) -> AxisScale:
    """An axis with room for some values."""
    low, high = min(values), max(values)
    if axis.log:
        return AxisScale(axis, low / BESIDE, high * BESIDE, 0, 0)
    beside = max((high - low) * 0.08, abs(high) * 0.01, 1e-9)
    return AxisScale(axis, low - beside, min(high + beside, inf if axis.most is None else axis.most), 0, 0)
