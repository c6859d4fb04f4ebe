"""What a figure shows, before any place on a page."""

from typing import NamedTuple

from cnncalc.render.diagram.boxes import Inset


class Body(NamedTuple):
    """A thing in the row: a volume, a slab that pools, a bar for a vector, a sign for a join."""

    kind: str
    spatial: tuple[int, ...]
    channels: int
    what: str
    """The words below the row, `conv 3×3`; empty where the colour says it."""
    repeat: str = ""
    sign: str = ""
    """The sign of what a join does."""
    about: tuple[str, ...] = ()
    """The paths of the body's layers."""
    name: str = ""
    kernel: tuple[int, ...] = ()
    """The sizes of what one place sees, where a window is drawn."""


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
    """Whether the figure is drawn as LeNet's paper has it."""
