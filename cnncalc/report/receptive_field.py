"""What the places of each layer see of the input, with the working."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.graph import Application, Node, chosen_from
from cnncalc.limits import EFFORT
from cnncalc.measure.axis_field import MOST_REGIONS
from cnncalc.measure.field import ReceptiveField, UnknownField
from cnncalc.measure.receptive_field import fields_or_reasons
from cnncalc.measure.seen_within import Regions as Regions
from cnncalc.measure.seen_within import has_place, seen_within
from cnncalc.ops.axis_window import ITSELF, AxisWindow, Scaling, Sliding, Spreading
from cnncalc.ops.base import Join
from cnncalc.ops.channels import ChannelSlice
from cnncalc.report.base import Report
from cnncalc.report.field_working import FIGURES, AxisWorking, Junction, Passage
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

SLICED = "A slice of channels counts as seeing what all channels of its input see."
SEEN_ALIKE = "What all places see alike, as behind global pooling, does not move their centre: it is that of the rest."


class FieldLine(NamedTuple):
    """A figure's working along the axes of the input for which it is the same; all axes if none is named."""

    axes: tuple[str, ...]
    worked: AxisWorking


class PlaceView(NamedTuple):
    """The regions that one place of a layer sees along each axis of the input: in theory, and of what is really there.

    None where it is not known.
    """

    theory: Regions | None
    within: Regions | None


