"""What the places of each layer see of the network's input: the receptive field, its jump and where it lies.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.

A field is theoretical: it reaches into the padding, and takes each layer to go on beyond its borders as it does inside.
It is a place's, all channels together.
"""

from typing import TYPE_CHECKING, NamedTuple

from cnncalc.graph import Application, Graph, Node
from cnncalc.measure.sight import (
    Effort,
    Region,
    Sight,
    TooManyRegionsError,
    quotient,
    settled,
    starting,
    through,
    union,
)
from cnncalc.ops.base import Join
from cnncalc.ops.reach import ITSELF, Reach
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from fractions import Fraction

LARGEST = 10**100
"""Beyond this, what a place sees means nothing; and strides could make it grow without end."""


class Field(NamedTuple):
    """What the places of a layer see along each axis of the input; positions are counted from 0, the first pixel."""

    sights: tuple[Sight, ...]
    along: tuple[int | None, ...]
    """For each axis of the input the layer's axis along which places see different parts of it, if there is one."""
    source: int
    """The node of the input that is seen."""

    @property
    def size(self) -> tuple[int, ...]:
        """The positions from the first to the last that a place sees; of places that differ, the most."""
        alike = len(self.sights) > 1 and all(sight is self.sights[0] for sight in self.sights)
        return (self.sights[0].size,) * len(self.sights) if alike else tuple([sight.size for sight in self.sights])

    @property
    def jump(self) -> "tuple[Fraction | int | None, ...]":
        """The effective stride: how far apart neighbours see. 0 if all places see the same, None if it varies."""
        return tuple([sight.jump for sight in self.sights])

    @property
    def first(self) -> tuple[int | None, ...]:
        """The first position that the first place sees; None if it sees nothing."""
        return tuple([region and region[0] for region in self.region()])

    @property
    def last(self) -> tuple[int | None, ...]:
        """The last position that the first place sees; None if it sees nothing."""
        return tuple([region and region[1] for region in self.region()])

    @property
    def padding(self) -> tuple[int | None, ...]:
        """The effective padding: how far the first place sees beyond the beginning of the input."""
        return tuple([None if first is None else -first for first in self.first])

    @property
    def center(self) -> "tuple[Fraction | int | None, ...]":
        """The middle of what the first place sees, but for what all others see alike."""
        regions = [sight.at(0) for sight in self.sights]
        return tuple([region and quotient(region[0] + region[1], 2) for region in regions])

    def region(self, place: tuple[int, ...] = ()) -> tuple[Region | None, ...]:
        """What one place of the layer sees along each axis of the input; the first place if none is named."""
        at = [place[axis] if place and axis is not None else 0 for axis in self.along]
        return tuple([sight.seen_from(number) for sight, number in zip(self.sights, at, strict=True)])

    def covers(self, x: Shape) -> bool:
        """Whether every place sees the whole of the input, which has this shape."""
        return all(
            sight.always is not None and sight.always[0] <= 0 and sight.always[1] >= size - 1
            for sight, size in zip(self.sights, x.spatial, strict=True)
        )


class Unknown(NamedTuple):
    """Why a receptive field is not known, and the layer from which on it is not."""

    reason: str
    layer: str


class Way(NamedTuple):
    """How an op's places see its input along one axis of that."""

    reach: Reach | None
    """None for all of it."""
    to: int | None
    """The axis of the output that runs along it, if there is one."""
    places: int | None
    """How many places there are along that."""


class View(NamedTuple):
    """What an op's places see of its input: worked out once for equal ops on equal inputs."""

    ways: tuple[Way, ...] = ()
    itself: bool = False
    """Whether each place sees itself alone."""
    joins: bool = False
    """Whether it sees what the places of several inputs do."""
    kept: bool = False
    """Whether there are as many places as before."""
    reason: str = ""
    """Why it is not known, if it is not; with `ways`, it still is where all places see the same."""


def receptive_fields(graph: Graph) -> list[Field | None]:
    """The receptive field of every node, by index; None where it is not known."""
    return [found if isinstance(found, Field) else None for found in fields_or_reasons(graph)]


def fields_or_reasons(graph: Graph) -> list[Field | Unknown]:
    """The receptive field of every node, by index, or why it is not known."""
    found: list[Field | Unknown] = [_whole(node) for node in graph.inputs]
    effort = Effort()
    views: dict[View, View] = {}
    """Those that are new: layers of other sizes often have the same."""
    for node in graph.layers(training=True):
        application, inputs = node.application, node.inputs
        view = application.known.get(_view)  # a deep network would feel a call
        if view is None:
            view = _view(application)
            view = application.known[_view] = views.setdefault(view, view)
        found.append(
            found[inputs[0]] if view.itself else _found(node, [found[index] for index in inputs], view, effort)
        )
    return found


