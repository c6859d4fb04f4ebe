"""A network as boxes and arrows."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.outline import vertex_data
from cnncalc.render.diagram.boxes import CONV, FC, TRANSPOSED, Diagram, Frame, Inset, Link, Tile
from cnncalc.render.diagram.captions import brief, kind_of, names_text, spaced
from cnncalc.render.diagram.sheet import draw
from cnncalc.render.page import Page, Records, known_sum, say_shape_order
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.report.fold import Unit
from cnncalc.report.outline import BlockContents, Outline
from cnncalc.report.sketch import Sketch, Vertex

SAYING_CHANNELS = (CONV, TRANSPOSED, FC)
"""The kinds of boxes that say how many channels come out of them."""


def diagram(outline: Outline, options: Options) -> Diagram:
    """The network's boxes and arrows, and what its blocks are made of."""
    insets = tuple(map(inset_of, outline.definitions))
    return flat(outline.sketch)._replace(insets=insets, title=outline.title)


def scene(outline: Outline, options: Options) -> Scene:
    """The diagram as a picture."""
    return draw(diagram(outline, options), options.page_width)


def flat(sketch: Sketch, within: str = "") -> Diagram:
    """The boxes and arrows of a network, or of what is within a block, in words."""
    plates = [plate.unit.path for plate in sketch.plates]
    around = [within if vertex.plate is None else plates[vertex.plate] for vertex in sketch.vertices]
    tiles = tuple([_tile(vertex, path, within) for vertex, path in zip(sketch.vertices, around, strict=True)])
    told: set[int] = set()
    links = []
    for edge in sketch.edges:
        text = ""
        if not edge.skip and edge.source not in told and _changes(sketch, edge.source):
            text = str(edge.shape)
            told.add(edge.source)
        links.append(Link(edge.source, edge.target, text, edge.skip, edge.status))
    frames = []
    for plate in sketch.plates:
        outer = within if plate.plate is None else plates[plate.plate]
        frames.append(Frame(_block(plate.unit), _place(plate.unit, outer), _times(plate.unit), plate.plate))
    return Diagram(tiles, tuple(links), tuple(frames))


def _tile(vertex: Vertex, around: str, within: str) -> Tile:
    unit, size, kind = vertex.unit, str(vertex.shape), kind_of(vertex.unit)
    if unit is None:
        name = "input" if within else vertex.path
        return Tile(kind, "", name, "", name, size, frame=vertex.plate)
    about = tuple([layer.path for layer in unit.layers])
    text = brief(unit.main) if unit.main else ""
    if vertex.was and brief(vertex.was) != text:
        text = f"{brief(vertex.was)} → {text}"
    place, path = (_place(unit, each) for each in (around, within))
    return Tile(kind, _block(unit), text, place, path, size, _times(unit), vertex.plate, vertex.status, about)


def _block(unit: Unit) -> str:
    return spaced(unit.block) if unit.block else ""


def _place(unit: Unit, around: str = "") -> str:
    """The path of a unit inside of the block around it."""
    path = unit.path.removeprefix(f"{around}.") if around else unit.path
    outer, dot, _ = path.rpartition(".")
    return outer + dot + names_text(unit.path, unit.last)


def _times(unit: Unit) -> str:
    return f"×{unit.repeat}" if unit.repeat > 1 else ""


def _changes(sketch: Sketch, number: int) -> bool:
    """Whether the size of what comes out of a box is told: its positions change, or channels that it does not say."""
    vertex = sketch.vertices[number]
    incoming = [edge.shape for edge in sketch.edges if edge.target == number]
    if kind_of(vertex.unit) in SAYING_CHANNELS:
        return vertex.shape.spatial not in [each.spatial for each in incoming] and bool(vertex.shape.spatial)
    return vertex.shape not in incoming


def inset_of(definition: BlockContents) -> Inset:
    """What a block is made of, and how often it is there."""
    unit = definition.unit
    place = unit.path
    where = f"{definition.times} times, here {place}" if definition.times > 1 else place
    return Inset(
        _block(unit) or place, where if unit.block else "", flat(definition.sketch, unit.path), definition.times
    )


def page(outline: Outline, options: Options) -> Page:
    """The diagram: in text a box a line, and what blocks are made of."""
    return Page(outline.title, (diagram(outline, options),))


def records(outline: Outline, options: Options) -> Records:
    """One record a box."""
    header = ("path", "last", "repeat", "block", "what", "inputs", "skips", "output_shape", "params", "macs", "status")
    vertices = outline.sketch.vertices
    rows = []
    for number, (vertex, tile) in enumerate(zip(vertices, flat(outline.sketch).tiles, strict=True)):
        unit = vertex.unit
        incoming = [edge for edge in outline.sketch.edges if edge.target == number]
        read = [
            " ".join(vertices[edge.source].path for edge in incoming if edge.skip == skip) for skip in (False, True)
        ]
        layers = unit.layers if unit else ()
        counts = {name: known_sum([layer.known(name) for layer in layers]) for name in ("params", "macs")}
        shape = vertex.shape.plain
        own = {"what": tile.text, "inputs": read[0], "skips": read[1], "output_shape": shape, **counts}
        rows.append(record(header, {**vertex_data(vertex), **own}))
    return say_shape_order(Records(header, rows))
