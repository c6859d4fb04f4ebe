"""What one place of each layer sees of what is really there: no padding, and of a copied border what it copies.

From the last layer to the first it is noted which places matter to those that are asked for; from the first to the
last, what each of them sees. Along an axis of the input that lies along the channels, a place is one of these.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from cnncalc.graph import Graph, Node
from cnncalc.limits import EFFORT
from cnncalc.measure.axis_field import Region, hull
from cnncalc.measure.field import ReceptiveField, UnknownField
from cnncalc.measure.op_window import window_of
from cnncalc.ops.axis_window import CHANNELS, Sliding, in_order, inside
from cnncalc.ops.base import Join

MOST_SEEN = 100_000
"""The most places of the layer before that one place may see; with more, its region is not worked out."""

PlacesBefore: TypeAlias = Callable[[int], Sequence[int]]
"""A function from a place to the places of the input that it sees."""
Regions = tuple[Region | None, ...]
"""The region that is seen along each axis of the input; None for nothing."""


def seen_within(
    graph: Graph, fields: Sequence[ReceptiveField | UnknownField], at: tuple[int, ...], most_places: int = EFFORT
) -> list[Regions | None]:
    """What the place `at` of every node sees; None for a node without it, and where that is not known."""
    trace = _PlaceTracer(graph, fields)
    trace.follow_back(at, most_places)
    trace.look()
    return [trace.regions_of(node, at) for node in graph.nodes]


def has_place(spatial: tuple[int, ...], at: tuple[int, ...]) -> bool:
    """Whether an output of these sizes has a place."""
    return len(at) == len(spatial) and all(place < size for place, size in zip(at, spatial, strict=True))


class _PlaceTracer:
    """The places that matter in each node, along each axis of the input, and what they see."""

    def __init__(self, graph: Graph, fields: Sequence[ReceptiveField | UnknownField]) -> None:
        self._nodes = graph.nodes
        self._fields = fields
        self._regular: list[list[bool]] = []
        """By node: per axis, whether neighbouring places see regions in order, and each sees something."""
        for node in graph.nodes:
            self._regular.append(self._is_regular(node))
        self._ways = [self._ways_of(node) for node in graph.nodes]
        """By node: per axis and input, the function from a place to the places of the input that it sees."""
        self._seen: list[list[dict[int, Region | None]]] = [[{} for _ in axes] for axes in self._regular]
        """By node: per axis, the region of each place that matters."""
        self._given_up: set[tuple[int, int, int]] = set()
        """By node: per axis, the places that see through too many others."""

    def follow_back(self, at: tuple[int, ...], most_places: int) -> None:
        """Find the places that matter, as far as they are not too many."""
        left = most_places
        for node in reversed(self._nodes):
            field = self._fields[node.id]
            if isinstance(field, UnknownField):
                continue
            for axis, places in enumerate(self._seen[node.id]):
                if has_place(node.shape.spatial, at):
                    places.update(dict.fromkeys(_places(node, field, axis, at)))
                ways = self._ways[node.id][axis]
                for place in places:
                    before = [(index, way(place)) for index, way in ways]
                    count = sum([len(seen) for _, seen in before])
                    if count > min(left, MOST_SEEN):
                        self._given_up.add((node.id, axis, place))
                        continue
                    left -= count
                    for index, seen in before:
                        self._seen[index][axis].update(dict.fromkeys(seen))

    def look(self) -> None:
        """Work out what the places that matter see. Places before each are found anew: there are many."""
        for node in self._nodes:
            for axis, places in enumerate(self._seen[node.id]):
                ways = [(index, self._seen[index][axis], way) for index, way in self._ways[node.id][axis]]
                for place in places:
                    if node.is_input:
                        places[place] = place, place
                    elif not self._given_up or self._is_known(node, axis, place):
                        places[place] = hull([seen[each] for _, seen, way in ways for each in way(place)])

    def _is_known(self, node: Node, axis: int, place: int) -> bool:
        """Whether neither the region of a place was given up, nor that of a place it sees through."""
        here = node.id, axis, place
        if here in self._given_up:
            return False
        behind = [(index, axis, each) for index, way in self._ways[node.id][axis] for each in way(place)]
        if not self._given_up.isdisjoint(behind):
            self._given_up.add(here)
        return True

    def regions_of(self, node: Node, at: tuple[int, ...]) -> Regions | None:
        """The region that a place of a node sees along each axis of the input."""
        field = self._fields[node.id]
        if isinstance(field, UnknownField) or not has_place(node.shape.spatial, at):
            return None
        at_axes = [_places(node, field, axis, at) for axis in range(len(field.axes))]
        if any((node.id, axis, place) in self._given_up for axis, places in enumerate(at_axes) for place in places):
            return None
        return tuple([hull(map(seen.get, places)) for seen, places in zip(self._seen[node.id], at_axes, strict=True)])

    def _ways_of(self, node: Node) -> list[list[tuple[int, PlacesBefore]]]:
        axes = range(len(self._regular[node.id]))
        return [[(index, self._way(node, index, axis)) for index in node.inputs] for axis in axes]

    def _way(self, node: Node, index: int, axis: int) -> PlacesBefore:
        """How to find the places of an input that a place sees: all of them, or the outermost if these tell all."""
        after, before = self._fields[node.id], self._fields[index]
        assert isinstance(after, ReceptiveField)
        assert isinstance(before, ReceptiveField)  # else what comes after were not known either
        _, along = before.follow(axis)
        if along is None:
            return lambda place: (0,)
        size, ends = _size(self._nodes[index], along), _ends if self._regular[index][axis] else _all
        whole = ends(range(size))
        if isinstance(node.op, Join):
            if along != after.follow(axis)[1]:
                return lambda place: whole
            return (lambda place: (place,)) if size > 1 else (lambda place: (0,))
        op_window = node.application.once(window_of)
        if op_window.merged:
            return lambda place: (place // op_window.merged[along] % size,)
        if op_window.attends:
            return self._asked(node, index, along, whole)
        window, to, _ = op_window.ways[along]
        if window is None or to is None:
            return lambda place: whole
        if isinstance(window, Sliding) and window.dilation == 1 and not window.beyond and ends is _ends:
            return partial(_window_ends, window.stride, window.pad, window.kernel - window.pad - 1, size - 1)
        return lambda place: ends(inside(window, place, size))

    def _asked(self, node: Node, index: int, along: int, whole: Sequence[int]) -> PlacesBefore:
        """The places of an input that a place attends to; of the first its own, of others those in its window."""
        if index == node.inputs[0] and index not in node.inputs[1:]:
            return lambda place: (place,)
        size, alike = _size(self._nodes[index], along), self._nodes[index].shape.spatial == node.shape.spatial
        window = node.application.once(window_of).ways[along][0] if alike else None
        return (lambda place: whole) if window is None else (lambda place: inside(window, place, size))

    def _is_regular(self, node: Node) -> list[bool]:
        field = self._fields[node.id]
        if isinstance(field, UnknownField):
            return []
        return [
            all(self._regular[index][axis] and self._keeps_order(node, index, axis) for index in node.inputs)
            for axis in range(len(field.axes))
        ]

    def _keeps_order(self, node: Node, index: int, axis: int) -> bool:
        before = self._fields[index]
        assert isinstance(before, ReceptiveField)
        _, along = before.follow(axis)
        if along is None or isinstance(node.op, Join):
            return True
        if node.application.once(window_of).merged:
            return False
        window, to, places = node.application.once(window_of).ways[along]
        if window is None or to is None or places is None:
            return True
        return in_order(window, _size(self._nodes[index], along), places)


def _ends(places: Sequence[int]) -> Sequence[int]:
    return (places[0], places[-1]) if len(places) > 2 else places


def _window_ends(stride: int, before: int, after: int, last: int, place: int) -> Sequence[int]:
    """The ends of a window without gaps, which is most of them; none if all of it is padding."""
    start = place * stride - before if place * stride > before else 0
    stop = place * stride + after if place * stride + after < last else last
    return (start, stop) if start <= stop else ()


def _all(places: Sequence[int]) -> Sequence[int]:
    return places


def _places(node: Node, field: ReceptiveField, axis: int, at: tuple[int, ...]) -> Sequence[int]:
    """The places along an axis of the input that a place of a node has: one, or all of its channels."""
    _, along = field.follow(axis)
    if along == CHANNELS:
        return range(node.shape.channels)
    return (0,) if along is None else (at[along],)


def _size(node: Node, axis: int) -> int:
    return (*node.shape.spatial, node.shape.channels)[axis]