class LayerField(NamedTuple):
    """One layer's receptive field; `kernel` and `stride` are per axis of its own input, the rest of the network's."""

    node: Node
    found: ReceptiveField | UnknownField
    before: tuple[ReceptiveField | UnknownField, ...]
    """The receptive fields of the layer's inputs."""
    source: Shape | None
    """The shape of the network's input that is seen, if it is known which."""
    seen: PlaceView | None

    @property
    def path(self) -> str:
        """The layer's path."""
        return self.node.path

    @property
    def op(self) -> str:
        """The name of the layer's op."""
        return self.node.op.name

    @property
    def description(self) -> str:
        """The op's fields that matter in a table."""
        return self.node.op.describe()

    @property
    def output_shape(self) -> Shape:
        """The shape of the layer's output."""
        return self.node.shape

    @property
    def window(self) -> tuple[AxisWindow | None, ...]:
        """The window along each axis of the layer's input, None where a place sees all of it; empty for joins."""
        return self.node.application.once(_window)

    @property
    def kernel(self) -> tuple[int | None, ...]:
        """The positions of its input that a place of the layer sees, the most if places differ; empty for joins."""
        sizes = self.node.application.input.spatial
        return tuple([sizes[axis] if window is None else _kernel(window) for axis, window in enumerate(self.window)])

    @property
    def stride(self) -> tuple[Fraction | int | None, ...]:
        """How far neighbouring places are apart in the layer's input, along each axis."""
        return tuple([None if window is None else _stride(window) for window in self.window])

    @property
    def field(self) -> ReceptiveField | None:
        """The receptive field; None where it is not known."""
        return None if isinstance(self.found, UnknownField) else self.found

    @property
    def reason(self) -> str:
        """Why the receptive field is not known; empty if it is."""
        return f"{self.found.layer}: {self.found.reason}" if isinstance(self.found, UnknownField) else ""

    def seen_from(self, place: tuple[int, ...] = ()) -> Regions | None:
        """The regions that a place sees, by default the middle one; None if there is no such place, or not known."""
        spatial = self.output_shape.spatial
        at = place or tuple((size - 1) // 2 for size in spatial)
        return self.field.region(at) if self.field and has_place(spatial, at) else None

    @property
    def covers(self) -> bool:
        """Whether every place sees the whole input."""
        return self.source is not None and self.field is not None and self.field.covers(self.source)

    @property
    def changed(self) -> bool:
        """Whether the layer's places see something else than those of its input."""
        before, found = self.before[0], self.found
        if isinstance(before, UnknownField) or isinstance(found, UnknownField):
            return found != before
        return (found.axes, found.along, found.source) != (before.axes, before.along, before.source)

    def lines(self, *figures: str) -> list[FieldLine]:
        """The working of some figures, of all of them if none is named; axes for which it is the same share a line."""
        return [line for figure in figures or FIGURES for line in _lines(self, figure)]


@dataclass(frozen=True, slots=True, repr=False)
class FieldReport(Report):
    """The receptive fields of a network, or of some of its layers."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    layers: tuple[LayerField, ...]
    at: tuple[int, ...] = ()
    """The place whose region is told; empty for none."""
    notes: tuple[str, ...] = ()
    """Notes on how fields are worked out."""
    whole: bool = True

    def only(self, layer: str) -> "FieldReport":
        """Some layers: by a name or a path, `*` and `?` allowed. Raises UnknownLayerError if there is none."""
        return replace(self, layers=chosen_from(self.layers, layer, self.name), whole=False)

    def checked(self) -> "FieldReport":
        """The report itself. Raises CnncalcError if no layer in it has the place `at`."""
        if self.at and not any(has_place(layer.output_shape.spatial, self.at) for layer in self.layers):
            place = "×".join(map(str, self.at))
            largest = max(self.layers, key=lambda layer: (len(layer.output_shape.spatial), layer.output_shape.spatial))
            which = f"{largest.path} has no" if len(self.layers) == 1 else "no layer here has a"
            of = "its output" if len(self.layers) == 1 else f"the largest output, {largest.path}'s,"
            raise CnncalcError(f"{which} place {place}, counted from 0: {of} is {largest.output_shape}")
        return self


def field_report(
    network: "Network", *, training: bool = False, at: tuple[int, ...] = (), most_places: int = EFFORT
) -> FieldReport:
    """The receptive field of every layer, and what the place `at` sees in layers that have it.

    What the place sees of the input itself is not known where that takes more than `most_places` to look at.
    """
    graph = network.graph
    fields = fields_or_reasons(graph)
    within = seen_within(graph, fields, at, most_places) if at else []
    layers = []
    for node in graph.layers(training=training):
        found, before = fields[node.id], tuple([fields[index] for index in node.inputs])
        source = graph.nodes[found.source].shape if isinstance(found, ReceptiveField) else None
        seen = _seen(node, found, within[node.id], at) if at else None
        layers.append(LayerField(node, found, before, source, seen))
    notes = [*network.told, *([SLICED] if any(layer.op == ChannelSlice.name for layer in layers) else [])]
    if any(axis_field.fixed for layer in layers if layer.field for axis_field in layer.field.axes):
        notes.append(SEEN_ALIKE)
    inputs = tuple(node.shape for node in graph.inputs)
    return FieldReport(network.name, network.title, inputs, tuple(layers), at, tuple(notes))


def _window(application: Application) -> tuple[AxisWindow | None, ...]:
    op, x = application.op, application.input
    if isinstance(op, Join) or len(application.inputs) != 1 or op.merges(x) or (op.no_window(x) and not op.rearranges):
        return ()
    window = op.window(x)
    return (None,) * len(x.spatial) if window is None else window


def _kernel(window: AxisWindow) -> int | None:
    if not isinstance(window, Scaling):
        return window.kernel
    return max(len(window.sees(place)) for place in range(window.period)) if window.period <= MOST_REGIONS else None


def _stride(window: AxisWindow) -> Fraction | int | None:
    match window:
        case Sliding():
            return window.stride
        case Spreading():
            return Fraction(1, window.stride) if window.stride > 1 else 1
        case Scaling():
            ratio = Fraction(window.have, window.want)
            return ratio.numerator if ratio.denominator == 1 else ratio
        case _:
            return None


def _lines(layer: LayerField, figure: str) -> list[FieldLine]:
    if layer.field is None or layer.source is None:
        return []
    alike: dict[AxisWorking, list[str]] = {}
    known: dict[Passage | Junction, AxisWorking] = {}
    for number, axis in enumerate(layer.source.axes):
        step = _step(layer, layer.field, number)
        if step not in known:
            known[step] = FIGURES[figure](step)
        alike.setdefault(known[step], []).append(axis)
    if len(alike) == 1:
        return [FieldLine((), *alike)]
    return [FieldLine(tuple(names), worked) for worked, names in alike.items()]


def _step(layer: LayerField, field: ReceptiveField, axis: int) -> Passage | Junction:
    """What the layer does along an axis of the network's input."""
    inputs = [before for before in layer.before if isinstance(before, ReceptiveField)]
    branches, after = tuple([each.axes[axis] for each in inputs]), field.axes[axis]
    if isinstance(layer.node.op, Join) or len(layer.before) > 1 or layer.node.op.merges(layer.node.application.input):
        return Junction(branches, after)
    along = inputs[0].along[axis]
    return Passage(branches[0], after, ITSELF if along is None else layer.window[along])


def _seen(
    node: Node, found: ReceptiveField | UnknownField, within: Regions | None, at: tuple[int, ...]
) -> PlaceView | None:
    """What a place sees, None where there is no such place."""
    if not has_place(node.shape.spatial, at):
        return None
    return PlaceView(found.region(at) if isinstance(found, ReceptiveField) else None, within)
