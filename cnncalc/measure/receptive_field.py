"""What the places of each layer see of the network's input: the receptive field, its jump and where it lies.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.

A field is theoretical: it reaches into the padding, and takes each layer to go on beyond its borders as it does inside.
It is a place's, all channels together. Where an axis of the input lies along the channels, as behind a permutation,
what each of them sees of it is followed until an op mixes them; where they become places again and it is not known
which of them sees what, the field is unknown.
"""

from cnncalc.graph import Graph, Node
from cnncalc.measure.axis_field import (
    AxisField,
    Effort,
    TooManyRegionsError,
    listed,
    settled,
    starting,
    through,
    union,
)
from cnncalc.measure.field import ReceptiveField, UnknownField
from cnncalc.measure.op_window import OpWindow, window_of
from cnncalc.ops.axis_window import CHANNELS, ITSELF, AxisWindow
from cnncalc.ops.base import Join
from cnncalc.shape import Shape

LARGEST = 10**100
"""The largest field: beyond it a field means nothing, and strides could make it grow without end."""


def receptive_fields(graph: Graph) -> list[ReceptiveField | None]:
    """The receptive field of every node, by index; None where it is not known."""
    return [found if isinstance(found, ReceptiveField) else None for found in fields_or_reasons(graph)]


def fields_or_reasons(graph: Graph) -> list[ReceptiveField | UnknownField]:
    """The receptive field of every node, by index, or why it is not known."""
    found: list[ReceptiveField | UnknownField] = [_whole(node) for node in graph.inputs]
    effort = Effort()
    op_windows: dict[OpWindow, OpWindow] = {}
    """Each OpWindow that is new, by itself: layers of other sizes often have equal ones."""
    for node in graph.layers(training=True):
        application, inputs = node.application, node.inputs
        op_window = application.known.get(window_of)  # a deep network would feel a call
        if op_window is None:
            op_window = window_of(application)
            op_window = application.known[window_of] = op_windows.setdefault(op_window, op_window)
        if op_window.makes:
            found.append(UnknownField("it is made without any input", node.path, nothing=True))
            continue
        found.append(
            found[inputs[0]] if op_window.whole else _found(node, [found[index] for index in inputs], op_window, effort)
        )
    return found


def _whole(node: Node) -> ReceptiveField:
    """The receptive field of an input: each position sees itself."""
    spatial = node.shape.spatial
    axis_fields = {places: starting(places) for places in spatial}
    return ReceptiveField(tuple([axis_fields[places] for places in spatial]), tuple(range(len(spatial))), node.id)


def _found(
    node: Node, before: list[ReceptiveField | UnknownField], op_window: OpWindow, effort: Effort
) -> ReceptiveField | UnknownField:
    """The receptive field of a layer, from the fields of its inputs; what sees nothing adds nothing to it."""
    known = [
        (field, x) for field, x in zip(before, node.input_shapes, strict=True) if isinstance(field, ReceptiveField)
    ]
    unknown = [field for field in before if isinstance(field, UnknownField)]
    hidden = next((field for field in unknown if not field.nothing), None)
    if hidden is not None or not known:
        return hidden or unknown[0]
    if op_window.joins and op_window.reason and len(before) > 1:
        return UnknownField(op_window.reason, node.path)
    try:
        if op_window.merged:
            return _merged(known[0][0], op_window.merged, node, effort)
        if op_window.attends:
            return _attending(before, op_window, node, effort)
        return _joined(known, node, effort) if op_window.joins else _behind(known[0][0], op_window, node, effort)
    except TooManyRegionsError as error:
        return UnknownField(str(error), node.path)


def _behind(field: ReceptiveField, op_window: OpWindow, node: Node, effort: Effort) -> ReceptiveField | UnknownField:
    """The receptive field behind an op with one input; axes that are alike are worked out once."""
    if op_window.itself and field.channels == () and op_window.channels != "parts":
        return field
    reason = _hidden(field, op_window)
    if reason:
        return UnknownField(reason, node.path)
    axis_fields: list[AxisField] = []
    along: list[int | None] = []
    of_channels: list[AxisField | None] = []
    known: dict[object, AxisField] = {}
    for axis in range(len(field.axes)):
        seen, to = field.follow(axis)
        if to is not None:
            window, to, places = op_window.ways[to]
            key = (id(seen), window, places)
            if key not in known:
                known[key] = _seen(seen, window, places, effort, kept=op_window.kept)
                if max(known[key].size, known[key].advance or 0) > LARGEST:
                    raise TooManyRegionsError("it is too large to be told")
            seen = known[key]
        of_channels.append(seen if to == CHANNELS else None)
        axis_fields.append(settled(seen.everything()) if to == CHANNELS else seen)
        along.append(None if to == CHANNELS else to)
    # as in most layers, which then share it
    axes = field.along if tuple(along) == field.along else tuple(along)
    return ReceptiveField(tuple(axis_fields), axes, field.source, _channels_behind(field, op_window, of_channels))


def _hidden(field: ReceptiveField, op_window: OpWindow) -> str:
    """Why it is not known what an op's places see, if it is not."""
    still = field.channels == () and all(axis_field.places == 1 or axis_field.is_still for axis_field in field.axes)
    if op_window.reason and not (op_window.ways and still):
        return op_window.reason
    _, to, _ = op_window.ways[CHANNELS]
    moved = to not in (None, CHANNELS)
    spread = (moved and field.channels is None) or (op_window.channels == "positions" and field.channels != ())
    return "channels that see different parts become places" if spread else ""


