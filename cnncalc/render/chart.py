"""Charts before any format: the numbers and words that are drawn, without places on a page."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from cnncalc.render.diagram.boxes import Diagram
from cnncalc.render.figure.model import Volumes


class Panel(NamedTuple):
    """A figure of every row of bars."""

    title: str
    total: str
    color: str
    """A name of the palette's."""
    values: tuple[int | None, ...]
    """One value for each row; None where it is not known."""
    text: Callable[[int], str]
    """A function that writes a value."""
    shares: tuple[str, ...]
    """The texts at the ends of the bars."""


class Bars(NamedTuple):
    """Rows with a bar in each panel."""

    title: str
    rows: tuple[str, ...]
    panels: tuple[Panel, ...]
    about: tuple[str, ...]
    """The paths of each row's layers."""
    notes: tuple[str, ...] = ()


class Axis(NamedTuple):
    """The title of an axis, and how it is scaled; a logarithmic axis has only values above 0."""

    title: str
    text: Callable[[float], str]
    """A function that writes the value of a tick."""
    log: bool = False
    most: float | None = None
    """The most that values can be by nature, as 1 for a share; None for no such bound."""


class Spot(NamedTuple):
    """A point, with an area for a third figure."""

    label: str
    x: float
    y: float
    area: float
    series: str
    """Points of one series have one colour."""
    told: str = ""
    """All figures of the point, for the title that a page shows under the mouse."""


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
    """Whether a legend says which colour is which series; else the labels do."""
    notes: tuple[str, ...] = ()


class Band(NamedTuple):
    """A band of amounts at each step, stacked on the bands before it."""

    title: str
    color: str
    amounts: tuple[int, ...]


class Course(NamedTuple):
    """Amounts through the steps of a network, stacked."""

    title: str
    told: str
    """The words behind the title."""
    steps: tuple[str, ...]
    """The paths of the layers, in the order that they run in."""
    turn: int
    """The first step that runs backward; the number of steps, if none does."""
    bands: tuple[Band, ...]
    most: int
    """The number of the step at which the stack is highest."""
    most_told: str
    """The words at that step."""


class StackedSteps(NamedTuple):
    """Courses below one another."""

    title: str
    courses: tuple[Course, ...]
    text: Callable[[int], str]
    """A function that writes an amount."""


class Extent(NamedTuple):
    """The region that a layer's place sees: the first and the last position along each axis of the input."""

    label: str
    told: str
    """The size in words."""
    ends: tuple[tuple[int, int], ...]
    about: str = ""
    """The layer's path."""


class Extents(NamedTuple):
    """The regions that places see of an input, from the smallest to the largest."""

    title: str
    axes: tuple[str, ...]
    sizes: tuple[int, ...]
    """The sizes of the input."""
    extents: tuple[Extent, ...]


Chart: TypeAlias = Bars | Points | StackedSteps | Extents | Diagram | Volumes
"""Every kind of chart, and diagrams."""
