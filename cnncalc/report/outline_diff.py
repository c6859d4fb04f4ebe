"""Two networks as one picture: the right one with what a difference says of each box, and what was removed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.report.diff import EDITED, REMOVED, SAME, Diff, diff
from cnncalc.report.fold import Unit, fold
from cnncalc.report.outline import Outline, definitions_of, sketch_to_depth
from cnncalc.report.sketch import Edge, Sketch, Vertex

if TYPE_CHECKING:
    from cnncalc.network import Network


def outline_diff(left: "Network", right: "Network", depth: int | None = None, *, training: bool = False) -> Outline:
    """Fold the right network to a depth; boxes of the left one that it has no more stand where they were."""
    return outline_of_diff(diff(left, right, training=training), depth)


def outline_of_diff(found: Diff, depth: int | None = None) -> Outline:
    """The picture of a difference, as `outline_diff` has it."""
    marks = {row.right.path: row.status for row in found.rows if row.right and row.status != SAME}
    sketch = _with_removed(_with_old(sketch_to_depth(found.right, depth, marks), found), found)
    title = f"{found.left.title} → {found.right.title}"
    return Outline(found.right.name, title, sketch, definitions_of(sketch))


def _with_old(sketch: Sketch, found: Diff) -> Sketch:
    """The picture with what each layer was that was edited."""
    old = {row.right.path: row.left for row in found.rows if row.right and row.left and row.status == EDITED}
    vertices = [
        vertex._replace(was=old.get(vertex.unit.main.path)) if vertex.unit and vertex.unit.main else vertex
        for vertex in sketch.vertices
    ]
    return sketch._replace(vertices=tuple(vertices))


def _with_removed(sketch: Sketch, found: Diff) -> Sketch:
    """The picture with the boxes that were removed, each behind the one that it stood behind."""
    kept = {row.left.path: sketch.places[row.right.path] for row in found.rows if row.left and row.right}
    gone = {row.left.path for row in found.rows if row.left and not row.right}
    if not gone:
        return sketch
    behind: list[list[Unit]] = [[] for _ in sketch.vertices]
    edited: set[int] = set()
    at = 0
    for unit in _parts(fold(found.left, dict.fromkeys(gone, REMOVED)), gone):
        now = [kept[layer.path] for layer in unit.layers if layer.path in kept]
        if not now or (unit.main and unit.main.path in gone):
            behind[at].append(unit)
        elif len(now) < len(unit.layers):
            edited.add(now[-1])
            kept = {**dict.fromkeys([layer.path for layer in unit.layers], now[-1]), **kept}
        at = max([at, *now])
    vertices: list[Vertex] = []
    numbers: list[int] = []
    removed: dict[str, int] = {}
    for number, vertex in enumerate(sketch.vertices):
        numbers.append(len(vertices))
        vertices.append(vertex._replace(status=EDITED) if number in edited else vertex)
        for unit in behind[number]:
            removed.update((layer.path, len(vertices)) for layer in unit.layers)
            vertices.append(Vertex(unit.path, unit, unit.layers[-1].output_shape, vertex.plate, REMOVED))
    places = {path: numbers[place] for path, place in sketch.places.items()}
    edges = [edge._replace(source=numbers[edge.source], target=numbers[edge.target]) for edge in sketch.edges]
    edges += _edges_of(removed, {**places, **{path: numbers[place] for path, place in kept.items()}}, found)
    return Sketch(tuple(vertices), tuple(edges), sketch.plates, places)


def _edges_of(removed: dict[str, int], kept: dict[str, int], found: Diff) -> list[Edge]:
    """The arrows to and from boxes that were removed, from where each of the left network's layers is now."""
    now = {**kept, **removed}
    edges: dict[tuple[int, int], Edge] = {}
    for layer in found.left.layers:
        for path, shape in zip(layer.inputs, layer.input_shapes, strict=True):
            if path in now and (path in removed or layer.path in removed) and now[path] < now[layer.path]:
                source, target = now[path], now[layer.path]
                edges[source, target] = Edge(source, target, shape, False, REMOVED)
    return list(edges.values())


def _parts(units: tuple[Unit, ...], gone: set[str]) -> Iterator[Unit]:
    """The units in order, blocks opened until all in them is removed or nothing is."""
    waiting = list(reversed(units))
    while waiting:
        unit = waiting.pop()
        lost = sum(layer.path in gone for layer in unit.layers)
        if unit.units and 0 < lost < len(unit.layers):
            waiting.extend(reversed(unit.units))
        else:
            yield unit
