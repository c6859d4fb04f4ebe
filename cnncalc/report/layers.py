"""A network's layers, each with everything that is worked out about it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.graph import Application, Graph, Node
from cnncalc.measure.backward import Backward
from cnncalc.measure.costs import Cost
from cnncalc.ops.base import NOTHING, Counts, Op
from cnncalc.report.costing import Costing
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.measure.field import ReceptiveField


class ReceptiveFields:
    """The receptive fields of a graph's nodes: worked out when one of them is asked for, as many tables show none."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __getitem__(self, node: int) -> "ReceptiveField | None":
        return self.found[node]

    @cached_property
    def found(self) -> "list[ReceptiveField | None]":
        """The receptive field of each node, by number; None where it is not known."""
        from cnncalc.measure.receptive_field import receptive_fields

        return receptive_fields(self.graph)


class LazyField:
    """A receptive field that is worked out, together with all others of the graph, when it is first asked for."""

    __slots__ = ("_fields", "_node")

    def __init__(self, fields: "ReceptiveFields | Sequence[ReceptiveField | None]", node: int = 0) -> None:
        self._fields = fields
        self._node = node

    @property
    def field(self) -> "ReceptiveField | None":
        """The receptive field; None where it is not known."""
        return self._fields[self._node]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyField) and self.field == other.field

    def __hash__(self) -> int:
        return hash(self.field)

    def __repr__(self) -> str:
        return f"LazyField({self.field!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return LazyField, ((self.field,),)


class _LayerValues(NamedTuple):
    """The values that a `LayerSummary` holds; its properties work out the others."""

    path: str
    application: Application
    inputs: tuple[str, ...]
    cost: Cost
    backward_macs: int | None
    """The MACs of the backward pass; None where they are not known."""
    seen: LazyField
    training: bool
    shares: str
    """The path of the layer whose parameters are used; empty if they are its own."""


class LayerSummary(_LayerValues, Costing):
    """One layer of a summary, with everything that was worked out about it."""

    __slots__ = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not known of the layer (`Cost.unknown`)."""
        return self.cost.unknown

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path.rpartition(".")[2]

    @property
    def op(self) -> str:
        """The name of the layer's op."""
        return self.application.op.name

    @property
    def kind(self) -> str:
        """The kind of the layer's op: a convolution, a pooling…"""
        return self.application.op.kind

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the layer's inputs."""
        return self.application.inputs

    @property
    def output_shape(self) -> Shape:
        """The shape of the layer's output."""
        return self.application.output

    @property
    def parameters(self) -> Counts:
        """The layer's parameter tensors by name, with the number of their values."""
        application = self.application
        return NOTHING if self.shares else application.op.count_parameters(application.inputs)

    @property
    def trainable(self) -> bool:
        """Whether training changes the layer's parameters, if it has any."""
        return self.cost.trainable

    @property
    def has_parameters(self) -> bool:
        """Whether the layer has parameters, its own or another layer's, as far as that is known."""
        return "params" in self.cost.unknown or self.application.has_parameters

    @property
    def operations(self) -> Counts:
        """The layer's operations by kind, for one example."""
        application = self.application
        return application.op.count_operations(application.inputs, application.output)

    @property
    def attributes(self) -> dict[str, Any]:
        """The op's fields, as a spec or JSON writes them."""
        return plain_attributes(self.application.op)

    def field_text(self, field: str) -> str:
        """One of the op's fields as a table writes it."""
        op = self.application.op
        return op.fields[field].text(getattr(op, op.fields[field].name))

    @property
    def description(self) -> str:
        """The op's fields that matter in a table."""
        return self.application.once(_description)

    @property
    def note(self) -> str:
        """What readers should know of the layer; empty for nothing."""
        return self.application.once(_note)

    @property
    def field(self) -> "ReceptiveField | None":
        """The receptive field of the layer; None where it is not known."""
        return self.seen.field

    @property
    def receptive_field(self) -> tuple[int, ...] | None:
        """The size of the receptive field along each axis of the input; None where it is not known."""
        field = self.field
        return None if field is None else field.size


def make_layers(
    graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost], backward: Sequence[Backward]
) -> tuple[LayerSummary, ...]:
    """The layers of some nodes of a graph, with what each of them costs."""
    fields, everything = ReceptiveFields(graph), graph.nodes
    layers = []
    for node, cost, back in zip(nodes, costs, backward, strict=True):
        index, path, application, inputs, training, shares, _ = node
        before = tuple([everything[each].path for each in inputs])
        owner = "" if shares is None or not _may_have_parameters(application) else everything[shares].path
        macs = back.macs if back.known else None
        own = cost if back.known else cost._replace(unknown=(*cost.unknown, "gradients"))
        layers.append(LayerSummary(path, application, before, own, macs, LazyField(fields, index), training, owner))
    return tuple(layers)


def plain_attributes(op: Op) -> dict[str, Any]:
    """An op's fields, as a spec or JSON writes them."""
    return {key: op.fields[key].plain(value) for key, value in op.attributes().items()}


def _may_have_parameters(application: Application) -> bool:
    return application.has_parameters or "params" in application.op.unknown()


def _description(application: Application) -> str:
    return application.op.describe()


def _note(application: Application) -> str:
    return application.op.note(application.input)
