"""A network's layers, totals, and where its costs sit."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cnncalc.collector import uncollected
from cnncalc.graph import Graph, Node
from cnncalc.measure.backward import backward_costs, together
from cnncalc.measure.costs import Cost, layer_costs, total_cost
from cnncalc.measure.depth import LAYER_KINDS
from cnncalc.report.base import Report
from cnncalc.report.costing import Costing
from cnncalc.report.figure import ValueSizes, value_sizes
from cnncalc.report.layers import LayerSummary, make_layers
from cnncalc.report.totals import Totals, totals_of
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

K = TypeVar("K")


class _Share(NamedTuple):
    """The values that a `Share` holds."""

    label: str
    cost: Cost
    backward_macs: int
    lacking: tuple[str, ...]
    """What is not known of some of the layers (`Cost.unknown`)."""


class Share(_Share, Costing):
    """The figures of a part of the steps."""

    __slots__ = ()


class ScopeInfo(NamedTuple):
    """A block or group, for folding."""

    path: str
    block: str
    label: str
    training: bool


class _Summary(NamedTuple):
    """The values that a `Summary` holds."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    outputs: dict[str, Shape]
    """The shapes of the network's outputs, by the layers they come out of; the network's own output is the last."""
    layers: tuple[LayerSummary, ...]
    scopes: dict[str, ScopeInfo]
    totals: Totals
    sizes: ValueSizes
    """The type of values and the batch that memory is worked out for."""
    by_kind: tuple[Share, ...]
    by_size: tuple[Share, ...]
    notes: tuple[str, ...]
    training: bool
    heads: int
    """The side heads that run only in training."""
    head_params: int
    """The parameters of the side heads, whether those are among the layers or not."""


class Summary(Report, _Summary):
    """Everything about one network, layer by layer and in total."""

    __slots__ = ()


@uncollected
def summarize(network: "Network", *, training: bool = False, batch: int = 1, dtype: str = "fp32") -> Summary:
    """Work out every layer's shapes and costs; side heads are among the layers only if `training`.

    On `batch` and `dtype` only the memory depends (`sizes`). Raises CnncalcError for a type there is not.
    """
    graph = network.graph
    nodes = graph.layers(training=training)
    costs = layer_costs(graph, nodes)
    backward = backward_costs(nodes, costs)
    layers = make_layers(graph, nodes, costs, backward)
    heads, totals = graph.heads, totals_of(graph, nodes, costs, together(backward))
    return Summary(
        name=network.name,
        title=network.title,
        input_shapes=tuple(node.shape for node in graph.inputs),
        outputs=_outputs(graph, nodes),
        layers=layers,
        scopes=_scopes(graph),
        totals=totals,
        sizes=value_sizes(dtype, batch),
        by_kind=_by_kind(layers),
        by_size=_by_size(layers),
        notes=(*network.notes, *(f"{layer.path}: {layer.note}" for layer in layers if layer.note)),
        training=training,
        heads=len(heads),
        head_params=_head_params(graph) if heads else 0,
    )


def _outputs(graph: Graph, nodes: Sequence[Node]) -> dict[str, Shape]:
    """The outputs of a network; side heads have none."""
    found = graph.outputs([node for node in nodes if not node.training])
    return {node.path: node.shape for node in sorted(found, key=lambda node: node.id == graph.output)}


def share_of(label: str, layers: Sequence[LayerSummary]) -> Share:
    """The figures of some layers together."""
    costs = [layer.cost for layer in layers]
    cost, backward = total_cost(costs), sum([layer.backward_macs or 0 for layer in layers])
    lacking = set.intersection(*[set(each.unknown) for each in costs]) if cost.unknown else ()
    return Share(label, cost, backward, tuple(lacking))


def shares_by(summary: Summary, what: str) -> tuple[Share, ...]:
    """Totals by `op` or by `stage`."""
    return tuple(share_of(label, members) for label, members in layers_by(summary, what).items())


def layers_by(summary: Summary, what: str) -> dict[str, list[LayerSummary]]:
    """The layers by `op`, or by `stage`: the outermost blocks, and the layers outside of them."""
    return _grouped(summary.layers, _op if what == "op" else _stage)


def _op(layer: LayerSummary) -> str:
    return layer.op


def _stage(layer: LayerSummary) -> str:
    return layer.path.partition(".")[0]


def _by_kind(layers: tuple[LayerSummary, ...]) -> tuple[Share, ...]:
    """The layers by kind: convolutions, fully connected layers, and the rest."""
    kinds = _grouped(layers, lambda layer: layer.application.op.kind)
    rest = [layer for kind, members in kinds.items() if kind not in LAYER_KINDS for layer in members]
    shares = [share_of(kind, kinds[kind]) for kind in LAYER_KINDS if kind in kinds]
    return (*shares, share_of("other", rest)) if rest else tuple(shares)


def _by_size(layers: tuple[LayerSummary, ...]) -> tuple[Share, ...]:
    """The layers by the size of the output, early ones first, in the order in which sizes first come."""
    sizes = _grouped(layers, lambda layer: layer.application.output.spatial)
    return tuple(share_of("×".join(map(str, size)) or "vectors", members) for size, members in sizes.items())


def _grouped(layers: Sequence[LayerSummary], key: Callable[[LayerSummary], K]) -> dict[K, list[LayerSummary]]:
    """The layers by a key, in the order in which keys first come."""
    groups: dict[K, list[LayerSummary]] = {}
    for layer in layers:
        groups.setdefault(key(layer), []).append(layer)
    return groups


def _scopes(graph: Graph) -> dict[str, ScopeInfo]:
    found: dict[str, ScopeInfo] = {}
    for path, scope in graph.scopes.items():  # the ones around a scope come before it
        around = found.get(path.rpartition(".")[0])
        head = scope.block == "aux" or (around is not None and around.training)
        found[path] = ScopeInfo(path, scope.block, scope.label, head)
    return found


def _head_params(graph: Graph) -> int:
    nodes = [node for node in graph.layers(training=True) if node.training]
    return sum(cost.params for cost in layer_costs(graph, nodes))