def _channels_behind(
    field: ReceptiveField, op_window: OpWindow, followed: list[AxisField | None]
) -> tuple[AxisField | None, ...] | None:
    """What the channels behind an op see: `Field.channels`, from what is followed along each axis."""
    if op_window.channels == "all":
        return ()
    if op_window.channels == "parts" and not all(
        axis_field.places == 1 or axis_field.is_still for axis_field in field.axes
    ):
        return None
    if field.channels is None or (field.channels and isinstance(op_window.channels, str)):
        return None
    return tuple(followed) if any(followed) else ()


def _seen(
    axis_field: AxisField, window: AxisWindow | None, places: int | None, effort: Effort, *, kept: bool
) -> AxisField:
    """What the places of an op see along one axis of the network's input."""
    if window is None:
        everything = axis_field.everything()
        return axis_field._replace(fixed=everything) if kept else settled(everything, places or 1)
    if places is None:
        return settled(through(axis_field, window, axis_field.places, effort).everything())
    if window == ITSELF and places == axis_field.places:
        return axis_field
    return through(axis_field, window, places, effort)


def _merged(field: ReceptiveField, apart: tuple[int, ...], node: Node, effort: Effort) -> ReceptiveField:
    """The receptive field where all axes become one: each place sees what it saw, along every axis."""
    places, sizes = node.shape.spatial[0], node.input_shapes[0].spatial
    axis_fields: list[AxisField] = []
    for axis_field, along in zip(field.axes, field.along, strict=True):
        if along is None:
            axis_fields.append(axis_field)
            continue
        before = [place // apart[along] % sizes[along] for place in range(listed(places, effort))]
        regions = tuple([axis_field.at(place) for place in before])
        axis_fields.append(AxisField(regions, None, axis_field.fixed, places))
    return field._replace(axes=tuple(axis_fields), along=tuple([None if each is None else 0 for each in field.along]))


def _attending(
    before: list[ReceptiveField | UnknownField], op_window: OpWindow, node: Node, effort: Effort
) -> ReceptiveField | UnknownField:
    """The receptive field of what attends to others: its own place, and what it asks of the others."""
    seen: list[tuple[ReceptiveField, Shape]] = []
    for number, (field, x) in enumerate(zip(before, node.input_shapes, strict=True)):
        if isinstance(field, UnknownField):
            continue
        asked: ReceptiveField | UnknownField = field
        if number and x.spatial == node.shape.spatial:
            asked = _behind(field, op_window, node, effort)
        elif number:
            whole = tuple([settled(each.everything()) for each in field.axes])
            asked = ReceptiveField(whole, (None,) * len(whole), field.source)
        if isinstance(asked, UnknownField):
            return asked
        seen.append((asked._replace(channels=()), x))
    return _joined(seen, node, effort)


def _joined(branches: list[tuple[ReceptiveField, Shape]], node: Node, effort: Effort) -> ReceptiveField | UnknownField:
    """The receptive field of a join: the union of what its branches see, each with the shape of what comes in."""
    fields = [field for field, _ in branches]
    first, spatial = fields[0], node.shape.spatial
    if fields.count(first) == len(fields) and not (first.channels and _stacks(node)):
        return first
    if len({field.source for field in fields}) > 1:
        return UnknownField("its branches see different inputs", node.path)
    spread = [_spread(field, x.spatial, spatial) for field, x in branches]
    axis_fields: list[AxisField] = []
    along: list[int | None] = []
    known: dict[object, AxisField] = {}
    for number, seen in enumerate(zip(*[field.axes for field in spread], strict=True)):
        axes = [field.along[number] for field in spread]
        axis = axes[0]
        if axes.count(axis) < len(axes):
            moving = {axis for axis, axis_field in zip(axes, seen, strict=True) if not axis_field.is_still}
            if len(moving) > 1:
                return UnknownField("its branches run along different axes of the input", node.path)
            axis = next((axis for axis in (*moving, *axes) if axis is not None), None)
        places = 1 if axis is None else spatial[axis]
        key = (places, *map(id, seen))
        if key not in known:
            known[key] = union(seen, places, effort)
        axis_fields.append(known[key])
        along.append(axis)
    return ReceptiveField(tuple(axis_fields), tuple(along), first.source, _channels_joined(fields, node, effort))


def _stacks(node: Node) -> bool:
    return isinstance(node.op, Join) and node.op.stacks


def _channels_joined(fields: list[ReceptiveField], node: Node, effort: Effort) -> tuple[AxisField | None, ...] | None:
    """What the channels of a join see: the union over the branches; channels that are stacked are not followed."""
    if _stacks(node) or any(field.channels is None for field in fields):
        return None
    if not any(field.channels for field in fields):
        return ()
    found: list[AxisField | None] = []
    for axis in range(len(fields[0].axes)):
        branches = [field.follow(axis) for field in fields]
        if all(along != CHANNELS for _, along in branches):
            found.append(None)
            continue
        if any(along not in (None, CHANNELS) and not axis_field.is_still for axis_field, along in branches):
            return None
        count = node.shape.channels
        each = [
            axis_field if axis_field.places == count else settled(axis_field.seen_from(0), count)
            for axis_field, _ in branches
        ]
        found.append(union(each, count, effort))
    return tuple(found) if any(found) else ()


def _spread(field: ReceptiveField, x: tuple[int, ...], y: tuple[int, ...]) -> ReceptiveField:
    """The field of a branch at all places of a join: where it has one place along an axis, all see the same."""
    if x == y or not x:
        return field
    axis_fields = [
        settled(axis_field.seen_from(0), y[axis]) if axis is not None and x[axis] == 1 else axis_field
        for axis_field, axis in zip(field.axes, field.along, strict=True)
    ]
    return ReceptiveField(tuple(axis_fields), field.along, field.source)
