"""The working, layer by layer: what each figure is, in symbols, in numbers, and the answer.

The lines come from running each op's own arithmetic on named quantities (`cnncalc.quantity`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import UnknownNetworkError, did_you_mean
from cnncalc.graph import Application, Graph, Node, chosen_by
from cnncalc.ops.base import BIASES, MACS, Counts
from cnncalc.quantity import Quantity, total
from cnncalc.quantity.formula import Product, expression_of, formula, is_worked
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network
    from cnncalc.report.memory import Layer as MemoryLayer
    from cnncalc.report.memory import Memory

AXIS_SYMBOLS = {1: ("L",), 2: ("H", "W"), 3: ("T", "H", "W")}
INPUT, OUTPUT = "₁", "₂"


class Line(NamedTuple):
    """One figure: its name, its formula in symbols and in numbers (empty where there is nothing to work out)."""

    what: str
    symbols: str
    numbers: str
    value: int


class Step(NamedTuple):
    """The working of one layer."""

    path: str
    op: str
    kind: str
    description: str
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    sizes: tuple[Line, ...]
    params: tuple[Line, ...]
    macs: tuple[Line, ...]
    operations: tuple[Line, ...]
    """The other operations, by kind."""
    total_params: int | None
    """None, as with the MACs, where it is not known."""
    total_macs: int | None
    shares: str
    note: str
    training: bool
    memory: tuple[Line, ...] = ()
    """Bytes, if they were asked for."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The working of a whole network, or of some of its layers."""

    name: str
    title: str
    steps: tuple[Step, ...]
    params: int
    macs: int
    lower_bounds: tuple[str, ...]
    """Which of `params` and `macs` are lower bounds, because a layer's share in them is not known."""
    biases: bool
    notes: tuple[str, ...]
    whole: bool = True

    def only(self, layer: str) -> "Walk":
        """The steps of one layer or block (a name or a path, `*` and `?` allowed).

        Raises UnknownNetworkError if there is none.
        """
        paths = chosen_by(layer, [step.path for step in self.steps])
        chosen = tuple(step for step in self.steps if step.path in paths)
        if not chosen:
            names = [part for step in self.steps for part in (step.path, step.path.partition(".")[0])]
            raise UnknownNetworkError(f"{self.name} has no layer {layer!r}", hint=did_you_mean(layer, names))
        return _walk_of(self.name, self.title, chosen, biases=self.biases, whole=False)


class Trace(NamedTuple):
    """A layer's figures as quantities, which know their formulas."""

    sizes: Shape
    parameters: Counts
    operations: Counts


def walk_through(network: "Network", *, biases: bool = True, training: bool = False) -> Walk:
    """Work through a network; `biases=False` leaves biases out, as the lectures do."""
    graph = network.graph
    nodes = graph.layers(training=training)
    steps = tuple(_steps(graph, nodes, biases))
    return _walk_of(network.name, network.title, steps, biases=biases, notes=network.notes)


def _walk_of(
    name: str, title: str, steps: tuple[Step, ...], *, biases: bool, notes: tuple[str, ...] = (), whole: bool = True
) -> Walk:
    """The walk of some steps, with their sums."""
    params, macs = [step.total_params for step in steps], [step.total_macs for step in steps]
    bounds = tuple(total for total, counts in (("params", params), ("macs", macs)) if None in counts)
    return Walk(name, title, steps, sum(filter(None, params)), sum(filter(None, macs)), bounds, biases, notes, whole)


def with_memory(walk: Walk, memory: "Memory") -> Walk:
    """The walk with each layer's bytes and their working."""
    alike: dict[MemoryLayer, tuple[Line, ...]] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    for layer in memory.layers:
        key = layer._replace(path="")
        if key not in alike:
            alike[key] = tuple(_memory_lines(layer))
        lines[layer.path] = alike[key]
    return replace(walk, steps=tuple(step._replace(memory=lines[step.path]) for step in walk.steps))


def _memory_lines(layer: "MemoryLayer") -> Iterator[Line]:
    figures = {
        "parameters": layer.parameters,
        "statistics": layer.statistics,
        "gradients": layer.gradients,
        "optimiser's state": layer.state,
        "output": layer.activations,
        "kept for backward": layer.kept,
        "alive while it runs": layer.alive,
    }
    for what, figure in figures.items():
        if figure is not None and figure.bytes:
            yield Line(what, "", figure.working, figure.bytes)


