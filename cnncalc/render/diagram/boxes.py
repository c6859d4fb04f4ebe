"""A diagram before any format: what stands in its boxes, what goes from one to another, and what is around them."""

from typing import NamedTuple

INPUT, CONV, DEPTHWISE, TRANSPOSED, POOL, FC, JOIN, BLOCK, OTHER = (
    "input", "convolution", "depthwise", "transposed", "pooling", "fc", "join", "block", "other",
)  # fmt: skip
"""The kinds of boxes: each has its colour, and a place in a legend."""


class Tile(NamedTuple):
    """A box, and what stands in it: a block's name in bold, what it is, and in smaller letters where it is."""

    kind: str
    name: str
    text: str
    place: str
    """In the frame around it."""
    path: str
    """In the network, or in what is inside of an inset."""
    size: str
    """What comes out of it."""
    repeat: str = ""
    """`×5` of several in a row."""
    frame: int | None = None
    """The frame that it is in."""
    status: str = ""
    """What a difference says of it."""
    about: tuple[str, ...] = ()
    """The paths of its layers."""


class Link(NamedTuple):
    """An arrow from one tile to another, by their numbers, and the size that it carries, where that is told."""

    source: int
    target: int
    text: str = ""
    skip: bool = False
    status: str = ""


class Frame(NamedTuple):
    """A block or a group around the tiles in it."""

    name: str
    place: str
    repeat: str = ""
    frame: int | None = None


class Inset(NamedTuple):
    """What a block is made of, beside the network: its name, and how often it is there."""

    name: str
    place: str
    diagram: "Diagram"
    times: int = 1


class Diagram(NamedTuple):
    """Boxes, arrows and frames; each frame comes after the one it is in."""

    tiles: tuple[Tile, ...]
    links: tuple[Link, ...]
    frames: tuple[Frame, ...] = ()
    insets: tuple[Inset, ...] = ()
    title: str = ""
    legend: bool = False
    """Whether a picture says what its colours mean."""
