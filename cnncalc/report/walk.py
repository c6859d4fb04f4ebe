"""The working, layer by layer: what each figure is, in symbols, in numbers, and the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.collector import uncollected
from cnncalc.graph import Application, Graph, Node, chosen_from
from cnncalc.measure.costs import layer_costs
from cnncalc.ops.base import BIASES, MACS, PRODUCTS, WEIGHTS
from cnncalc.ops.sizes import side_names
from cnncalc.quantity.formula import formula, is_worked
from cnncalc.quantity.rounding import rounding
from cnncalc.report.base import Report
from cnncalc.report.fold import Unit, fold
from cnncalc.report.summary import summarize
from cnncalc.report.trace import MOST_KNOWN, OUTPUT, Flattened, Trace, find_products, flattened_inputs, trace
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network
    from cnncalc.report.layer_memory import LayerMemory
    from cnncalc.report.memory import Memory


class WorkingLine(NamedTuple):
    """One figure: its name, its formula in symbols and in numbers (empty where there is nothing to work out)."""

    what: str
    symbols: str
    numbers: str
    value: int
    rounding: str = ""
    """The working up to the rounding, `⌊53.25⌋ + 1`; empty where nothing is rounded."""


class Working(NamedTuple):
    """The figures of a layer, each with its formula."""

    sizes: tuple[WorkingLine, ...]
    pads: tuple[WorkingLine, ...]
    """The lines of the padding, where it follows from the sizes."""
    params: tuple[WorkingLine, ...]
    macs: tuple[WorkingLine, ...]
    operations: tuple[WorkingLine, ...]
    """The lines of other operations than MACs, by kind."""
    memory: tuple[WorkingLine, ...]
    """The lines of bytes, if they were asked for."""


class Task(NamedTuple):
    """The input of a layer's working, equal for layers that work alike."""

    application: Application
    flattened: tuple[Flattened | None, ...]
    """The inputs that are products of flattened sizes, in words."""
    owns: bool
    """Whether the layer's parameters are its own."""
    biases: bool
    memory: "LayerMemory | None" = None
    """The layer's memory, if it was asked for."""

    def work_out(self) -> Working:
        """The figures with their formulas."""
        traced = trace(self.application, self.flattened, owns=self.owns)
        parameters, operations = traced.parameters.items(), traced.operations.items()
        counts = traced.macs_by_part or ({MACS: traced.macs} if MACS in traced.operations else {})
        others = [(name, count) for name, count in operations if name not in (MACS, PRODUCTS) and count]
        sizes = [_line(letter, size) for letter, size in traced.named_sizes.items()]
        return Working(
            sizes=(*_size_lines(traced), *sizes),
            pads=tuple(_pad_lines(traced)),
            params=tuple([_line(name, count) for name, count in parameters if self.biases or name != BIASES]),
            macs=tuple(
                [
                    _line(name, count)
                    for name, count in counts.items()
                    if MACS in traced.operations or PRODUCTS in traced.operations
                ]
            ),
            operations=tuple([_line(name, count) for name, count in others]),
            memory=tuple(_memory_lines(self.memory)) if self.memory else (),
        )


class LayerWalk(NamedTuple):
    """One layer of a walk, with the task of working it out."""

    path: str
    task: Task
    total_params: int | None
    """The number of parameters; None where it is not known, as with the MACs."""
    total_macs: int | None
    shares: str
    """The path of the layer whose parameters are used; empty if they are its own."""
    training: bool
    inputs: tuple[str, ...] = ()
    """What it reads: layers, or the network's inputs."""

    @property
    def op(self) -> str:
        """The name of the layer's op."""
        return self.task.application.op.name

    @property
    def kind(self) -> str:
        """The kind of the layer's op: a convolution, a pooling…"""
        return self.task.application.op.kind

    @property
    def description(self) -> str:
        """The op's fields that matter in a table."""
        return self.task.application.op.describe()

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the layer's inputs."""
        return self.task.application.inputs

    @property
    def output_shape(self) -> Shape:
        """The shape of the layer's output."""
        return self.task.application.output

    @property
    def changes_shape(self) -> bool:
        """Whether the output is of another shape than all inputs."""
        return self.output_shape not in self.input_shapes

    @property
    def weight_uses(self) -> int | None:
        """How often each of the layer's weights is used; None where that is not the same for all of them."""
        weights = self.task.application.op.count_parameters(self.input_shapes).get(WEIGHTS, 0)
        return self.total_macs // weights if weights and self.total_macs and self.total_macs % weights == 0 else None

    @property
    def note(self) -> str:
        """What readers should know of the layer; empty for nothing."""
        return self.task.application.op.note(self.task.application.input)


class RepeatedSteps(NamedTuple):
    """Layers or blocks that are equal, one behind the other."""

    first: str
    """The path of the first, as that of the last."""
    last: str
    times: int
    layers: tuple[tuple[str, ...], ...]
    """The layers of each, by their paths."""


