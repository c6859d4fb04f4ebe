"""A network as units and arrows: folded by block, as deep as a page holds, with what a block is made of beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.errors import CnncalcError
from cnncalc.report.base import Report
from cnncalc.report.fold import Unit, every_layer, fold, follows
from cnncalc.report.layers import Layer
from cnncalc.report.summary import Summary, summarize
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

Opened: TypeAlias = Callable[[Unit], bool]

MOST_ROWS = 27
"""How many units below one another a page holds, if nobody says how deep blocks are opened."""
MOST_BOXES = 4_000
"""The most units of one picture."""
MOST_DEFINITIONS = 4
MOST_VARIANTS = 2
"""How many blocks are told what they are made of, and how many forms of one block."""
ROWS_OF_DEFINITION = 10


class Vertex(NamedTuple):
    """One unit of a picture, or a place where data comes in."""

    path: str
    unit: Unit | None
    """None where data comes in."""
    shape: Shape
    """What comes out of it."""
    plate: int | None
    """The plate that it is on."""
    status: str = ""
    """What a difference says of it."""


class Edge(NamedTuple):
    """Data that goes from one unit to another, by their numbers."""

    source: int
    target: int
    shape: Shape
    skip: bool
    """Whether it goes round other units, as that of a residual unit does."""
    status: str = ""


class Plate(NamedTuple):
    """A block or group that is opened, around the units in it."""

    unit: Unit
    plate: int | None
    """The plate that it is on itself."""


class Sketch(NamedTuple):
    """Boxes, in order of execution, with what goes from one to another."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    plates: tuple[Plate, ...]
    places: dict[str, int]
    """By layer, the box that it is in; those of repeats are where the first ones are."""

    @property
    def rows(self) -> int:
        """How many units there are below one another; a plate takes the room of one."""
        ranks = [0] * len(self.vertices)
        for edge in self.edges:
            ranks[edge.target] = max(ranks[edge.target], ranks[edge.source] + 1)
        return max(ranks, default=0) + 1 + sum(plate.plate is None for plate in self.plates)


class Definition(NamedTuple):
    """What a block is made of that is not opened."""

    unit: Unit
    """One of them: the one with the most multiplications."""
    times: int
    """How many there are of this form."""
    sketch: Sketch


class _Outline(NamedTuple):
    name: str
    title: str
    sketch: Sketch
    definitions: tuple[Definition, ...]


class Outline(Report, _Outline):
    """A network as units and arrows."""

    __slots__ = ()


def outline(network: "Network", depth: int | None = None, *, training: bool = False) -> Outline:
    """Fold a network to a depth of blocks; without one, as deep as a page holds, and 0 for every layer by itself."""
    summary = summarize(network, training=training)
    sketch = sketch_to_depth(summary, depth)
    return Outline(summary.name, summary.title, sketch, definitions_of(sketch))


def sketch_to_depth(summary: Summary, depth: int | None, marks: Mapping[str, str] | None = None) -> Sketch:
    """The picture of a network with its blocks opened to a depth."""
    marks = marks or {}
    if depth == 0:
        return sketch_of(every_layer(summary), marks=marks)
    units = fold(summary, marks)
    if depth is not None:
        return sketch_of(units, lambda unit: unit.depth < depth, marks=marks)
    return _comfortable(units, MOST_ROWS, marks)


def _comfortable(units: Sequence[Unit], most: int, marks: Mapping[str, str]) -> Sketch:
    """The picture with blocks opened as deep as it stays short enough; groups without a block's name before others."""
    deepest = max([unit.depth for unit in _all(units)], default=1)
    best = sketch_of(units, marks=marks)
    for depth in range(1, deepest + 2):
        opened = sketch_of(units, lambda unit, depth=depth: unit.depth < depth or not unit.block, marks=marks)  # type: ignore[misc]
        if opened.rows > most:
            break
        best = opened
    return best


