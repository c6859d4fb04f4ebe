"""What the places of a layer see along one axis of the network's input, in exact integers.

Places whose windows are put one after another still repeat themselves: after some places, each sees the same as before,
moved by some positions of the input. So a few regions say what all of them see.
"""

from collections.abc import Iterable, Sequence
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.limits import EFFORT
from cnncalc.ops.axis_window import AxisWindow, Scaling

if TYPE_CHECKING:
    from fractions import Fraction

MOST_REGIONS = 4096
"""The most regions that are listed for a layer."""

Region = tuple[int, int]
"""The first and the last position of the input that are seen."""


class TooManyRegionsError(Exception):
    """Places see in more different ways than can be listed, or it would take too long to find out."""


class Effort:
    """How many regions may still be looked at for a network."""

    __slots__ = ("_left",)

    def __init__(self, most: int = EFFORT) -> None:
        self._left = most

    def spend(self, looks: int) -> None:
        """Spend some looks of those that are left; raise TooManyRegionsError if there are too few."""
        if looks > self._left:
            raise TooManyRegionsError("it would take too long to tell what its places see")
        self._left -= looks


class AxisField(NamedTuple):
    """What the places of a layer see along one axis of the input.

    Place i sees `regions[i % n]`, moved by `advance`·(i // n), n the number of regions, and `fixed`, which never moves.
    A region is None for a place that sees nothing.
    """

    regions: tuple[Region | None, ...]
    advance: int | None
    """Positions of the input; 0 if all places see the same, None if each place has a region of its own."""
    fixed: Region | None
    places: int

    @property
    def jump(self) -> "Fraction | int | None":
        """How far apart neighbours see, on average; None where no average holds for all of them."""
        return None if self.advance is None else quotient(self.advance, len(self.regions))

    @property
    def size(self) -> int:
        """The most positions, from the first to the last, that a place sees."""
        if self.fixed is None and len(self.regions) == 1:
            return size_of(self.regions[0])
        return max([size_of(self.seen_from(place)) for place in self._telling()])

    @property
    def widest(self) -> int:
        """The first place that sees most."""
        return max(self._telling(), key=lambda place: (size_of(self.seen_from(place)), -place))

    def at(self, place: int) -> Region | None:
        """The region of a place, without `fixed`."""
        count = len(self.regions)
        if self.advance is None:
            return self.regions[place] if 0 <= place < count else None
        region = self.regions[place % count]
        if region is None:
            return None
        moved = place // count * self.advance
        return region[0] + moved, region[1] + moved

    def seen_from(self, place: int) -> Region | None:
        """The region of a place, with `fixed`."""
        region = self.at(place)
        return region if region is None or self.fixed is None else hull((region, self.fixed))

    @property
    def is_still(self) -> bool:
        """Whether all places see the same."""
        return self.advance == 0 and None not in self.regions

    @property
    def always(self) -> Region | None:
        """What every place sees."""
        return self.seen_from(0) if self.places == 1 or self.is_still else self.fixed

    def everything(self) -> Region | None:
        """What all places see together."""
        count = min(len(self.regions), self.places)
        return hull(map(self.seen_from, (*range(count), *range(self.places - count, self.places))))

    def _telling(self) -> Sequence[int]:
        """Some places, of which one sees no less than any other."""
        count = len(self.regions)
        if self.advance is None or 2 * count >= self.places:
            return range(self.places)
        if self.fixed is None:
            return range(count)
        return (*range(count), *range(self.places - count, self.places))  # what moves is farthest from it at the ends


def starting(places: int) -> AxisField:
    """The field of an input with so many positions: each sees itself."""
    return AxisField(((0, 0),), 1, None, places)


def settled(region: Region | None, places: int = 1) -> AxisField:
    """The field of a layer whose places all see the same region."""
    return AxisField((region,), 0, None, places)


