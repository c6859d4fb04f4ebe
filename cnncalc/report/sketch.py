"""A network's units as boxes and arrows: blocks opened or shut, and what goes from one box to another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import NamedTuple, TypeAlias, TypeVar

from cnncalc.errors import CnncalcError
from cnncalc.report.fold import NO_MARKS, Unit, end_of
from cnncalc.report.layers import LayerSummary
from cnncalc.shape import Shape

K = TypeVar("K")
IsOpened: TypeAlias = Callable[[Unit, int], bool]
"""Whether a block is opened that is in so many others; groups are none."""

MOST_BOXES = 4_000
"""The most boxes of one picture."""
ROWS_OF_A_PLATE = 1.5
"""How many rows of boxes the frame of a plate takes."""


class TooManyBoxesError(CnncalcError):
    """A picture would have more boxes than can be drawn, or seen."""


class Vertex(NamedTuple):
    """One box of a picture, or a place where data comes in."""

    path: str
    unit: Unit | None
    """The layer or block in the box; None where data comes in."""
    shape: Shape
    """The shape that comes out of the box."""
    plate: int | None
    """The number of the plate that the box is on; None for none."""
    status: str = ""
    """The status of the box in a difference; empty outside of one."""
    was: LayerSummary | None = None
    """What its layer was before it was edited."""


class Edge(NamedTuple):
    """Data that goes from one box to another, by their numbers."""

    source: int
    target: int
    shape: Shape
    skip: bool
    """Whether the arrow goes round other boxes, as in a residual unit."""
    status: str = ""


class Plate(NamedTuple):
    """A block or group that is opened, around the boxes in it."""

    unit: Unit
    plate: int | None
    """The number of the plate that this one is on; None for none."""


class Sketch(NamedTuple):
    """Boxes, in order of execution, with what goes from one to another."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    plates: tuple[Plate, ...]
    places: dict[str, int]
    """By layer, the number of its box; layers of repeats are in the boxes of the first."""

    @property
    def rows(self) -> float:
        """How many boxes there are below one another, with the room of plates."""
        ranks = [0] * len(self.vertices)
        for edge in self.edges:
            ranks[edge.target] = max(ranks[edge.target], ranks[edge.source] + 1)
        return max(ranks, default=0) + 1 + ROWS_OF_A_PLATE * sum(plate.plate is None for plate in self.plates)


def shut(unit: Unit, within: int) -> bool:
    """Open no block."""
    return False


def everything(unit: Unit) -> bool:
    """Put a plate around every block that is opened."""
    return True


def sketch(
    units: Sequence[Unit],
    opened: IsOpened = shut,
    marks: Mapping[str, str] = NO_MARKS,
    plated: Callable[[Unit], bool] = everything,
) -> Sketch:
    """The picture of some units, some of them opened, some of those with a plate around what is in them.

    Raises TooManyBoxesError for one that would have too many.
    """
    return _Sketching(opened, marks, plated).sketch(units)


