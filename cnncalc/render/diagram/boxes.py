"""A diagram before any format: what stands in its boxes, what goes from one to another, and what is around them."""

from typing import NamedTuple

INPUT, CONV, DEPTHWISE, TRANSPOSED, POOL, FC, JOIN, BLOCK, OTHER = (
    "input", "convolution", "depthwise", "transposed", "pooling", "fc", "join", "block", "other",
)  # fmt: skip
"""The kinds of boxes: each has a colour, and a place in a legend."""


class Tile(NamedTuple):
    """A box, and what stands in it: a block's name in bold, what it is, and in smaller letters where it is."""

    kind: str
    name: str
    text: str
    place: str
    """The name inside of the frame around the tile."""
    path: str
    """The path in the network, or inside of the inset."""
    size: str
    """The shape that comes out, in words."""
    repeat: str = ""
    """`×5` of several in a row."""
    frame: int | None = None
    """The number of the frame around the tile; None for none."""
    status: str = ""
    """The status of the layer in a difference: added, removed, edited, or empty."""
    about: tuple[str, ...] = ()
    """The paths of the layers in the tile."""


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
    """The content of a block, drawn beside the network: the block's name, and how often it is used."""

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
