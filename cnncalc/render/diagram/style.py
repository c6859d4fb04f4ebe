"""How boxes look, in every format."""

from __future__ import annotations

from cnncalc.render.diagram.boxes import Frame, Inset, Tile
from cnncalc.render.picture.palette import BLACK, INK, KINDS, MUTED, PAPER, hex_of, mixed

INK_ON_BOXES = hex_of(INK)
MUTED_ON_BOXES = hex_of(MUTED)
"""Boxes are light on a dark page, too."""


def fill_of(kind: str) -> str:
    """The colour of a flat box."""
    return mixed(KINDS[kind], PAPER, 0.55)


def edge_of(kind: str) -> str:
    """The colour of its outline."""
    return mixed(KINDS[kind], BLACK, 0.5)


def dashed(status: str) -> bool:
    """Whether a box is not there any more."""
    return status == "removed"


def heading(inset: Inset) -> str:
    """What stands above an inset, in one text."""
    return ": ".join(filter(None, (inset.name, inset.place)))


def said_of(box: Tile | Frame) -> str:
    """What stands in or above a box, in one text."""
    text = box.text if isinstance(box, Tile) else ""
    return " ".join(filter(None, (box.name, text, box.place if box.name or not text else "", box.repeat)))