class _Sketching:
    """Collects the boxes and plates of a picture, and finds which layers are where."""

    def __init__(self, opened: IsOpened, marks: Mapping[str, str], plated: Callable[[Unit], bool]) -> None:
        self.opened = opened
        self.marks = marks
        self.plated = plated
        self.vertices: list[Vertex] = []
        self.plates: list[Plate] = []
        self.places: dict[str, int] = {}

    def sketch(self, units: Sequence[Unit]) -> Sketch:
        layers = [layer for unit in units for layer in unit.layers]
        inside = {layer.path for layer in layers}
        for layer in layers:
            for path, shape in zip(layer.inputs, layer.input_shapes, strict=True):
                if path not in inside and path not in self.places:
                    self._add(Vertex(path, None, shape, None), (path,))
        self._draw(units)
        return Sketch(tuple(self.vertices), tuple(with_skips(self._edges(layers))), tuple(self.plates), self.places)

    def _add(self, vertex: Vertex, paths: Iterable[str]) -> None:
        if len(self.vertices) == MOST_BOXES:
            raise TooManyBoxesError(f"a picture has at most {MOST_BOXES:,} boxes")
        for path in paths:
            self.places[path] = len(self.vertices)
        self.vertices.append(vertex)

    def _draw(self, units: Sequence[Unit]) -> None:
        waiting: list[tuple[Unit, int | None, int]] = [(unit, None, 0) for unit in reversed(units)]
        repeated: list[Unit] = []
        while waiting:
            unit, plate, within = waiting.pop()
            if unit.units and self.opened(unit, within):
                repeated.append(unit)
                if self.plated(unit):
                    self.plates.append(Plate(unit, plate))
                    plate = len(self.plates) - 1
                waiting.extend([(inner, plate, within + bool(unit.block)) for inner in reversed(unit.units)])
            else:
                paths = [layer.path for layer in unit.layers]
                self._add(Vertex(unit.path, unit, _shape(unit), plate, _status(unit, self.marks)), paths)
        for unit in reversed(repeated):
            self._repeat(unit)

    def _repeat(self, unit: Unit) -> None:
        """Put the layers of all repeats of a block that is opened where those of the first are."""
        first = unit.first
        for number, layer in enumerate(unit.layers):
            self.places.setdefault(layer.path, self.places[first[number % len(first)].path])

    def _edges(self, layers: Sequence[LayerSummary]) -> list[Edge]:
        found: dict[tuple[int, int], Edge] = {}
        for layer in layers:
            for path, shape in zip(layer.inputs, layer.input_shapes, strict=True):
                source, target = self.places[path], self.places[layer.path]
                if source < target and (source, target) not in found:  # from one repeat to the next it would go back
                    found[source, target] = Edge(source, target, self._carried(source, path, shape), False)
        return list(found.values())

    def _carried(self, source: int, path: str, shape: Shape) -> Shape:
        """What an arrow carries: of a layer that is flattened, its output before that."""
        unit = self.vertices[source].unit
        return self.vertices[source].shape if unit and unit.main and path == unit.layers[-1].path else shape


def with_skips(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The edges, those marked that go round other boxes."""
    skips = detours([(edge.source, edge.target) for edge in edges])
    for edge in edges:
        yield edge._replace(skip=(edge.source, edge.target) in skips)


def detours(pairs: Iterable[tuple[K, K]]) -> set[tuple[K, K]]:
    """The arrows that go round others: there is another, longer way from their source to their target.

    Pairs come in any order, and in no circle.
    """
    behind: dict[K, list[K]] = {}
    for source, target in pairs:
        behind.setdefault(source, []).append(target)
    numbers: dict[K, int] = {}
    reached: dict[K, int] = {}  # as the bits of a number
    for place in TopologicalSorter(behind).static_order():  # targets first
        numbers[place] = len(numbers)
        reached[place] = 0
        for target in behind.get(place, ()):
            reached[place] |= 1 << numbers[target] | reached[target]
    return {
        (source, target)
        for source, targets in behind.items()
        for target in targets
        if any(reached[other] >> numbers[target] & 1 for other in targets)
    }


def _shape(unit: Unit) -> Shape:
    """What comes out of a box: of what is flattened, its output before that."""
    if unit.main and unit.repeat == 1:
        return unit.main.output_shape
    return end_of(unit.layers).output_shape


def _status(unit: Unit, marks: Mapping[str, str]) -> str:
    """What a difference says of a box: of its main layer, if that is there on both sides of what follows it, too."""
    statuses = {marks.get(layer.path, "") for layer in unit.layers}
    main = marks.get(unit.main.path, "") if unit.main else ""
    if main in ("added", "removed") or len(statuses) == 1:
        return main or statuses.pop()
    return "follows" if statuses == {"", "follows"} else "edited"