def definitions_of(sketch: Sketch) -> tuple[Definition, ...]:
    """What the blocks of a picture are made of, as far as they are not opened: those with the most MACs."""
    forms: dict[tuple[str, ...], list[Unit]] = {}
    for vertex in sketch.vertices:
        if vertex.unit and vertex.unit.units:
            forms.setdefault((vertex.unit.block, *_ops(vertex.unit)), []).append(vertex.unit)
    chosen: dict[str, list[Definition]] = {}
    for units in sorted(forms.values(), key=lambda units: -sum(map(_macs, units))):
        variants = chosen.setdefault(units[0].block, [])
        if sum(map(len, chosen.values())) < MOST_DEFINITIONS and len(variants) < MOST_VARIANTS:
            unit = max(units, key=lambda unit: _macs(unit) // unit.repeat)
            variants.append(Definition(unit, sum(each.repeat for each in units), _inside(unit)))
    blocks = dict.fromkeys(units[0].block for units in forms.values())
    return tuple([each for block in blocks for each in sorted(chosen.get(block, ()), key=lambda each: -each.times)])


def _ops(unit: Unit) -> list[str]:
    """What a block is made of, but for what only follows."""
    return [layer.op for layer in unit.first if not follows(layer)]


def _inside(unit: Unit) -> Sketch:
    """What a block is made of."""
    return _comfortable(unit.units, ROWS_OF_DEFINITION, {})


def _macs(unit: Unit) -> int:
    return sum(layer.macs for layer in unit.layers)


def _all(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units with those in them."""
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting.extend(unit.units)


def sketch_of(units: Sequence[Unit], opened: Opened = lambda unit: False, *, marks: Mapping[str, str]) -> Sketch:
    """The picture of some units, some of them opened."""
    return _Drawing(opened, marks).sketch(units)


class _Drawing:
    """Collects the vertices and plates of a picture, and finds which layers are where."""

    def __init__(self, opened: Opened, marks: Mapping[str, str]) -> None:
        self.opened = opened
        self.marks = marks
        self.vertices: list[Vertex] = []
        self.plates: list[Plate] = []
        self.places: dict[str, int] = {}
        """By layer, the vertex that it is in."""

    def sketch(self, units: Sequence[Unit]) -> Sketch:
        """The picture of some units."""
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
            raise CnncalcError(f"a picture has at most {MOST_BOXES:,} boxes", hint="fold blocks: --depth 1")
        for path in paths:
            self.places[path] = len(self.vertices)
        self.vertices.append(vertex)

    def _draw(self, units: Sequence[Unit]) -> None:
        waiting: list[tuple[Unit, int | None]] = [(unit, None) for unit in reversed(units)]
        repeated: list[Unit] = []
        while waiting:
            unit, plate = waiting.pop()
            if unit.units and self.opened(unit):
                waiting.extend([(inner, len(self.plates)) for inner in reversed(unit.units)])
                self.plates.append(Plate(unit, plate))
                repeated.append(unit)
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

    def _edges(self, layers: Sequence[Layer]) -> list[Edge]:
        found: dict[tuple[int, int], Edge] = {}
        for layer in layers:
            for path, shape in zip(layer.inputs, layer.input_shapes, strict=True):
                source, target = self.places[path], self.places[layer.path]
                if source < target and (source, target) not in found:  # from one repeat to the next it would go back
                    found[source, target] = Edge(source, target, self._carried(source, path, shape), False)
        return list(found.values())

    def _carried(self, source: int, path: str, shape: Shape) -> Shape:
        """What an edge carries: of a layer that is flattened, its output before that."""
        unit = self.vertices[source].unit
        return self.vertices[source].shape if unit and unit.main and path == unit.layers[-1].path else shape


def with_skips(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The edges, those marked that go round other units: there is another, longer way from source to target."""
    behind: dict[int, list[int]] = {}
    for edge in edges:
        behind.setdefault(edge.source, []).append(edge.target)
    reached: dict[int, int] = {}  # as the bits of a number
    for source in sorted(behind, reverse=True):
        reached[source] = 0
        for target in behind[source]:
            reached[source] |= 1 << target | reached.get(target, 0)
    for edge in edges:
        skip = any(reached.get(target, 0) >> edge.target & 1 for target in behind[edge.source])
        yield edge._replace(skip=skip)


def _shape(unit: Unit) -> Shape:
    """What comes out of a unit: of what is flattened, its output before that."""
    if unit.main and unit.repeat == 1:
        return unit.main.output_shape
    return next((layer for layer in reversed(unit.layers) if not layer.training), unit.layers[-1]).output_shape


def _status(unit: Unit, marks: Mapping[str, str]) -> str:
    """What a difference says of a box: of its main layer, if that is there on both sides of what follows it, too."""
    statuses = {marks.get(layer.path, "") for layer in unit.layers}
    main = marks.get(unit.main.path, "") if unit.main else ""
    if main in ("added", "removed") or len(statuses) == 1:
        return main or statuses.pop()
    return "follows" if statuses == {"", "follows"} else "edited"
