"""A network as the figure of a paper draws it: a row of volumes, with what goes round some of them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.report.base import Report
from cnncalc.report.fold import Unit, fold
from cnncalc.report.outline import BlockContents, all_units, definitions_of
from cnncalc.report.sketch import Sketch, TooManyBoxesError, Vertex, sketch
from cnncalc.report.summary import Summary, summarize
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

MOST_VOLUMES = 34
"""How many volumes a row has before blocks without branches are shut, too."""
MOST_OF_A_BLOCK = 16
MOST_ASIDE = 2
"""How many boxes may stand on a way round others."""


class Volume(NamedTuple):
    """A volume of a figure: a layer, a block, or several of one block and size."""

    units: tuple[Unit, ...]
    """Empty where data comes in."""
    path: str
    shape: Shape
    """The shape that comes out of the volume."""

    @property
    def repeat(self) -> int:
        """How many there are."""
        return sum(unit.repeat for unit in self.units) or 1


class Round(NamedTuple):
    """Data that goes round volumes, from one of them to another, by their numbers."""

    source: int
    target: int
    units: tuple[Unit, ...]
    """The units that the data goes through on the way."""


class _Drawing(NamedTuple):
    name: str
    title: str
    volumes: tuple[Volume, ...]
    rounds: tuple[Round, ...]
    in_a_row: bool
    """Whether everything is in the row or on a way round a part of it; else a figure has flat boxes."""
    sketch: Sketch
    """The same as boxes and arrows."""
    definitions: tuple[BlockContents, ...]


class Drawing(Report, _Drawing):
    """A network as the figure of a paper draws it."""

    __slots__ = ()


def drawing(network: "Network", *, training: bool = False) -> Drawing:
    """Fold a network for a figure."""
    return drawing_of(summarize(network, training=training))


def drawing_of(summary: Summary) -> Drawing:
    """Fold the network of a summary for a figure."""
    units = fold(summary)
    found = _opened_with_chains(units) or _opened(units, chains=False)
    way = _longest_way(found)
    aside = _aside(found, way)
    unrolled = _Unrolled(summary)
    volumes, numbers = _volumes(found, way)
    rounds = [Round(numbers[source], numbers[target], units) for source, target, units in aside or ()]
    definitions = definitions_of(found, unrolled.inside)
    return Drawing(summary.name, summary.title, volumes, tuple(rounds), aside is not None, found, definitions)


def _opened_with_chains(units: Sequence[Unit]) -> Sketch | None:
    """The boxes with chains opened; None if these are more than fit a figure."""
    try:
        found = _opened(units, chains=True)
    except TooManyBoxesError:
        return None
    return found if len(found.vertices) <= MOST_VOLUMES else None


def _opened(units: Sequence[Unit], *, chains: bool) -> Sketch:
    """The boxes with groups opened, and blocks of which no use has branches or repeats."""
    shut = {unit.block for unit in all_units(units) if not chains or not _is_chain(unit)}
    return sketch(units, lambda unit, _: not unit.block or unit.block not in shut, plated=lambda _: False)


def _is_chain(unit: Unit) -> bool:
    """Whether what is in a block is one behind the other, and can be drawn."""
    try:
        found = sketch(unit.units)
    except TooManyBoxesError:
        return False
    ends = [[edge[end] for edge in found.edges] for end in (0, 1)]
    return unit.repeat == 1 and all(len(each) == len(set(each)) for each in ends)


def _longest_way(found: Sketch) -> list[int]:
    """The boxes along the longest way through the network."""
    length = [1] * len(found.vertices)
    before: dict[int, int] = {}
    for edge in sorted(found.edges, key=lambda edge: edge.source):
        if length[edge.source] + 1 > length[edge.target]:
            length[edge.target] = length[edge.source] + 1
            before[edge.target] = edge.source
    way = [max(range(len(length)), key=lambda number: (length[number], number))]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way[::-1]


def _aside(found: Sketch, way: list[int]) -> list[tuple[int, int, tuple[Unit, ...]]] | None:
    """The ways round parts of the longest one: from where, to where, and what is on them; None if there is more."""
    on_way = set(way)
    behind: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    for edge in found.edges:
        behind.setdefault(edge.source, []).append(edge.target)
        before.setdefault(edge.target, []).append(edge.source)
    steps = set(pairwise(way))
    rounds = []
    passed: set[int] = set()
    for source in way:
        for first in behind.get(source, ()):
            if (source, first) in steps:
                continue
            units: list[Unit] = []
            here = first
            while here not in on_way:
                unit = found.vertices[here].unit
                if unit is None or len(units) == MOST_ASIDE or len(behind.get(here, ())) != 1 or len(before[here]) != 1:
                    return None
                units.append(unit)
                passed.add(here)
                (here,) = behind[here]
            rounds.append((source, here, tuple(units)))
    return rounds if len(on_way) + len(passed) == len(found.vertices) else None


def _volumes(found: Sketch, way: list[int]) -> tuple[tuple[Volume, ...], dict[int, int]]:
    """The row, neighbours of one block and size as one; and where each box of the way is in it."""
    entered = [edge.target for edge in found.edges]
    left = [edge.source for edge in found.edges]
    volumes: list[Volume] = []
    numbers: dict[int, int] = {}
    for before, number in zip([-1, *way], way, strict=False):
        vertex = found.vertices[number]
        if volumes and _continues(volumes[-1], vertex) and entered.count(number) == left.count(before) == 1:
            assert vertex.unit
            volumes[-1] = volumes[-1]._replace(units=(*volumes[-1].units, vertex.unit), shape=vertex.shape)
        else:
            volumes.append(Volume((vertex.unit,) if vertex.unit else (), vertex.path, vertex.shape))
        numbers[number] = len(volumes) - 1
    return tuple(volumes), numbers


def _continues(volume: Volume, vertex: Vertex) -> bool:
    """Whether a box is of the same block and size as the volume before it."""
    unit = vertex.unit
    if not unit or not unit.block or not volume.units or volume.shape != vertex.shape:
        return False
    return volume.units[-1].block == unit.block


class _Unrolled:
    """The blocks of a network, without repeats in them."""

    def __init__(self, summary: Summary) -> None:
        apart = {layer.path: layer.path for layer in summary.layers}
        self.units = {unit.path: unit for unit in all_units(fold(summary, apart))}

    def inside(self, unit: Unit) -> Sketch:
        """What a block is made of, its own blocks opened while there are not too many boxes."""
        found = self.units.get(unit.path, unit)
        while found.block != unit.block and found.units:
            found = found.units[0]
        whole = sketch(found.units, lambda *_: True, plated=lambda _: False)
        if len(whole.vertices) <= MOST_OF_A_BLOCK:
            return whole
        return sketch(unit.units, lambda inner, _: not inner.block, plated=lambda _: False)
