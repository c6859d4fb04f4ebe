"""A network's layers, totals, and where its costs sit."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cnncalc.collector import uncollected
from cnncalc.graph import Graph, Node
from cnncalc.measure.backward import backward_costs, together
from cnncalc.measure.costs import CostColumns, layer_costs
from cnncalc.measure.depth import LAYER_KINDS
from cnncalc.report.base import Report
from cnncalc.report.layers import Layer, make_layers
from cnncalc.report.sizes import Sizes, sizes_of
from cnncalc.report.totals import Totals, lower_bounds, totals_of
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

K = TypeVar("K")
CONVENTION: dict[str, Any] = {
    "macs": "one multiplication and one addition of a convolution, linear or rbf layer, biases not counted",
    "flops": "2 per MAC, and 1 for every other addition, multiplication, comparison, division and function",
    "params": "weights, biases, and the scale and shift of normalisation; moving statistics are not counted",
    "activations": "the values of every step's output; a view's (identity, flatten, a slice…) are its input's, and not "
    "counted again",
    "layer_activations": "the same of convolutions and fully connected layers alone",
    "layers": "convolutions and fully connected layers, as papers count them",
    "depth": "the most layers on one path from input to output: what papers call a network of 22 or 152 layers",
    "steps": "every operation of the graph; in a summary the list of layers has an entry for each",
    "peak_activations": "values alive at once; a layer that changes each value writes over an input nobody else needs",
    "batch": 1,
    "dtype": "float32",
}


class Share(NamedTuple):
    """What a part of the steps has of the whole."""

    label: str
    steps: int
    layers: int
    """The steps that papers count: convolutions and fully connected layers."""
    params: int
    macs: int
    flops: int
    activations: int
    lower_bounds: tuple[str, ...]
    """The figures that are lower bounds."""
    unknown: tuple[str, ...]
    """The figures of which nothing is known."""


class ScopeInfo(NamedTuple):
    """A block or group, for folding."""

    path: str
    block: str
    label: str
    training: bool


class _Summary(NamedTuple):
    """What a summary holds."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    outputs: dict[str, Shape]
    """What comes out of it, by the layers that it comes out of; the network's own output is the last."""
    layers: tuple[Layer, ...]
    scopes: dict[str, ScopeInfo]
    totals: Totals
    sizes: Sizes
    """Its memory, for a type of values and a batch."""
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
    columns = CostColumns(costs)
    backward = backward_costs(nodes, columns)
    layers = make_layers(graph, nodes, costs, backward)
    heads, totals = graph.heads, totals_of(graph, nodes, columns, together(backward))
    return Summary(
        name=network.name,
        title=network.title,
        input_shapes=tuple(node.shape for node in graph.inputs),
        outputs=_outputs(graph, nodes),
        layers=layers,
        scopes=_scopes(graph),
        totals=totals,
        sizes=sizes_of(totals, dtype, batch),
        by_kind=_by_kind(layers),
        by_size=_by_size(layers),
        notes=(*network.notes, *(f"{layer.path}: {layer.note}" for layer in layers if layer.note)),
        training=training,
        heads=len(heads),
        head_params=_head_params(graph) if heads else 0,
    )


def _outputs(graph: Graph, nodes: Sequence[Node]) -> dict[str, Shape]:
    """Side heads do not count, neither what comes out of them nor what they read."""
    found = graph.outputs([node for node in nodes if not node.training])
    return {node.path: node.shape for node in sorted(found, key=lambda node: node.id == graph.output)}


def share_of(label: str, layers: Sequence[Layer]) -> Share:
    """What some layers have together."""
    costs = [layer.cost for layer in layers]
    bounds = lower_bounds([cost.unknown for cost in costs])
    return Share(
        label,
        len(layers),
        sum([cost.kind in LAYER_KINDS for cost in costs]),
        sum([cost.params for cost in costs]),
        sum([cost.macs for cost in costs]),
        sum([cost.flops for cost in costs]),
        sum([layer.application.made for layer in layers]),
        bounds,
        lower_bounds([set.intersection(*[set(cost.unknown) for cost in costs])]) if bounds else (),
    )


def shares_by(summary: Summary, what: str) -> tuple[Share, ...]:
    """Totals by `op` or by `stage`."""
    return tuple(share_of(label, members) for label, members in layers_by(summary, what).items())


def layers_by(summary: Summary, what: str) -> dict[str, list[Layer]]:
    """The layers by `op`, or by `stage`: the outermost blocks, and the layers outside of them."""
    return _grouped(summary.layers, _op if what == "op" else _stage)


def _op(layer: Layer) -> str:
    return layer.op


def _stage(layer: Layer) -> str:
    return layer.path.partition(".")[0]


def _by_kind(layers: tuple[Layer, ...]) -> tuple[Share, ...]:
    """Convolutions against fully connected layers against the rest."""
    kinds = _grouped(layers, lambda layer: layer.application.op.kind)
    rest = [layer for kind, members in kinds.items() if kind not in LAYER_KINDS for layer in members]
    shares = [share_of(kind, kinds[kind]) for kind in LAYER_KINDS if kind in kinds]
    return (*shares, share_of("other", rest)) if rest else tuple(shares)


def _by_size(layers: tuple[Layer, ...]) -> tuple[Share, ...]:
    """Early against late: by the size of the output, in the order in which sizes first come."""
    sizes = _grouped(layers, lambda layer: layer.application.output.spatial)
    return tuple(share_of("×".join(map(str, size)) or "vectors", members) for size, members in sizes.items())


def _grouped(layers: Sequence[Layer], key: Callable[[Layer], K]) -> dict[K, list[Layer]]:
    """The layers by a key, in the order in which keys first come."""
    groups: dict[K, list[Layer]] = {}
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
