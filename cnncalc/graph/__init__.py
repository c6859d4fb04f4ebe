"""A network as nodes in execution order; shapes are inferred while it is built."""

from collections.abc import Callable, Collection, Hashable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar

from cnncalc.errors import ShapeError, UnknownLayerError, did_you_mean
from cnncalc.ops.base import Op
from cnncalc.shape import Shape
from cnncalc.text import LONGEST_TEXT

if TYPE_CHECKING:

    class OfLayer(Protocol):
        """What is told of one layer."""

        @property
        def path(self) -> str: ...


T = TypeVar("T")
L = TypeVar("L", bound="OfLayer")


class Input(Op):
    """A place where data comes in; not a layer."""

    def describe(self) -> str:
        return "input"

    def __reduce__(self) -> str:
        return "INPUT"  # there is one, and nodes are known by it


INPUT = Input()


class Application:
    """An op on inputs of certain shapes, and the shape that follows.

    Deep networks repeat a few of them hundreds of times: in a graph those are one object.
    """

    __slots__ = ("elements", "inputs", "known", "made", "op", "output", "storage")

    def __init__(self, op: Op, inputs: tuple[Shape, ...], output: Shape) -> None:
        self.op = op
        self.inputs = inputs
        self.output = output
        self.elements = output.elements
        """The values of the output."""
        self.storage = op.storage
        """Where the output is written: `Op.storage`."""
        self.made = 0 if self.storage == "view" else self.elements
        """How many values the op makes; 0 for a view, whose values are its input's."""
        self.known: dict[Hashable, Any] = {}
        """Memo of `once`; key: a measure, value: what it gives for this application."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Application) and (self.op, self.inputs) == (other.op, other.inputs)

    def __hash__(self) -> int:
        return hash((self.op, self.inputs))

    def __repr__(self) -> str:
        return f"{self.op!r} on {', '.join(map(str, self.inputs))}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Application, (self.op, self.inputs, self.output)

    def once(self, measure: Callable[..., T], *how: Hashable) -> T:
        """What a measure gives for the application, worked out once. Memo: `known`, by the measure."""
        key = (measure, *how) if how else measure
        if key not in self.known:
            self.known[key] = measure(self, *how)
        known: T = self.known[key]
        return known

    @property
    def input(self) -> Shape:
        """The first input; where there is none, the output."""
        return self.inputs[0] if self.inputs else self.output

    @property
    def has_parameters(self) -> bool:
        """Whether the op has parameters, be they its own or another layer's."""
        return any(self.op.count_parameters(self.inputs).values())


Applications: TypeAlias = dict[tuple[Op, tuple[Shape, ...]], Application]


class Node(NamedTuple):
    """One step of the network: what is done, and where its inputs come from."""

    id: int
    path: str
    """The node's name behind those of the blocks around it, `conv2.bottleneck1.conv1`."""
    application: Application
    inputs: tuple[int, ...]
    training: bool = False
    """Whether the node is part of a side head that runs only in training."""
    shares: int | None = None
    """The number of the node whose parameters this one uses instead of its own; None for its own."""
    frozen: bool = False
    """Whether training leaves the node's parameters as they are."""

    @property
    def op(self) -> Op:
        """The op of the node."""
        return self.application.op

    @property
    def shape(self) -> Shape:
        """The shape of the node's output."""
        return self.application.output

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the node's inputs."""
        return self.application.inputs

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_input(self) -> bool:
        """Whether data comes in here."""
        return self.application.op is INPUT


class Scope(NamedTuple):
    """A named part of the network: a block in use, a group, a side head."""

    path: str
    block: str
    """The name of the block that the scope is a use of; empty for a group."""
    label: str
    """The block with its arguments, as a table shows it."""
    shares: str = ""
    """The scope whose layers share their parameters with their namesakes in this one; empty for its own."""


class Graph(NamedTuple):
    """The nodes in execution order, and the scopes that their paths name."""

    nodes: tuple[Node, ...]
    scopes: dict[str, Scope]
    inputs: tuple[Node, ...]
    """The nodes where data comes in; they are the first."""
    output: int
    declared: tuple[int, ...] = ()
    """The nodes that a spec declares as outputs, in its order; empty if it declares none."""

    def __repr__(self) -> str:
        return f"<Graph of {len(self.nodes):,} nodes>"

    def layers(self, *, training: bool = False) -> Sequence[Node]:
        """The layers in execution order; those of side heads only if asked for."""
        layers = self.nodes[len(self.inputs) :]
        return layers if training or not self.heads else [node for node in layers if not node.training]

    def outputs(self, layers: Sequence[Node]) -> list[Node]:
        """The layers that come out: those declared, or the network's own output and what no other of them reads."""
        if self.declared:
            declared = set(self.declared)
            return [node for node in layers if node.id in declared]
        read = {index for node in layers for index in node.inputs}
        return [node for node in layers if node.id not in read or node.id == self.output]

    @property
    def heads(self) -> list[Scope]:
        """The side heads that run only in training."""
        return [scope for scope in self.scopes.values() if scope.block == "aux"]

    def trainable(self, node: Node) -> bool:
        """Whether training changes the parameters a node uses."""
        owner = node if node.shares is None else self.nodes[node.shares]
        return not owner.frozen and owner.application.op.trainable


