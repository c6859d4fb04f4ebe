"""Boxes in rows: which row each is in, in which order, and how far to the right.

A layered layout as Sugiyama, Tagawa and Toda's (1981): the longest way to a box is its row, orders follow barycentres,
and places are those nearest to their neighbours' that keep the distances (a regression), the longest way straight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

SWEEPS = 12
HELD = 1e6
"""How much a place on the longest way weighs against others."""
STRAIGHT = 4.0
"""How much a line past other boxes weighs."""


class Slot:
    """A box in its row, or a place where a line passes: its `x` is where its arrows come in."""

    def __init__(self, left: float, right: float, height: float, *, box: bool = True) -> None:
        self.left, self.right, self.height = left, right, height
        """How far the box reaches from `x` to the left, to the right, and down."""
        self.beside = 0.0
        """The room on the right for the size of what goes out."""
        self.box = box
        self.counts = int(box)
        """How much longer a way is that goes through the box."""
        self.rank = 0
        self.x = self.y = 0.0
        self.before: list[Slot] = []
        self.behind: list[Slot] = []

    def link(self, other: Slot) -> None:
        """Link this slot to one in a later row."""
        self.behind.append(other)
        other.before.append(self)


def rank(slots: Sequence[Slot], pairs: Iterable[tuple[Slot, Slot]]) -> None:
    """Give each slot its row, the longest way to it; slots come in the order of execution."""
    for slot in slots:
        slot.rank = 0
    place = {slot: number for number, slot in enumerate(slots)}
    for source, target in sorted(pairs, key=lambda pair: place[pair[0]]):
        target.rank = max(target.rank, source.rank + 1)


def rows_of(slots: Iterable[Slot]) -> list[list[Slot]]:
    """The rows, each in an order with few crossings."""
    rows: list[list[Slot]] = []
    for slot in slots:
        while len(rows) <= slot.rank:
            rows.append([])
        rows[slot.rank].append(slot)
    best, least = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        if not least:
            break
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _sort(row, rows, down=sweep % 2 == 0)
        crossings = _crossings(rows)
        if crossings < least:
            best, least = [list(row) for row in rows], crossings
    return best


def _sort(row: list[Slot], rows: list[list[Slot]], *, down: bool) -> None:
    places = {slot: place for each in rows for place, slot in enumerate(each)}

    def center(slot: Slot) -> float:
        others = slot.before if down else slot.behind
        return sum(places[other] for other in others) / len(others) if others else places[slot]

    row.sort(key=center)


def _crossings(rows: list[list[Slot]]) -> int:
    """How many lines cross between neighbouring rows."""
    count = 0
    for row, below in pairwise(rows):
        places = {slot: place for place, slot in enumerate(below)}
        ends = [place for slot in row for place in sorted(places[each] for each in slot.behind)]
        count += sum(one > other for at, one in enumerate(ends) for other in ends[at + 1 :])
    return count


def place(rows: list[list[Slot]], gap: float) -> None:
    """Find how far to the right each slot is."""
    held = set(_longest_way(rows))
    for row in rows:
        x = 0.0
        for slot in row:
            slot.x = x + slot.left
            x += slot.left + slot.right + gap
        at = next((slot.x for slot in row if slot in held), x / 2)
        for slot in row:
            slot.x -= at
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [0.0 if slot in held else _wanted(slot, both=sweep >= 2) for slot in row]
            weights = [HELD if slot in held else 1.0 if slot.box else STRAIGHT for slot in row]
            between = [max(one.right, one.beside) + other.left + gap for one, other in pairwise(row)]
            for slot, x in zip(row, spread(wanted, weights, between), strict=True):
                slot.x = x


def _wanted(slot: Slot, *, both: bool) -> float:
    """The place of a slot between its neighbours; a line goes straight on below the slot it comes from."""
    if not slot.box:
        return slot.before[0].x if slot.before else slot.x
    others = [*slot.before, *[other for other in slot.behind if both or not slot.before]]
    return sum(other.x for other in others) / len(others) if others else slot.x


def _longest_way(rows: list[list[Slot]]) -> list[Slot]:
    """The way with the most boxes; of several that are as long, one in the middle."""
    length: dict[Slot, int] = {}
    for row in reversed(rows):
        for slot in row:
            length[slot] = slot.counts + max([length[other] for other in slot.behind], default=0)
    if not rows:
        return []
    way = [_middle(rows[0], length)]
    order = {slot: place for row in rows for place, slot in enumerate(row)}
    while way[-1].behind:
        way.append(_middle(sorted(way[-1].behind, key=order.__getitem__), length))
    return way


def _middle(slots: Sequence[Slot], length: dict[Slot, int]) -> Slot:
    most = max(length[slot] for slot in slots)
    longest = [slot for slot in slots if length[slot] == most]
    return longest[(len(longest) - 1) // 2]


def spread(wanted: Sequence[float], weights: Sequence[float], between: Sequence[float]) -> list[float]:
    """The places nearest to the wanted ones that are at least so far apart: pools of adjacent violators."""
    offsets = [0.0]
    for distance in between:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # the mean, the weight, how many
    for at, offset, weight in zip(wanted, offsets, weights, strict=False):
        pool = (at - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, count = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, count + pool[2])
        pools.append(pool)
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]