@dataclass(frozen=True, slots=True, repr=False)
class Walk(Report):
    """The working of a whole network, or of some of its layers."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    steps: tuple[LayerWalk, ...]
    biases: bool
    notes: tuple[str, ...]
    whole: bool = True
    repeats: tuple[RepeatedSteps, ...] = ()
    """What is the same several times in a row."""

    @property
    def params(self) -> int:
        """The parameters of all steps, as far as they are known."""
        return sum(step.total_params or 0 for step in self.steps)

    @property
    def macs(self) -> int:
        """The MACs of all steps, as far as they are known."""
        return sum(step.total_macs or 0 for step in self.steps)

    @property
    def lower_bounds(self) -> tuple[str, ...]:
        """Which of `params` and `macs` are lower bounds, because a layer's share in them is not known."""
        totals = {
            "params": [step.total_params for step in self.steps],
            "macs": [step.total_macs for step in self.steps],
        }
        return tuple(total for total, counts in totals.items() if None in counts)

    def worked(self) -> Iterator[tuple[LayerWalk, Working]]:
        """Each step with its working; steps that work alike share one."""
        work_out = lru_cache(MOST_KNOWN)(Task.work_out)
        for step in self.steps:
            yield step, work_out(step.task)

    def only(self, layer: str) -> "Walk":
        """The steps of one layer or block (a name or a path, `*` and `?` allowed).

        Raises UnknownLayerError if there is none.
        """
        return replace(self, steps=chosen_from(self.steps, layer, self.name), notes=(), whole=False)


@uncollected
def walk_through(network: "Network", *, biases: bool = True, training: bool = False) -> Walk:
    """Work through a network; `biases=False` leaves biases out, as the lectures do."""
    graph = network.graph
    steps = tuple(steps_of(graph, graph.layers(training=training), biases))
    shapes = tuple([node.shape for node in graph.inputs])
    repeats = tuple(_repeats(fold(summarize(network, training=training), loosely=False)))
    return Walk(network.name, network.title, shapes, steps, biases, network.notes, repeats=repeats)


def _repeats(units: Sequence[Unit]) -> Iterator[RepeatedSteps]:
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        waiting.extend(unit.units)
        if unit.repeat > 1:
            paths, size = [layer.path for layer in unit.layers], len(unit.first)
            each = tuple([tuple(paths[at : at + size]) for at in range(0, len(paths), size)])
            yield RepeatedSteps(unit.path, unit.last, unit.repeat, each)


def with_memory(walk: Walk, memory: "Memory") -> Walk:
    """The walk with each layer's bytes and their working."""
    layers = {layer.path: layer._replace(path="") for layer in memory.layers}
    return replace(
        walk, steps=tuple(step._replace(task=step.task._replace(memory=layers[step.path])) for step in walk.steps)
    )


def steps_of(graph: Graph, nodes: Sequence[Node], biases: bool) -> Iterator[LayerWalk]:
    """The steps of some layers of a graph, to be worked out."""
    products = find_products(graph, nodes)
    for node, cost in zip(nodes, layer_costs(graph, nodes), strict=True):
        application, owns = node.application, node.shares is None
        flattened = flattened_inputs(products, [graph.nodes[each].path for each in node.inputs])
        params = cost.params if biases else cost.weights
        yield LayerWalk(
            path=node.path,
            task=Task(application, flattened, owns, biases),
            total_params=None if "params" in cost.unknown else params,
            total_macs=None if "macs" in cost.unknown else cost.macs,
            shares=_shares(graph, node),
            training=node.training,
            inputs=tuple([graph.nodes[each].path for each in node.inputs]),
        )


def _shares(graph: Graph, node: Node) -> str:
    return graph.nodes[node.shares].path if node.shares is not None and node.application.has_parameters else ""


def _memory_lines(layer: "LayerMemory") -> Iterator[WorkingLine]:
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
            yield WorkingLine(what, "", figure.working, figure.bytes)


def _size_lines(traced: Trace) -> list[WorkingLine]:
    """A line for every size that is worked out; axes that are worked out alike share one."""
    sizes = traced.sizes
    axes = zip(sizes.letters, sizes.spatial, strict=True)
    worked = [(symbol, size) for symbol, size in axes if is_worked(size)]
    alike = len(worked) > 1 and len({formula(size) for _, size in worked}) == 1
    lines = [_line(symbol + OUTPUT, size) for symbol, size in (worked[-1:] if alike else worked)]
    if is_worked(sizes.channels):
        lines.append(_line("C" + OUTPUT if len(traced.inputs) == 1 else "C", sizes.channels))
    return lines


def _pad_lines(traced: Trace) -> Iterator[WorkingLine]:
    """The padding on each side that is worked out; axes that are worked out alike share the last one's lines."""
    pads, letters = traced.pads, traced.output.letters
    alike = len({tuple(map(formula, sides)) for sides in pads}) == 1
    axes = list(zip(letters, side_names(len(pads)), pads, strict=False))
    for letter, names, (before, after) in axes[-1:] if alike else axes:
        if before == after:
            yield _line("P" if alike else f"P_{letter}", before)
        else:
            yield from [_line(f"P_{name}", size) for name, size in zip(names, (before, after), strict=True)]


def _line(what: str, number: int) -> WorkingLine:
    symbols, numbers = formula(number, symbols=True), formula(number)
    if is_worked(number):
        return WorkingLine(what, symbols, numbers, int(number), rounding(number))
    return WorkingLine(what, "" if symbols == numbers else symbols, "", int(number))
