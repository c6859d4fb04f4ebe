"""A network as the figure of a paper draws it."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.diagram.captions import volume_text
from cnncalc.report.drawing import Drawing, Volume


def data(drawing: Drawing, options: Options) -> dict[str, Any]:
    """The volumes in their order, and what goes round some of them, by their numbers from 0."""
    return {
        "network": {"name": drawing.name, "title": drawing.title, "shape_order": "channels first"},
        "in_a_row": drawing.in_a_row,
        "volumes": list(map(volume_data, drawing.volumes)),
        "rounds": [
            {"source": each.source, "target": each.target, "layers": [unit.path for unit in each.units]}
            for each in drawing.rounds
        ],
    }


def volume_data(volume: Volume) -> dict[str, Any]:
    """One volume."""
    return {
        "path": volume.path,
        "what": volume_text(volume),
        "repeat": volume.repeat,
        "layers": [layer.path for unit in volume.units for layer in unit.layers],
        "output_shape": volume.shape.channels_first(),
    }