def through(axis_field: AxisField, window: AxisWindow, places: int, effort: Effort) -> AxisField:
    """What the places behind an op see; raise TooManyRegionsError if they are too different."""
    regions, advance, fixed, before = axis_field
    if before == 1 and isinstance(window, Scaling):
        return settled(axis_field.seen_from(0), places)
    if advance is None or (window.advance == 0 and window.period > 1):
        _check_count(places)
        effort.spend(places * len(window.sees(0)))
        listed = tuple([_through_listed(axis_field, window.sees(place)) for place in range(places)])
        return AxisField(listed, None, fixed, places)
    count, forward = len(regions), window.advance
    rounds = count // gcd(count, forward)
    period = rounds * window.period
    _check_count(period)
    if period > 1:
        effort.spend(period * min(len(window.sees(0)), 2 * count))
    found = tuple([_through(axis_field, window.sees(place)) for place in range(period)])
    return AxisField(found, rounds * forward // count * advance, fixed, places)


def _through(axis_field: AxisField, seen: range) -> Region | None:
    """The region that some places of a layer before see together; of those that see alike the outermost are enough."""
    count = len(axis_field.regions)
    if not seen:
        return None
    if count > 1:
        return hull(map(axis_field.at, (*seen[:count], *seen[-count:])))
    region, advance = axis_field.regions[0], axis_field.advance
    if region is None or advance is None:
        return None
    return region[0] + seen[0] * advance, region[1] + seen[-1] * advance


def _through_listed(axis_field: AxisField, seen: range) -> Region | None:
    """The region that some places of a layer before see together, where each place has a region of its own."""
    before = -(min(seen.start, 0) // seen.step) * seen.step
    return hull(map(axis_field.at, range(seen.start + before, min(seen.stop, axis_field.places), seen.step)))


def union(axis_fields: Sequence[AxisField], places: int, effort: Effort) -> AxisField:
    """The field of a join, from those of its branches; raise TooManyRegionsError if it has too many regions."""
    first = axis_fields[0]
    if axis_fields.count(first) == len(axis_fields):
        return first
    kinds = {(len(regions), advance, fixed) for regions, advance, fixed, _ in axis_fields}
    if len(kinds) == 1 and first.advance and first.fixed is None:  # in step with one another, as most are
        abreast = zip(*[axis_field.regions for axis_field in axis_fields], strict=True)
        return AxisField(tuple(map(hull, abreast)), first.advance, None, places)
    moving = [axis_field for axis_field in axis_fields if not axis_field.is_still]
    fixed = hull([axis_field.seen_from(0) if axis_field.is_still else axis_field.fixed for axis_field in axis_fields])
    if not moving:
        return settled(fixed, places)
    count, advance = len(moving[0].regions), moving[0].advance
    if advance is None or any(
        axis_field.advance is None
        or axis_field.advance * count != advance * len(axis_field.regions)
        or (fixed is not None and None in axis_field.regions)
        for axis_field in moving
    ):
        effort.spend(places * len(axis_fields))
        return _listed(axis_fields, places)
    period = lcm(*[len(axis_field.regions) for axis_field in moving])
    _check_count(period)
    effort.spend(period * len(moving))
    regions = tuple([hull([axis_field.at(place) for axis_field in moving]) for place in range(period)])
    return AxisField(regions, period // count * advance, fixed, places)


def _listed(axis_fields: Sequence[AxisField], places: int) -> AxisField:
    """The union of fields place by place, where places are not evenly apart, or some see nothing that moves."""
    _check_count(places)
    regions = tuple([hull([axis_field.seen_from(place) for axis_field in axis_fields]) for place in range(places)])
    return settled(regions[0]) if places == 1 else AxisField(regions, None, None, places)


def hull(regions: Iterable[Region | None]) -> Region | None:
    """The smallest region that holds all regions; None if there is none."""
    known = [region for region in regions if region is not None]
    if len(known) < 2:
        return known[0] if known else None
    firsts, lasts = zip(*known, strict=True)
    return min(firsts), max(lasts)


def size_of(region: Region | None) -> int:
    """The number of positions in a region."""
    return 0 if region is None else region[1] - region[0] + 1


def quotient(dividend: int, divisor: int) -> "Fraction | int":
    """A quotient, as an integer if it is whole."""
    if dividend % divisor == 0:
        return dividend // divisor
    from fractions import Fraction  # imported when needed: most networks have whole numbers only

    return Fraction(dividend, divisor)


def listed(places: int, effort: Effort) -> int:
    """So many places, each with a region of its own; raise TooManyRegionsError if they are too many."""
    _check_count(places)
    effort.spend(places)
    return places


def _check_count(count: int) -> None:
    if count > MOST_REGIONS:
        raise TooManyRegionsError(f"its places see in more than {MOST_REGIONS:,} different ways")
