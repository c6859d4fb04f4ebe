"""Adds nodes to a graph, one by one or many again, and infers the shape of each."""

from typing import NamedTuple

from cnncalc.errors import CnncalcError, ShapeError
from cnncalc.graph import INPUT, Application, Applications, Graph, Node, Scope, infer
from cnncalc.limits import Budget, raise_hint
from cnncalc.ops.base import Op
from cnncalc.shape import MOST_AXES, Shape

SIZES_OF_PARAMETERS = ("filters", "kernel", "groups", "features")
"""The fields that decide the sizes of a layer's parameter tensors; stride, padding and dilation do not."""


class Mark(NamedTuple):
    """Where a graph stands while it is built: how many nodes, scopes and scopes' ends there are."""

    nodes: int
    scopes: int
    ends: int


class Span(NamedTuple):
    """A part of a graph: all that was added under a path between two marks."""

    path: str
    start: Mark
    stop: Mark
    output: int


class GraphBuilder:
    """Adds nodes one by one and infers the shape of each."""

    def __init__(self, budget: Budget | None = None, known: Applications | None = None) -> None:
        self.nodes: list[Node] = []
        self.scopes: list[Scope] = []
        self.by_path: dict[str, int] = {}
        self._budget = budget or Budget()
        self._limits = self._budget.limits
        self._inputs: list[Node] = []
        self._ends: list[tuple[str, int]] = []
        self._applications = {} if known is None else known

    def add_input(self, path: str, shape: Shape) -> int:
        """Add a place where data comes in; return its index."""
        node = Node(len(self.nodes), path, Application(INPUT, (), shape), ())
        self._inputs.append(node)
        return self._append(node)

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
        nodes = self.nodes
        shapes = tuple([nodes[index].application.output for index in inputs])
        key = (op, shapes)
        application = self._applications.get(key)
        if application is None:
            application = self._applications[key] = Application(op, shapes, self._inferred(op, shapes))
        if shares is not None:
            self._check_shares(application, nodes[shares].application, nodes[shares].path)
        return self._append(Node(len(nodes), path, application, inputs, training, shares))

    def shape(self, index: int) -> Shape:
        """The shape of a node that was added."""
        return self.nodes[index].application.output

    def finish(self, output: int) -> Graph:
        """The graph as it stands."""
        scopes = {scope.path: scope for scope in self.scopes}
        return Graph(tuple(self.nodes), scopes, tuple(self._inputs), output)

    def open_scope(self, path: str, block: str, label: str) -> None:
        """Add a scope that the nodes to come are in."""
        self.scopes.append(Scope(path, block, label))

    def close_scope(self, path: str, output: int) -> None:
        """Let a scope's path stand for what comes out of it."""
        self.by_path[path] = output
        self._ends.append((path, output))

    def mark(self) -> Mark:
        """Where the graph stands."""
        return Mark(len(self.nodes), len(self.scopes), len(self._ends))

    def repeat(self, span: Span, path: str, source: int) -> int:
        """Add a span once more under another path, on another node of the same shape; return what comes out.

        Nothing in the span may refer to what is outside of it, but for the node that it follows.
        """
        first, cut = span.start.nodes, len(span.path)
        moved = len(self.nodes) - first
        sizes = [stop - start for start, stop in zip(span.start, span.stop, strict=True)]
        self._check_count(len(self.nodes) + sizes[0])
        self._budget.spend(sum(sizes) * (len(path) // 2 + 10))
        nodes, by_path = self.nodes, self.by_path
        for index, inner, application, inputs, training, shares, frozen in nodes[first : span.stop.nodes]:
            where = path + inner[cut:]
            before = tuple([each + moved if each >= first else source for each in inputs])
            owner = None if shares is None else shares + moved
            nodes.append(Node(index + moved, where, application, before, training, owner, frozen))
            by_path[where] = index + moved
        for inner, block, label in self.scopes[span.start.scopes : span.stop.scopes]:
            self.open_scope(path + inner[cut:], block, label)
        for inner, output in self._ends[span.start.ends : span.stop.ends]:
            self.close_scope(path + inner[cut:], output + moved if output >= first else source)
        return span.output + moved if span.output >= first else source

    def _append(self, node: Node) -> int:
        if node.id >= self._limits.layers:
            self._check_count(node.id + 1)
        self._budget.spend(len(node.path) // 2 + 5 * len(node.inputs))
        self.nodes.append(node)
        self.by_path[node.path] = node.id
        return node.id

    def _inferred(self, op: Op, inputs: tuple[Shape, ...]) -> Shape:
        shape = infer(op, inputs)
        if len(shape.spatial) > MOST_AXES:
            raise ShapeError(f"its output has more than {MOST_AXES} spatial axes")
        if max((shape.channels, *shape.spatial)) > self._limits.number:
            raise ShapeError(f"its output, {shape}, is too large", hint=raise_hint("number"))
        return shape

    def _check_count(self, count: int) -> None:
        if count > self._limits.layers + len(self._inputs):
            raise CnncalcError(f"the network has more than {self._limits.layers:,} layers", hint=raise_hint("layers"))

    def _check_shares(self, new: Application, owner: Application, path: str) -> None:
        if _sizes_of_parameters(new) != _sizes_of_parameters(owner):
            raise ShapeError(f"it cannot share the parameters of {path}: theirs are of other sizes")


def _sizes_of_parameters(application: Application) -> tuple[object, ...]:
    op = application.op
    attributes = op.attributes()
    counts = op.count_parameters(application.inputs)
    return op.name, dict(counts), [attributes.get(size) for size in SIZES_OF_PARAMETERS]
