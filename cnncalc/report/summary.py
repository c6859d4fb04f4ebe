"""A network's layers, totals, and where its costs sit."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.graph import Graph, Node
from cnncalc.measure.backward import backward_costs
from cnncalc.measure.costs import Cost, layer_costs
from cnncalc.measure.memory import peak_activations
from cnncalc.measure.receptive_field import Field, receptive_fields
from cnncalc.ops.base import Counts
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

BYTES = 4
"""The size of a value: 32-bit floats."""

CONVENTION: dict[str, Any] = {
    "macs": "one multiplication and one addition of a convolution, linear or rbf layer, biases not counted",
    "flops": "2 per MAC, and 1 for every other addition, multiplication, comparison, division and function",
    "params": "weights, biases, and the scale and shift of normalisation; moving statistics are not counted",
    "activations": "the values of every layer's output",
    "peak_activations": "values alive at once; a layer that changes each value writes over an input nobody else needs",
    "batch": 1,
    "dtype": "float32",
}


class Layer(NamedTuple):
    """One layer with everything that was worked out about it."""

    name: str
    path: str
    op: str
    kind: str
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    parameters: Counts
    trainable: bool
    operations: Counts
    params: int
    weights: int
    statistics: int
    macs: int
    flops: int
    field: Field | None
    """What its places see of the input; None where that is not known."""
    attributes: dict[str, Any]
    description: str
    training: bool
    shares: str
    note: str
    unknown: tuple[str, ...]
    """Which of `params` and `macs` are not known; they count as 0, and totals with them are lower bounds."""
    backward_macs: int

    @property
    def receptive_field(self) -> tuple[int, ...] | None:
        """The size of its receptive field along each axis of the input."""
        return self.field.size if self.field is not None else None

    @property
    def activations(self) -> int:
        """The values of its output."""
        return self.output_shape.elements

    @property
    def trainable_params(self) -> int:
        """The parameters that training changes."""
        return self.params if self.trainable else 0


class Totals(NamedTuple):
    """Sums over the layers, and the peak."""

    layers: int
    weight_layers: int
    params: int
    trainable_params: int
    weights: int
    statistics: int
    macs: int
    flops: int
    activations: int
    peak_activations: int
    backward_macs: int
    peak_layer: str
    lower_bounds: tuple[str, ...] = ()
    """The totals that are lower bounds, because a layer's share in them is not known."""

    @property
    def param_bytes(self) -> int:
        """The parameters' memory."""
        return self.params * BYTES

    @property
    def activation_bytes(self) -> int:
        """The memory of all layers' outputs together."""
        return self.activations * BYTES

    @property
    def peak_activation_bytes(self) -> int:
        """The most memory that activations need at once."""
        return self.peak_activations * BYTES


class Share(NamedTuple):
    """What a part of the layers has of the whole."""

    label: str
    layers: int
    params: int
    macs: int
    flops: int
    activations: int


class ScopeInfo(NamedTuple):
    """A block or group, for folding."""

    path: str
    block: str
    label: str
    training: bool


class Summary(NamedTuple):
    """Everything about one network, layer by layer and in total."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    layers: tuple[Layer, ...]
    scopes: dict[str, ScopeInfo]
    totals: Totals
    by_kind: tuple[Share, ...]
    by_size: tuple[Share, ...]
    notes: tuple[str, ...]
    training: bool
    heads: int
    """The side heads that run only in training."""
    head_params: int
    """Their parameters, whether they are among the layers or not."""


def summarize(network: "Network", *, training: bool = False) -> Summary:
    """Work out every layer's shapes and costs; side heads are among the layers only if `training`."""
    graph = network.graph
    nodes = list(graph.layers(training=training))
    layers = make_layers(graph, nodes)
    heads = [scope for scope in graph.scopes.values() if scope.block == "aux"]
    return Summary(
        name=network.name,
        title=network.title,
        input_shapes=tuple(node.shape for node in graph.inputs),
        layers=layers,
        scopes=_scopes(graph),
        totals=_totals(graph, nodes, layers),
        by_kind=_by_kind(layers),
        by_size=_by_size(layers),
        notes=(*network.notes, *(f"{layer.path}: {layer.note}" for layer in layers if layer.note)),
        training=training,
        heads=len(heads),
        head_params=_head_params(graph) if heads else 0,
    )


def make_layers(graph: Graph, nodes: Sequence[Node]) -> tuple[Layer, ...]:
    """The layers of some nodes of a graph."""
    fields = receptive_fields(graph)
    costs = layer_costs(graph, nodes)
    known: dict[tuple[Any, ...], dict[str, Any]] = {}
    return tuple(
        _layer(graph, node, cost, fields[node.id], backward.macs, known)
        for node, cost, backward in zip(nodes, costs, backward_costs(graph, nodes, costs), strict=True)
    )


