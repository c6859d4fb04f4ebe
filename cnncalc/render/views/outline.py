"""A network as boxes and arrows."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.diagram.model import BLOCK, Diagram, Frame, Inset, Link, Tile
from cnncalc.render.diagram.rails import rails
from cnncalc.render.diagram.words import brief, kind_of, names_text, spaced
from cnncalc.render.page import Column, Page, Paragraph, Records, Row, Table, known_sum, say_shape_order
from cnncalc.report.fold import Unit
from cnncalc.report.outline import Definition, Outline, Sketch, Vertex


def diagram(outline: Outline, options: Options) -> Diagram:
    """The network's boxes and arrows, and what its blocks are made of."""
    insets = tuple(map(_inset, outline.definitions))
    return _drawn(outline.sketch)._replace(insets=insets, title=outline.title)


def _drawn(sketch: Sketch, within: str = "") -> Diagram:
    """The boxes and arrows of a network, or of what is within a block, in words."""
    tiles = tuple([_tile(vertex, within) for vertex in sketch.vertices])
    told: set[int] = set()
    links = []
    for edge in sketch.edges:
        text = ""
        if not edge.skip and edge.source not in told and _changes(sketch, edge.source):
            text = str(edge.shape)
            told.add(edge.source)
        links.append(Link(edge.source, edge.target, text, edge.skip, edge.status))
    frames = tuple([Frame(*_called(plate.unit), _times(plate.unit), plate.plate) for plate in sketch.plates])
    return Diagram(tiles, tuple(links), frames)


def _tile(vertex: Vertex, within: str) -> Tile:
    unit = vertex.unit
    kind = kind_of(unit)
    if unit is None:
        return Tile(kind, "", "input" if within else vertex.path, "", frame=vertex.plate)
    about = tuple([layer.path for layer in unit.layers])
    repeat = _times(unit)
    if unit.main is not None:
        return Tile(kind, "", brief(unit.main), _place(unit), repeat, vertex.plate, vertex.status, about)
    name, place = _called(unit)
    return Tile(BLOCK, name, "", place, repeat, vertex.plate, vertex.status, about)


def _called(unit: Unit) -> tuple[str, str]:
    """A block's name and where it is; a group has a place alone, and one that nobody named has none."""
    return spaced(unit.block) if unit.block else "", _place(unit)


def _place(unit: Unit) -> str:
    return names_text(unit.path, unit.last)


def _times(unit: Unit) -> str:
    return f"×{unit.repeat}" if unit.repeat > 1 else ""


def _changes(sketch: Sketch, number: int) -> bool:
    """Whether what comes out of a box has another size than what goes into it."""
    shape = sketch.vertices[number].shape
    incoming = [edge.shape for edge in sketch.edges if edge.target == number]
    return shape not in incoming


def _inset(definition: Definition) -> Inset:
    unit = definition.unit
    name, place = _called(unit._replace(last=unit.path))
    where = f"{definition.times} times, here {place}" if definition.times > 1 else place
    return Inset(name or place, where, _drawn(definition.sketch, unit.path))


def page(outline: Outline, options: Options) -> Page:
    """A box a line in order of execution, and what the blocks are made of."""
    drawn = diagram(outline, options)
    parts: list[Table | Paragraph] = [_table(drawn, outline.sketch, "")]
    for inset, definition in zip(drawn.insets, outline.definitions, strict=True):
        parts.append(Paragraph((f"{inset.name}: {inset.place}",), "caption"))
        parts.append(_table(inset.diagram, definition.sketch, definition.unit.path))
    return Page(outline.title, tuple(parts))


def _table(drawn: Diagram, sketch: Sketch, within: str) -> Table:
    """The boxes, with lines on their left that go from one to another."""
    lines = rails(len(drawn.tiles), drawn.links)
    rows = []
    for line, tile, vertex in zip(lines, drawn.tiles, sketch.vertices, strict=True):
        around = vertex.path.removeprefix(f"{within}.").rpartition(".")[0]
        name = tile.text if vertex.unit is None else f"{around}.{tile.place}" if around else tile.place
        what = " ".join(filter(None, (tile.name, tile.text if vertex.unit else "input", tile.repeat)))
        style = tile.status or ("block" if tile.kind == BLOCK else "")
        rows.append(Row((f"{line}  {name}", tile.status, what, str(vertex.shape)), style))
    columns = [Column("box", whole=True), Column("", marked=True), Column("what it is"), Column("output", whole=True)]
    if any(tile.status for tile in drawn.tiles):
        return Table(tuple(columns), tuple(rows))
    del columns[1]
    return Table(tuple(columns), tuple([Row((row.cells[0], *row.cells[2:]), row.style) for row in rows]))


def records(outline: Outline, options: Options) -> Records:
    """One record a box."""
    header = ("path", "last", "repeat", "block", "what", "inputs", "skips", "output_shape", "params", "macs", "status")
    vertices = outline.sketch.vertices
    rows = []
    for number, (vertex, tile) in enumerate(zip(vertices, _drawn(outline.sketch).tiles, strict=True)):
        unit = vertex.unit
        incoming = [edge for edge in outline.sketch.edges if edge.target == number]
        read = [
            " ".join(vertices[edge.source].path for edge in incoming if edge.skip == skip) for skip in (False, True)
        ]
        layers = unit.layers if unit else ()
        rows.append((
            vertex.path, unit.last if unit else vertex.path, unit.repeat if unit else 1, unit.block if unit else "",
            tile.text, *read, vertex.shape.plain, known_sum([layer.known("params") for layer in layers]),
            known_sum([layer.known("macs") for layer in layers]), vertex.status,
        ))  # fmt: skip
    return say_shape_order(Records(header, rows))
