"""What the places of each layer see of the input, with the working."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import CnncalcError, UnknownNetworkError, did_you_mean
from cnncalc.graph import Graph, Node, chosen_by
from cnncalc.measure.receptive_field import Field, Unknown, fields_or_reasons
from cnncalc.measure.sight import MOST_REGIONS
from cnncalc.measure.within import Regions as Regions
from cnncalc.measure.within import has_place, seen_within
from cnncalc.ops.base import Join
from cnncalc.ops.reach import ITSELF, Reach, Scaling, Sliding, Spreading
from cnncalc.report.field_working import Passage, Worked, work_out, work_out_join
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network


Known = dict[tuple[object, ...], tuple[Worked, ...]]
"""Workings by what they are worked out from: most layers see what the one before sees, along each axis alike."""


class Line(NamedTuple):
    """A figure's working along the axes of the input for which it is the same; all axes if none is named."""

    axes: tuple[str, ...]
    worked: Worked


class Seen(NamedTuple):
    """What one place of a layer sees along each axis of the input: in theory, and of what is really there.

    None where it is not known.
    """

    theory: Regions | None
    within: Regions | None


class Layer(NamedTuple):
    """One layer's receptive field; `kernel` and `stride` are per axis of its own input, the rest of the network's."""

    path: str
    op: str
    description: str
    output_shape: Shape
    kernel: tuple[int | None, ...]
    """Positions of its input that a place sees; of places that differ, the most. Empty for joins."""
    stride: tuple[Fraction | int | None, ...]
    """How far its places are apart in its input."""
    field: Field | None
    covers: bool
    """Whether every place sees the whole input."""
    reason: str
    """Why the field is not known."""
    changed: bool
    """Whether the field is another than its input's."""
    lines: tuple[Line, ...]
    seen: Seen | None
    training: bool


@dataclass(frozen=True, slots=True)
class FieldReport:
    """The receptive fields of a network, or of some of its layers."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    layers: tuple[Layer, ...]
    at: tuple[int, ...] = ()
    """The place of which is told what it sees; empty for none."""
    whole: bool = True

    def only(self, layer: str) -> "FieldReport":
        """Some layers: by a name or a path, `*` and `?` allowed. Raises UnknownNetworkError if there is none."""
        paths = chosen_by(layer, [each.path for each in self.layers])
        chosen = tuple(each for each in self.layers if each.path in paths)
        if not chosen:
            names = [part for each in self.layers for part in (each.path, each.path.partition(".")[0])]
            raise UnknownNetworkError(f"{self.name} has no layer {layer!r}", hint=did_you_mean(layer, names))
        return replace(self, layers=chosen, whole=False)

    def checked(self) -> "FieldReport":
        """The same report. Raises CnncalcError if no layer in it has the place it is about."""
        if self.at and not any(has_place(layer.output_shape.spatial, self.at) for layer in self.layers):
            place, layer = "×".join(map(str, self.at)), self.layers[-1]
            raise CnncalcError(f"{layer.path} has no place {place}, counted from 0: its output is {layer.output_shape}")
        return self


def see(network: "Network", *, training: bool = False, at: tuple[int, ...] = ()) -> FieldReport:
    """The receptive field of every layer, and what the place `at` sees in layers that have it."""
    graph = network.graph
    fields = fields_or_reasons(graph)
    within = seen_within(graph, fields, at) if at else []
    known: Known = {}
    layers = tuple(_layer(graph, node, fields, within, at, known) for node in graph.layers(training=training))
    return FieldReport(network.name, network.title, tuple(node.shape for node in graph.inputs), layers, at)


def _layer(
    graph: Graph,
    node: Node,
    fields: list[Field | Unknown],
    within: list[Regions | None],
    at: tuple[int, ...],
    known: Known,
) -> Layer:
    found = fields[node.id]
    field = found if isinstance(found, Field) else None
    before = fields[node.inputs[0]]
    kernel, stride = _window(graph, node)
    return Layer(
        path=node.path,
        op=node.op.name,
        description=node.op.describe(),
        output_shape=node.shape,
        kernel=kernel,
        stride=stride,
        field=field,
        covers=field is not None and field.covers(graph.nodes[field.source].shape),
        reason=f"{found.layer}: {found.reason}" if isinstance(found, Unknown) else "",
        changed=found != before,
        lines=_lines(graph, node, fields, known) if field is not None else (),
        seen=_seen(node, field, within[node.id], at) if at else None,
        training=node.training,
    )


def _window(graph: Graph, node: Node) -> tuple[tuple[int | None, ...], tuple[Fraction | int | None, ...]]:
    """The kernel and the stride along each axis of the layer's input."""
    x = graph.nodes[node.inputs[0]].shape
    if isinstance(node.op, Join) or node.op.no_window(x):
        return (), ()
    window = node.op.window(x)
    if window is None:
        return tuple(x.spatial), (None,) * len(x.spatial)
    return tuple(map(_kernel, window)), tuple(map(_stride, window))


def _kernel(reach: Reach) -> int | None:
    if not isinstance(reach, Scaling):
        return reach.kernel
    return max(len(reach.sees(place)) for place in range(reach.period)) if reach.period <= MOST_REGIONS else None


def _stride(reach: Reach) -> Fraction | int:
    match reach:
        case Sliding():
            return reach.stride
        case Spreading():
            return Fraction(1, reach.stride) if reach.stride > 1 else 1
        case Scaling():
            ratio = Fraction(reach.have, reach.want)
            return ratio.numerator if ratio.denominator == 1 else ratio


def _lines(graph: Graph, node: Node, fields: list[Field | Unknown], known: Known) -> tuple[Line, ...]:
    """The working of every figure; axes for which it is the same share a line."""
    after, before = fields[node.id], [fields[index] for index in node.inputs]
    inputs = [field for field in before if isinstance(field, Field)]
    assert isinstance(after, Field)  # the field of a layer with an unknown input is unknown
    window = node.op.window(graph.nodes[node.inputs[0]].shape)
    columns = []
    for number, sight in enumerate(after.sights):
        branches = [field.sights[number] for field in inputs]
        along = inputs[0].along[number]
        reach: Reach | None = ITSELF if along is None else None if window is None else window[along]
        joined = isinstance(node.op, Join)
        key = (joined, reach, id(sight), *map(id, branches))
        if key not in known:
            worked = work_out_join(branches, sight) if joined else work_out(Passage(branches[0], sight, reach))
            known[key] = worked
        columns.append(known[key])
    axes = graph.nodes[after.source].shape.axes
    return tuple(line for same in zip(*columns, strict=True) for line in _shared(same, axes))


def _shared(figures: tuple[Worked, ...], axes: tuple[str, ...]) -> list[Line]:
    alike: dict[Worked, list[str]] = {}
    for worked, axis in zip(figures, axes, strict=True):
        alike.setdefault(worked, []).append(axis)
    if len(alike) == 1:
        return [Line((), figures[0])]
    return [Line(tuple(names), worked) for worked, names in alike.items()]


def _seen(node: Node, field: Field | None, within: Regions | None, at: tuple[int, ...]) -> Seen | None:
    """What a place sees, None where there is no such place."""
    if not has_place(node.shape.spatial, at):
        return None
    return Seen(None if field is None else field.region(at), within)
