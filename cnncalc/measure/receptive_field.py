"""What the places of each layer see of the network's input: the receptive field, its jump and where it lies.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.

A field is theoretical: it reaches into the padding, and takes each layer to go on beyond its borders as it does inside.
It is a place's, all channels together. Where an axis of the input lies along the channels, as behind a permutation,
what each of them sees of it is followed until an op mixes them; where they become places again and it is not known
which of them sees what, the field is unknown.
"""

from typing import TYPE_CHECKING, NamedTuple

from cnncalc.graph import Graph, Node
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
from cnncalc.measure.view import View, view_of
from cnncalc.ops.base import Join
from cnncalc.ops.reach import CHANNELS, ITSELF, Reach
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
    channels: tuple[Sight | None, ...] | None = ()
    """What each channel sees along the axes of the input that lie along the channels, None along others; nothing where
    every channel sees what its place does. None where they see different parts, and it is not known which."""

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

    def follow(self, axis: int) -> tuple[Sight, int | None]:
        """What is seen along an axis of the input, and the layer's axis along which it differs, the channels too."""
        sight = self.channels[axis] if self.channels else None
        return (self.sights[axis], self.along[axis]) if sight is None else (sight, CHANNELS)


class Unknown(NamedTuple):
    """Why a receptive field is not known, and the layer from which on it is not."""

    reason: str
    layer: str


def receptive_fields(graph: Graph) -> list[Field | None]:
    """The receptive field of every node, by index; None where it is not known."""
    return [found if isinstance(found, Field) else None for found in fields_or_reasons(graph)]


def fields_or_reasons(graph: Graph) -> list[Field | Unknown]:
    """The receptive field of every node, by index, or why it is not known."""
    found: list[Field | Unknown] = [_whole(node) for node in graph.inputs]
    effort = Effort()
    views: dict[View, View] = {}
    """Each view that is new, by itself: layers of other sizes often have equal ones."""
    for node in graph.layers(training=True):
        application, inputs = node.application, node.inputs
        view = application.known.get(view_of)  # a deep network would feel a call
        if view is None:
            view = view_of(application)
            view = application.known[view_of] = views.setdefault(view, view)
        found.append(found[inputs[0]] if view.whole else _found(node, [found[index] for index in inputs], view, effort))
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


def _behind(field: Field, view: View, node: Node, effort: Effort) -> Field | Unknown:
    """The field behind an op; axes that are alike are worked out once."""
    if view.itself and field.channels == () and view.channels != "parts":
        return field
    reason = _hidden(field, view)
    if reason:
        return Unknown(reason, node.path)
    sights: list[Sight] = []
    along: list[int | None] = []
    of_channels: list[Sight | None] = []
    known: dict[object, Sight] = {}
    for axis in range(len(field.sights)):
        seen, to = field.follow(axis)
        if to is not None:
            reach, to, places = view.ways[to]
            key = (id(seen), reach, places)
            if key not in known:
                known[key] = _seen(seen, reach, places, effort, kept=view.kept)
                if max(known[key].size, known[key].advance or 0) > LARGEST:
                    raise TooManyRegionsError("it is too large to be told")
            seen = known[key]
        of_channels.append(seen if to == CHANNELS else None)
        sights.append(settled(seen.everything()) if to == CHANNELS else seen)
        along.append(None if to == CHANNELS else to)
    # as in most layers, which then share it
    axes = field.along if tuple(along) == field.along else tuple(along)
    return Field(tuple(sights), axes, field.source, _channels_behind(field, view, of_channels))


def _hidden(field: Field, view: View) -> str:
    """Why it is not known what an op's places see, if it is not."""
    still = field.channels == () and all(sight.places == 1 or sight.is_still for sight in field.sights)
    if view.reason and not (view.ways and still):
        return view.reason
    _, to, _ = view.ways[CHANNELS]
    moved = to not in (None, CHANNELS)
    spread = (moved and field.channels is None) or (view.channels == "positions" and field.channels != ())
    return "channels that see different parts become places" if spread else ""


def _channels_behind(field: Field, view: View, followed: list[Sight | None]) -> tuple[Sight | None, ...] | None:
    """What the channels behind an op see: `Field.channels`, from what is followed along each axis."""
    if view.channels == "all":
        return ()
    if view.channels == "parts" and not all(sight.places == 1 or sight.is_still for sight in field.sights):
        return None
    if field.channels is None or (field.channels and isinstance(view.channels, str)):
        return None
    return tuple(followed) if any(followed) else ()


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
    if fields.count(first) == len(fields) and not (first.channels and _stacks(node)):
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
    return Field(tuple(sights), tuple(along), first.source, _channels_joined(fields, node, effort))


def _stacks(node: Node) -> bool:
    return isinstance(node.op, Join) and node.op.stacks


def _channels_joined(fields: list[Field], node: Node, effort: Effort) -> tuple[Sight | None, ...] | None:
    """What the channels of a join see: each what it does in all branches; of stacked ones it is not followed."""
    if _stacks(node) or any(field.channels is None for field in fields):
        return None
    if not any(field.channels for field in fields):
        return ()
    found: list[Sight | None] = []
    for axis in range(len(fields[0].sights)):
        branches = [field.follow(axis) for field in fields]
        if all(along != CHANNELS for _, along in branches):
            found.append(None)
            continue
        if any(along not in (None, CHANNELS) and not sight.is_still for sight, along in branches):
            return None
        count = node.shape.channels
        each = [sight if sight.places == count else settled(sight.seen_from(0), count) for sight, _ in branches]
        found.append(union(each, count, effort))
    return tuple(found) if any(found) else ()


def _spread(field: Field, x: tuple[int, ...], y: tuple[int, ...]) -> Field:
    """A branch at every place of a join: along an axis where it has one place, all see what that does."""
    if x == y or not x:
        return field
    sights = [
        settled(sight.seen_from(0), y[axis]) if axis is not None and x[axis] == 1 else sight
        for sight, axis in zip(field.sights, field.along, strict=True)
    ]
    return Field(tuple(sights), field.along, field.source)