def trace_layers(graph: Graph, nodes: Iterable[Node]) -> list[Trace]:
    """Run the arithmetic of layers on quantities instead of integers; layers that work alike share one trace."""
    products: dict[int, Shape] = {}
    """The flattened outputs: what the next layer sees is still the product that they are of, and no plain size."""
    alike: dict[tuple[Application, bool], Trace] = {}
    traces = []
    for node in nodes:
        key = node.application, node.shares is None
        of_sizes = products.keys().isdisjoint(node.inputs)
        trace = alike.get(key) if of_sizes else None
        if trace is None:
            trace = _trace(node, [products.get(each) or _named(graph.nodes[each].shape, INPUT) for each in node.inputs])
            if of_sizes:
                alike[key] = trace
        traces.append(trace)
        if not node.shape.spatial and isinstance(expression_of(trace.sizes.channels), Product):
            products[node.id] = trace.sizes
    return traces


def _trace(node: Node, sizes: Iterable[Shape]) -> Trace:
    op, inputs = node.op.traced(), tuple(sizes)
    parameters = op.count_parameters(inputs) if node.shares is None else {}
    return Trace(op.infer(inputs), parameters, op.count_operations(inputs, _named(node.shape, OUTPUT)))


def _named(shape: Shape, which: str) -> Shape:
    symbols = AXIS_SYMBOLS.get(len(shape.spatial)) or tuple(f"A{axis}" for axis in range(len(shape.spatial)))
    spatial = tuple(Quantity(size, symbol + which) for size, symbol in zip(shape.spatial, symbols, strict=True))
    return Shape(Quantity(shape.channels, "C"), spatial)


def _steps(graph: Graph, nodes: Sequence[Node], biases: bool) -> Iterator[Step]:
    alike: dict[int, Step] = {}
    """By the traces that layers share."""
    for node, trace in zip(nodes, trace_layers(graph, nodes), strict=True):
        step = alike.get(id(trace))
        if step is None:
            step = alike[id(trace)] = _step(graph, node, trace, biases)
        yield step._replace(path=node.path, shares=_shares(graph, node), training=node.training)


def _step(graph: Graph, node: Node, trace: Trace, biases: bool) -> Step:
    parameters = {name: count for name, count in trace.parameters.items() if biases or name != BIASES}
    macs = [_line(name, count) for name, count in trace.operations.items() if name == MACS]
    others = [_line(name, count) for name, count in trace.operations.items() if name != MACS and count]
    inputs, unknown = node.input_shapes, node.op.unknown()
    return Step(
        path=node.path,
        op=node.op.name,
        kind=node.op.kind,
        description=node.op.describe(),
        input_shapes=inputs,
        output_shape=node.shape,
        sizes=tuple(_size_lines(trace.sizes)),
        params=tuple(_line(name, count) for name, count in parameters.items()),
        macs=tuple(macs),
        operations=tuple(others),
        total_params=None if "params" in unknown else sum(int(count) for count in parameters.values()),
        total_macs=None if "macs" in unknown else int(trace.operations.get(MACS, 0)),
        shares=_shares(graph, node),
        note=node.op.note(inputs[0]),
        training=node.training,
    )


def _shares(graph: Graph, node: Node) -> str:
    return graph.nodes[node.shares].path if node.shares is not None and node.application.has_parameters else ""


def _size_lines(sizes: Shape) -> list[Line]:
    """A line for every size that is worked out; axes that are worked out alike share one."""
    symbols = AXIS_SYMBOLS.get(len(sizes.spatial)) or tuple(f"A{axis}" for axis in range(len(sizes.spatial)))
    worked = [(symbol, size) for symbol, size in zip(symbols, sizes.spatial, strict=True) if is_worked(size)]
    alike = len({formula(size) for _, size in worked}) == 1
    lines = [_line(symbol + OUTPUT, size) for symbol, size in (worked[-1:] if alike else worked)]
    if is_worked(sizes.channels):
        lines.append(_line("C" + OUTPUT, sizes.channels))
    return lines


def _line(what: str, number: int) -> Line:
    symbols, numbers = formula(number, symbols=True), formula(number)
    if symbols == numbers and not is_worked(number):
        symbols = numbers = ""
    return Line(what, symbols, numbers if is_worked(number) else "", int(number))


def total_parameters(trace: Trace) -> int:
    """A layer's parameters as one quantity."""
    return total(trace.parameters.values())


def total_macs(trace: Trace) -> int:
    """A layer's MACs as one quantity."""
    return trace.operations.get(MACS, 0)
