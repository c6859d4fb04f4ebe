"""A network as nodes in execution order; shapes are inferred while it is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from cnncalc.errors import CnncalcError, ShapeError, did_you_mean
from cnncalc.limits import Budget, raise_hint
from cnncalc.ops.base import Join, Op
from cnncalc.shape import MOST_AXES, Shape

SIZES_OF_PARAMETERS = ("filters", "kernel", "groups", "features")
"""The fields that decide the sizes of a layer's parameter tensors; stride, padding and dilation do not."""


LONGEST_PATTERN = 1_000
"""A longer pattern stands for itself only."""


class Input(Op):
    """A place where data comes in; not a layer."""

    def describe(self) -> str:
        return "input"


INPUT = Input()


class Node(NamedTuple):
    """One step of the network: an op, where its inputs come from, and the shape that follows."""

    id: int
    path: str
    """Its name inside the blocks around it, `conv2.bottleneck1.conv1`."""
    op: Op
    inputs: tuple[int, ...]
    shape: Shape
    training: bool = False
    """Whether it is part of a side head that runs only in training."""
    shares: int | None = None
    """The node whose parameters it uses instead of its own."""
    frozen: bool = False
    """Whether training leaves its parameters as they are."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_input(self) -> bool:
        """Whether data comes in here."""
        return self.op is INPUT or isinstance(self.op, Input)


class Scope(NamedTuple):
    """A named part of the network: a block in use, a group, a side head."""

    path: str
    block: str
    """The block it is a use of; empty for a group."""
    label: str
    """The block with its arguments, as a table shows it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes in execution order, and the scopes that their paths name."""

    nodes: tuple[Node, ...]
    scopes: dict[str, Scope]
    output: int

    @property
    def inputs(self) -> tuple[Node, ...]:
        """Where data comes in."""
        return tuple(node for node in self.nodes if node.is_input)

    def layers(self, *, training: bool = False) -> Iterator[Node]:
        """The layers in execution order; those of side heads only if asked for."""
        return (node for node in self.nodes if not node.is_input and (training or not node.training))

    def input_shapes(self, node: Node) -> tuple[Shape, ...]:
        """The shapes a node takes."""
        return tuple(self.nodes[index].shape for index in node.inputs)

    def trainable(self, node: Node) -> bool:
        """Whether training changes the parameters a node uses."""
        owner = node if node.shares is None else self.nodes[node.shares]
        return owner.op.trainable and not owner.frozen


def matches(path: str, pattern: str) -> bool:
    """Whether a layer goes by a name, a path or a pattern with `*` and `?`, or is inside the block that does."""
    name = path.rpartition(".")[2]
    if len(pattern) > LONGEST_PATTERN:
        return pattern in (path, name)
    return (
        path == pattern
        or name == pattern
        or path.startswith(f"{pattern}.")
        or f".{pattern}." in path
        or fnmatchcase(path, pattern)
        or fnmatchcase(name, pattern)
    )


def freeze(graph: Graph, frozen: Sequence[str] = (), trained: Sequence[str] = ()) -> Graph:
    """The graph with some layers' parameters frozen, as in transfer learning.

    `frozen` are patterns of layers' names; with `trained` alone everything else is frozen, with both `trained`
    wins. Raises CnncalcError for a pattern that no layer goes by.
    """
    layers = [node for node in graph.nodes if not node.is_input]
    for pattern in (*frozen, *trained):
        if not any(matches(node.path, pattern) for node in layers):
            near = did_you_mean(pattern, [*(node.path for node in layers), *graph.scopes])
            raise CnncalcError(f"no layer goes by {pattern!r}", hint=near)

    def is_frozen(node: Node) -> bool:
        if any(matches(node.path, pattern) for pattern in trained):
            return False
        return not frozen or any(matches(node.path, pattern) for pattern in frozen)

    nodes = tuple(node if node.is_input else node._replace(frozen=is_frozen(node)) for node in graph.nodes)
    return replace(graph, nodes=nodes)


class GraphBuilder:
    """Adds nodes one by one and infers the shape of each."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.nodes: list[Node] = []
        self.scopes: dict[str, Scope] = {}
        self.by_path: dict[str, int] = {}
        self._budget = budget or Budget()
        self._limits = self._budget.limits
        self._inferred: dict[tuple[Op, tuple[Shape, ...]], Shape] = {}

    def add_input(self, path: str, shape: Shape) -> int:
        """Add a place where data comes in; return its index."""
        return self._append(path, INPUT, (), shape, False, None)

    def add(
        self,
        path: str,
        op: Op,
        inputs: tuple[int, ...],
        *,
        training: bool = False,
        shares: int | None = None,
    ) -> int:
        """Add a layer and return its index; raise ShapeError if the op cannot take its inputs."""
        shapes = tuple(self.nodes[index].shape for index in inputs)
        key = (op, shapes)
        shape = self._inferred.get(key)
        if shape is None:
            shape = self._inferred[key] = infer(op, shapes)
            if len(shape.spatial) > MOST_AXES:
                raise ShapeError(f"its output has more than {MOST_AXES} spatial axes")
            if max((shape.channels, *shape.spatial)) > self._limits.number:
                raise ShapeError(f"its output, {shape}, is too large", hint=raise_hint("number"))
        if shares is not None:
            self._check_shares(op, shapes, self.nodes[shares])
        return self._append(path, op, inputs, shape, training, shares)

    def shape(self, index: int) -> Shape:
        """The shape of a node that was added."""
        return self.nodes[index].shape

    def finish(self, output: int) -> Graph:
        """The graph as it stands."""
        return Graph(tuple(self.nodes), dict(self.scopes), output)

    def _append(
        self, path: str, op: Op, inputs: tuple[int, ...], shape: Shape, training: bool, shares: int | None
    ) -> int:
        index = len(self.nodes)
        self._budget.spend(len(path) // 2 + 5 * len(inputs))
        if index > self._limits.layers:
            raise CnncalcError(f"the network has more than {self._limits.layers:,} layers", hint=raise_hint("layers"))
        self.nodes.append(Node(index, path, op, inputs, shape, training, shares))
        self.by_path[path] = index
        return index

    def _check_shares(self, op: Op, shapes: tuple[Shape, ...], owner: Node) -> None:
        theirs = tuple(self.nodes[index].shape for index in owner.inputs)
        ours_then_theirs = [
            (each.name, each.count_parameters(inputs), [each.attributes().get(field) for field in SIZES_OF_PARAMETERS])
            for each, inputs in ((op, shapes), (owner.op, theirs))
        ]
        if ours_then_theirs[0] != ours_then_theirs[1]:
            raise ShapeError(f"it cannot share the parameters of {owner.path}: theirs are of other sizes")


def infer(op: Op, inputs: Sequence[Shape]) -> Shape:
    """The shape an op gives; raise ShapeError if it cannot take these inputs."""
    if len(inputs) != 1 and not isinstance(op, Join):
        raise ShapeError(
            f"{op.name} takes one input and is given {len(inputs)}", hint="join them with concat, add or multiply"
        )
    axes = len(inputs[0].spatial)
    if op.takes and axes not in op.takes:
        raise ShapeError(
            f"{op.name} needs an input with spatial axes, and its input is {_axes_text(inputs[0])}"
            if not axes
            else f"{op.name} works on {' or '.join(map(str, op.takes))} spatial axes, and its input is {inputs[0]}"
        )
    return op.infer(tuple(inputs))


def _axes_text(shape: Shape) -> str:
    return f"a vector of {shape.channels}" if not shape.spatial else str(shape)