def _layer(
    graph: Graph,
    node: Node,
    cost: Cost,
    field: Field | None,
    backward: int,
    known: dict[tuple[Any, ...], dict[str, Any]],
) -> Layer:
    inputs = graph.input_shapes(node)
    # Equal ops on equal inputs are described once: deep networks repeat a few hundred times.
    described = known.get((node.op, inputs))
    if described is None:
        described = known[node.op, inputs] = {
            "attributes": {key: node.op.fields[key].plain(value) for key, value in node.op.attributes().items()},
            "description": node.op.describe(),
            "note": node.op.note(inputs[0]),
            "unknown": node.op.unknown(),
        }
    return Layer(
        name=node.name,
        path=node.path,
        op=node.op.name,
        kind=node.op.kind,
        inputs=tuple([graph.nodes[index].path for index in node.inputs]),
        input_shapes=inputs,
        output_shape=node.shape,
        parameters=cost.parameters,
        trainable=cost.trainable,
        operations=cost.operations,
        params=cost.params,
        weights=cost.weights,
        statistics=cost.statistics,
        macs=cost.macs,
        flops=cost.flops,
        field=field,
        backward_macs=backward,
        training=node.training,
        shares=graph.nodes[node.shares].path if node.shares is not None else "",
        **described,
    )


def share_of(label: str, layers: Sequence[Layer]) -> Share:
    """What some layers have together."""
    return Share(
        label,
        len(layers),
        sum(layer.params for layer in layers),
        sum(layer.macs for layer in layers),
        sum(layer.flops for layer in layers),
        sum(layer.activations for layer in layers),
    )


def shares_by(summary: Summary, what: str) -> tuple[Share, ...]:
    """Totals by `op`, or by `stage`: the outermost blocks, and the layers outside of them."""
    if what == "op":
        return tuple(_grouped(summary.layers, lambda layer: layer.op))
    return tuple(_grouped(summary.layers, lambda layer: layer.path.partition(".")[0]))


def _totals(graph: Graph, nodes: list[Node], layers: tuple[Layer, ...]) -> Totals:
    peak = peak_activations(graph, nodes)
    return Totals(
        layers=len(layers),
        weight_layers=sum(1 for layer in layers if layer.kind in ("convolution", "fully connected")),
        params=sum(layer.params for layer in layers),
        trainable_params=sum(layer.trainable_params for layer in layers),
        weights=sum(layer.weights for layer in layers),
        statistics=sum(layer.statistics for layer in layers),
        macs=sum(layer.macs for layer in layers),
        flops=sum(layer.flops for layer in layers),
        activations=sum(layer.activations for layer in layers),
        peak_activations=peak.values,
        backward_macs=sum(layer.backward_macs for layer in layers),
        peak_layer=peak.layer,
        lower_bounds=_lower_bounds(layers),
    )


def _lower_bounds(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    unknown = {name for layer in layers for name in layer.unknown}
    depend = {
        "params": ("params", "trainable_params", "weights"),
        "macs": ("macs", "flops", "backward_macs"),
    }
    return tuple(total for name in depend if name in unknown for total in depend[name])


def _by_kind(layers: tuple[Layer, ...]) -> tuple[Share, ...]:
    """Convolutions against fully connected layers against the rest."""
    kinds = ("convolution", "fully connected")
    shares = [share_of(kind, [layer for layer in layers if layer.kind == kind]) for kind in kinds]
    shares.append(share_of("other", [layer for layer in layers if layer.kind not in kinds]))
    return tuple(share for share in shares if share.layers)


def _by_size(layers: tuple[Layer, ...]) -> tuple[Share, ...]:
    """Early against late: by the size of the output, in the order in which sizes first come."""

    def size(layer: Layer) -> str:
        return layer.output_shape.spatial_text if layer.output_shape.spatial else "vectors"

    return tuple(_grouped(layers, size))


def _grouped(layers: tuple[Layer, ...], key: Callable[[Layer], str]) -> list[Share]:
    groups: dict[str, list[Layer]] = {}
    for layer in layers:
        groups.setdefault(key(layer), []).append(layer)
    return [share_of(label, members) for label, members in groups.items()]


def _scopes(graph: Graph) -> dict[str, ScopeInfo]:
    aux = tuple(f"{scope.path}." for scope in graph.scopes.values() if scope.block == "aux")
    return {
        path: ScopeInfo(path, scope.block, scope.label, f"{path}.".startswith(aux) if aux else False)
        for path, scope in graph.scopes.items()
    }


def _head_params(graph: Graph) -> int:
    nodes = [node for node in graph.layers(training=True) if node.training]
    return sum(cost.params for cost in layer_costs(graph, nodes))
