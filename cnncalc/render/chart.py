"""Charts before any format: what is drawn, with the numbers and the words, and without a place on a page."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from cnncalc.render.diagram.model import Diagram
from cnncalc.render.figure.model import Volumes


class Panel(NamedTuple):
    """A figure of every row of bars."""

    title: str
    total: str
    color: str
    """A name of the palette's."""
    values: tuple[int | None, ...]
    """None where it is not known."""
    text: Callable[[int], str]
    """A value as it is written."""
    shares: tuple[str, ...]
    """What stands at the end of each bar."""


class Bars(NamedTuple):
    """Rows with a bar in each panel."""

    title: str
    rows: tuple[str, ...]
    panels: tuple[Panel, ...]
    about: tuple[str, ...]
    """The paths of each row's layers."""
    notes: tuple[str, ...] = ()


class Axis(NamedTuple):
    """What is along an axis; a logarithmic one has only what is above 0."""

    title: str
    text: Callable[[float], str]
    """A tick as it is written."""
    log: bool = False
    most: float | None = None
    """What is no more than this by nature, as a share."""


class Spot(NamedTuple):
    """A point, with an area for a third figure."""

    label: str
    x: float
    y: float
    area: float
    series: str
    """Points of one series have one colour."""
    told: str = ""
    """All its figures, for who asks."""


class Guide(NamedTuple):
    """A line through the plane, with words at its end."""

    points: tuple[tuple[float, float], ...]
    label: str = ""


class Points(NamedTuple):
    """Points in a plane."""

    title: str
    x: Axis
    y: Axis
    spots: tuple[Spot, ...]
    area: Axis
    linked: bool = False
    """Whether the points of a series are linked, in the order that they come in."""
    guides: tuple[Guide, ...] = ()
    legend: bool = False
    """Whether it is said which colour is which series; else the labels say it."""
    notes: tuple[str, ...] = ()


class Band(NamedTuple):
    """What is stacked on the bands before it, at each step."""

    title: str
    color: str
    amounts: tuple[int, ...]


class Course(NamedTuple):
    """Amounts through the steps of a network, stacked."""

    title: str
    told: str
    """What stands behind the title."""
    steps: tuple[str, ...]
    """The paths of the layers, in the order that they run in."""
    turn: int
    """The step from which on layers run backward; how many steps there are, if none does."""
    bands: tuple[Band, ...]
    most: int
    """The step with the most."""
    most_told: str
    """What is said of it."""


class StackedSteps(NamedTuple):
    """Courses below one another."""

    title: str
    courses: tuple[Course, ...]
    text: Callable[[int], str]
    """An amount as it is written."""


class Extent(NamedTuple):
    """What a layer's place sees, from the first position to the last along each axis of the input."""

    label: str
    told: str
    """How large it is."""
    ends: tuple[tuple[int, int], ...]
    about: str = ""
    """The layer's path."""


class Extents(NamedTuple):
    """What places see of an input, from the least to the most."""

    title: str
    axes: tuple[str, ...]
    sizes: tuple[int, ...]
    """Of the input."""
    extents: tuple[Extent, ...]


Chart: TypeAlias = Bars | Points | StackedSteps | Extents | Diagram | Volumes
"""What has a picture, or is told in text."""