def chosen_by(pattern: str, paths: Collection[str]) -> set[str]:
    """The paths that go by a path, a name or a pattern with `*` and `?`, or are inside a block that does.

    What has it as its whole path comes before what has it as its last part only; `.name` is the outermost alone.
    """
    whole = pattern.removeprefix(".")
    exact = {path for path in paths if path == whole or path.startswith(f"{whole}.")}
    return exact if exact or whole != pattern else {path for path in paths if _matches(path, pattern)}


def chosen_from(layers: Sequence[L], pattern: str, network: str) -> tuple[L, ...]:
    """The layers of a network that go by a name, a path or a pattern, or are in the block that does.

    Raises UnknownLayerError if there are none.
    """
    paths = [layer.path for layer in layers]
    chosen = chosen_by(pattern, paths)
    if not chosen:
        names = dict.fromkeys(name for path in paths for name in accumulate(path.split("."), "{}.{}".format))
        raise UnknownLayerError(f"{network} has no layer {pattern!r}", hint=did_you_mean(pattern, names))
    return tuple([layer for layer in layers if layer.path in chosen])


def _matches(path: str, pattern: str) -> bool:
    name = path.rpartition(".")[2]
    if len(pattern) > LONGEST_TEXT:
        return pattern == name
    if pattern == name or f".{pattern}." in path:
        return True
    from fnmatch import fnmatchcase  # imported when asked for: most commands have no patterns

    return fnmatchcase(path, pattern) or fnmatchcase(name, pattern)


def freeze(
    graph: Graph, frozen: Sequence[str] = (), trained: Sequence[str] = (), *, network: str = "the network"
) -> Graph:
    """The graph with some layers' parameters frozen, as in transfer learning.

    `frozen` are patterns of layers' names; with `trained` alone everything else is frozen, with both `trained`
    wins. Raises UnknownLayerError for a pattern that no layer goes by.
    """

    def owners(patterns: Sequence[str]) -> set[str]:
        return {path for pattern in patterns for path in _owners(graph, network, pattern)}

    freed, held = owners(trained), owners(frozen)

    def is_frozen(node: Node) -> bool:
        return node.path not in freed and (not frozen or node.path in held)

    nodes = tuple(node if node.is_input else node._replace(frozen=is_frozen(node)) for node in graph.nodes)
    return graph._replace(nodes=nodes)


def _owners(graph: Graph, network: str, pattern: str) -> set[str]:
    """The layers that go by a pattern, and the layers whose parameters these use: both have the same tensors."""
    chosen = chosen_from(graph.layers(training=True), pattern, network)
    shared = [graph.nodes[node.shares] for node in chosen if node.shares is not None]
    return {node.path for node in (*chosen, *shared)}


def infer(op: Op, inputs: Sequence[Shape]) -> Shape:
    """The shape an op gives; raise ShapeError if it cannot take these inputs."""
    most = len(inputs) if op.most_inputs is None else op.most_inputs
    if not op.least_inputs <= len(inputs) <= most:
        raise _wrong_inputs(op, len(inputs))
    if inputs:
        check_axes(op, inputs[0])
    return op.infer(tuple(inputs))


def _wrong_inputs(op: Op, given: int) -> ShapeError:
    if not op.most_inputs:
        return ShapeError(f"{op.name} takes no input", hint="it makes its values by itself: leave from: out")
    if op.most_inputs > 1:
        return ShapeError(f"{op.name} takes at most {op.most_inputs} inputs and is given {given}")
    return ShapeError(f"{op.name} takes one input and is given {given}", hint="join them with concat, add or multiply")


def check_axes(op: Op | type[Op], x: Shape) -> None:
    """Raise ShapeError if an op does not work on as many spatial axes as its input has."""
    if not op.takes or len(x.spatial) in op.takes:
        return
    if not x.spatial:
        raise ShapeError(f"{op.name} needs an input with spatial axes, and its input is a vector of {x.channels}")
    raise ShapeError(f"{op.name} works on {' or '.join(map(str, op.takes))} spatial axes, and its input is {x}")
