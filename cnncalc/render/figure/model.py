"""What a figure shows, before any place on a page."""

from typing import NamedTuple

from cnncalc.render.diagram.model import Inset


class Body(NamedTuple):
    """What stands in the row: a volume, a slab that pools, a bar for a vector, a sign for a join."""

    kind: str
    spatial: tuple[int, ...]
    channels: int
    what: str
    """As it stands below the row, `conv 3×3`; nothing where its colour says it."""
    repeat: str = ""
    sign: str = ""
    """What a join does."""
    about: tuple[str, ...] = ()
    """The paths of its layers."""
    name: str = ""
    kernel: tuple[int, ...] = ()
    """What one place sees, where a window is drawn."""


class Arc(NamedTuple):
    """Data that goes round others, by the numbers of bodies, with what is done on the way."""

    source: int
    target: int
    text: str = ""


class Volumes(NamedTuple):
    """A row of bodies, with arcs above it and what blocks are made of below."""

    bodies: tuple[Body, ...]
    arcs: tuple[Arc, ...]
    insets: tuple[Inset, ...]
    title: str
    planes: bool = False
    """Whether it is drawn as LeNet's paper has it."""