def _whole(node: Node) -> Field:
    """An input; axes that are alike share what they see."""
    spatial = node.shape.spatial
    sights = {places: starting(places) for places in spatial}
    return Field(tuple([sights[places] for places in spatial]), tuple(range(len(spatial))), node.id)


def _found(node: Node, before: list[Field | Unknown], view: View, effort: Effort) -> Field | Unknown:
    """The field of a layer, from those of its inputs."""
    known = [field for field in before if isinstance(field, Field)]
    if len(known) < len(before):
        return next(field for field in before if isinstance(field, Unknown))
    try:
        return _joined(known, node, effort) if view.joins else _behind(known[0], view, node, effort)
    except TooManyRegionsError as error:
        return Unknown(str(error), node.path)


def view_of(application: Application) -> View:
    """What an op's places see of its input."""
    return application.once(_view)


def _view(application: Application) -> View:
    op, x, y = application.op, application.input, application.output
    if isinstance(op, Join):
        return View(joins=True)
    reason, window = op.no_window(x), op.window(x)
    if reason:
        return View((Way(None, None, None),) * len(x.spatial) if op.rearranges else (), reason=reason)
    axes, kept = op.axes_from(x)[: len(y.spatial)], x.spatial == y.spatial
    itself = kept and axes == tuple(range(len(axes))) and window is not None and set(window) <= {ITSELF}
    ways = []
    for axis in range(len(x.spatial)):
        to = axes.index(axis) if axis in axes else None
        ways.append(Way(None if window is None else window[axis], to, None if to is None else y.spatial[to]))
    return View(tuple(ways), itself, kept=kept)


def _behind(field: Field, view: View, node: Node, effort: Effort) -> Field | Unknown:
    """The field behind an op; axes that are alike are worked out once."""
    if view.reason and not (view.ways and all(sight.places == 1 or sight.is_still for sight in field.sights)):
        return Unknown(view.reason, node.path)
    sights: list[Sight] = []
    along: list[int | None] = []
    known: dict[object, Sight] = {}
    for sight, axis in zip(field.sights, field.along, strict=True):
        if axis is None:
            sights.append(sight)
            along.append(None)
            continue
        reach, to, places = view.ways[axis]
        key = (id(sight), reach, places)
        if key not in known:
            known[key] = seen = _seen(sight, reach, places, effort, kept=view.kept)
            if max(seen.size, seen.advance or 0) > LARGEST:
                raise TooManyRegionsError("it is too large to be told")
        sights.append(known[key])
        along.append(to)
    if tuple(along) == field.along:  # as in most layers, which then share it
        return Field(tuple(sights), field.along, field.source)
    return Field(tuple(sights), tuple(along), field.source)


def _seen(sight: Sight, reach: Reach | None, places: int | None, effort: Effort, *, kept: bool) -> Sight:
    """What is seen through an op along one axis of the network's input."""
    if reach is None:
        everything = sight.everything()
        return sight._replace(fixed=everything) if kept else settled(everything, places or 1)
    if places is None:
        return settled(through(sight, reach, sight.places, effort).everything())
    if reach == ITSELF and places == sight.places:
        return sight
    return through(sight, reach, places, effort)


def _joined(fields: list[Field], node: Node, effort: Effort) -> Field | Unknown:
    """The union of what all branches see."""
    first, spatial = fields[0], node.shape.spatial
    if fields.count(first) == len(fields):
        return first
    if len({field.source for field in fields}) > 1:
        return Unknown("its branches see different inputs", node.path)
    spread = [_spread(field, x.spatial, spatial) for field, x in zip(fields, node.input_shapes, strict=True)]
    sights: list[Sight] = []
    along: list[int | None] = []
    known: dict[object, Sight] = {}
    for number, branches in enumerate(zip(*[field.sights for field in spread], strict=True)):
        axes = [field.along[number] for field in spread]
        axis = axes[0]
        if axes.count(axis) < len(axes):
            moving = {axis for axis, sight in zip(axes, branches, strict=True) if not sight.is_still}
            if len(moving) > 1:
                return Unknown("its branches run along different axes of the input", node.path)
            axis = next((axis for axis in (*moving, *axes) if axis is not None), None)
        places = 1 if axis is None else spatial[axis]
        key = (places, *map(id, branches))
        if key not in known:
            known[key] = union(branches, places, effort)
        sights.append(known[key])
        along.append(axis)
    return Field(tuple(sights), tuple(along), first.source)


def _spread(field: Field, x: tuple[int, ...], y: tuple[int, ...]) -> Field:
    """A branch at every place of a join: along an axis where it has one place, all see what that does."""
    if x == y or not x:
        return field
    sights = [
        settled(sight.seen_from(0), y[axis]) if axis is not None and x[axis] == 1 else sight
        for sight, axis in zip(field.sights, field.along, strict=True)
    ]
    return Field(tuple(sights), field.along, field.source)
