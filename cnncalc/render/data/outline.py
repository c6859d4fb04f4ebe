"""A network as boxes and arrows."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.diagram.captions import brief
from cnncalc.report.outline import BlockContents, Outline
from cnncalc.report.sketch import Plate, Sketch, Vertex


def data(outline: Outline, options: Options) -> dict[str, Any]:
    """The boxes, what goes from one to another, and what the blocks are made of."""
    return {
        "network": {"name": outline.name, "title": outline.title, "shape_order": "channels first"},
        **_sketch_data(outline.sketch),
        "definitions": list(map(_definition_data, outline.definitions)),
    }


def _sketch_data(sketch: Sketch) -> dict[str, Any]:
    """A picture's boxes, edges and plates; edges and plates name boxes and plates by their numbers, from 0."""
    return {
        "boxes": list(map(vertex_data, sketch.vertices)),
        "edges": [
            {"source": edge.source, "target": edge.target, "shape": edge.shape.channels_first(), "skip": edge.skip}
            for edge in sketch.edges
        ],
        "plates": list(map(_plate_data, sketch.plates)),
    }


def vertex_data(vertex: Vertex) -> dict[str, Any]:
    """One box."""
    unit = vertex.unit
    return {
        "path": vertex.path,
        "last": unit.last if unit else vertex.path,
        "repeat": unit.repeat if unit else 1,
        "exact": unit.exact if unit else True,
        "op": unit.main.op if unit and unit.main else None,
        "what": brief(unit.main) if unit and unit.main else None,
        "block": (unit.block or None) if unit else None,
        "layers": [layer.path for layer in unit.layers] if unit else [],
        "output_shape": vertex.shape.channels_first(),
        "plate": vertex.plate,
        "status": vertex.status or None,
    }


def _plate_data(plate: Plate) -> dict[str, Any]:
    unit = plate.unit
    return {
        "path": unit.path,
        "last": unit.last,
        "repeat": unit.repeat,
        "block": unit.block or None,
        "plate": plate.plate,
    }


def _definition_data(definition: BlockContents) -> dict[str, Any]:
    unit = definition.unit
    head = {"path": unit.path, "block": unit.block or None, "times": definition.times}
    return {**head, **_sketch_data(definition.sketch)}
