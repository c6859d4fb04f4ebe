"""Adds nodes to a graph, one by one or many again, and infers the shape of each."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

from cnncalc.errors import LimitError, Origin, ShapeError
from cnncalc.graph import INPUT, Application, Applications, Graph, Node, Scope, infer
from cnncalc.limits import Budget, raise_hint
from cnncalc.network import Remark
from cnncalc.ops.base import Op
from cnncalc.shape import MOST_AXES, Shape

SIZES_OF_PARAMETERS = ("filters", "kernel", "groups", "features")
"""The fields that decide the sizes of a layer's parameter tensors; stride, padding and dilation do not."""


NO_NODES: tuple[tuple[Any, ...], ...] = ((),) * len(Node._fields)
"""The fields of no nodes, each of all of them together."""

_node: Callable[[tuple[Any, ...]], Node] = partial(tuple.__new__, Node)
"""A node from its fields: `Node._make` in a third of the time."""

_scope: Callable[[tuple[str, str, str, str]], Scope] = partial(tuple.__new__, Scope)


Mark: TypeAlias = tuple[int, int, int]
"""Where a graph stands while it is built: how many nodes, scopes and scopes' ends there are."""


class Part:
    """What is in a span, column by column. A position is counted within it, from 1; 0 is the node that it follows."""

    __slots__ = (
        "applications", "ends", "inputs", "joined", "joins", "jumps", "output", "paths", "scopes", "shared", "training",
    )  # fmt: skip

    def __init__(
        self,
        nodes: Sequence[Node],
        scopes: Sequence[Scope],
        ends: Sequence[tuple[str, int]],
        output: int,
        *,
        path: str,
        first: int,
        jumps: int,
    ) -> None:
        def position(index: int) -> int:
            return max(index - first + 1, 0)

        cut = len(path)
        _, paths, self.applications, inputs, self.training, shares, _ = zip(*nodes, strict=True) if nodes else NO_NODES
        self.paths = [inner[cut:] for inner in paths]
        """What each node's path has after the span's own."""
        self.inputs = [position(taken[0]) for taken in inputs]
        """The position of each node's first input."""
        self.joins = [(number, tuple(map(position, taken))) for number, taken in enumerate(inputs) if len(taken) > 1]
        """Where there are several: the number of the node, and the positions of all."""
        self.joined = sum([len(taken) for _, taken in self.joins])
        """How many inputs those have in all."""
        self.shared = [(number, position(owner)) for number, owner in enumerate(shares) if owner is not None]
        """The number of each node that uses another's parameters, and the position of that."""
        self.scopes = [scope._replace(path=scope.path[cut:], shares=scope.shares[cut:]) for scope in scopes]
        self.ends = [(inner[cut:], position(index)) for inner, index in ends]
        """What each scope's path has after the span's own, and the position of what comes out of it."""
        self.output = position(output)
        self.jumps = jumps
        """How many of its steps made no layer, and said where to go on."""


class Span:
    """A piece of a graph: all that was added under a path since a mark, and what comes out of it."""

    def __init__(self, graph: "GraphBuilder", path: str, start: Mark, output: int, jumps: int) -> None:
        self._graph = graph
        self._path = path
        self._start = start
        self._stop = graph.mark()
        self._output = output
        self._jumps = jumps

    def part(self) -> Part:
        """What is in it, to be added again."""
        return self._graph.part(self._path, self._start, self._stop, self._output, self._jumps)


class GraphBuilder:
    """Adds nodes one by one and infers the shape of each."""

    def __init__(self, budget: Budget | None = None, known: Applications | None = None) -> None:
        self.nodes: list[Node] = []
        self.scopes: list[Scope] = []
        self.by_path: dict[str, int] = {}
        self._budget = budget or Budget()
        self._limits = self._budget.limits
        self._inputs: list[Node] = []
        self.remarks: list[Remark] = []
        """What the user should know of it."""
        self._ends: list[tuple[str, int]] = []
        self._applications = {} if known is None else known

    def remark(self, text: str, origin: Origin) -> None:
        """Note something that the user should know, and where it is."""
        self.remarks.append(Remark(text, origin))

    def add_input(self, path: str, shape: Shape) -> int:
        """Add a place where data comes in; return its index."""
        index = self.place(path, Application(INPUT, (), shape), ())
        self._inputs.append(self.nodes[index])
        return index

    def add(self, path: str, op: Op, inputs: tuple[int, ...], *, training: bool = False) -> int:
        """Add a layer and return its index; raise ShapeError if the op cannot take its inputs."""
        return self.place(path, self.apply(op, self.shapes(inputs)), inputs, training=training)

    def apply(self, op: Op, inputs: tuple[Shape, ...]) -> Application:
        """An op on inputs; the same again is one object. Raises ShapeError if it cannot take them."""
        known = self._applications.get((op, inputs))
        if known is None:
            known = self._applications[op, inputs] = Application(op, inputs, self._inferred(op, inputs))
        return known

    def place(
        self,
        path: str,
        application: Application,
        inputs: tuple[int, ...],
        *,
        training: bool = False,
        shares: int | None = None,
    ) -> int:
        """Add a layer whose op is applied to its inputs already; return its index."""
        if shares is not None:
            self._check_shares(application, self.nodes[shares])
        index = len(self.nodes)
        if index >= self._limits.layers:
            self._check_count(index + 1)
        self._budget.spend(len(path) // 2 + (5 if len(inputs) == 1 else self._wires(inputs)))
        self.nodes.append(_node((index, path, application, inputs, training, shares, False)))
        self.by_path[path] = index
        return index

    def _wires(self, inputs: tuple[int, ...]) -> int:
        """The work that a join's inputs make: they are told by their paths, and may be many."""
        self.check_inputs(len(inputs))
        return (5 + len(self.nodes[inputs[0]].path) // 4) * len(inputs) if inputs else 0

    def check_inputs(self, count: int) -> None:
        """Raise LimitError for more inputs than a layer may take."""
        if count > self._limits.items:
            raise LimitError(f"a layer takes at most {self._limits.items:,} inputs", hint=raise_hint("items"))

    def take_over(self, nodes: Sequence[Node]) -> int:
        """Add the nodes that another graph has in the same place; return the last. Their steps are paid for."""
        self.nodes.extend(nodes)
        self.by_path.update([(node.path, node.id) for node in nodes])
        return nodes[-1].id

    def shape(self, index: int) -> Shape:
        """What comes out of a node."""
        return self.nodes[index].application.output

    def shapes(self, indices: tuple[int, ...]) -> tuple[Shape, ...]:
        """What comes out of some nodes."""
        return tuple(map(self.shape, indices))

    def finish(self, output: int) -> Graph:
        """The graph as it stands."""
        scopes = {scope.path: scope for scope in self.scopes}
        return Graph(tuple(self.nodes), scopes, tuple(self._inputs), output)

    def open_scope(self, path: str, block: str, label: str, shares: str = "") -> None:
        """Add a scope that the nodes to come are in."""
        self.scopes.append(_scope((path, block, label, shares)))

    def close_scope(self, path: str, output: int) -> None:
        """Let a scope's path stand for what comes out of it."""
        self.by_path[path] = output
        self._ends.append((path, output))

    def mark(self) -> Mark:
        """Where the graph stands."""
        return len(self.nodes), len(self.scopes), len(self._ends)

    def part(self, path: str, start: Mark, stop: Mark, output: int, jumps: int) -> Part:
        """What was added under a path between two marks, with what comes out of it."""
        nodes, scopes, ends = map(slice, start, stop)
        inside = self.nodes[nodes], self.scopes[scopes], self._ends[ends]
        return Part(*inside, output, path=path, first=start[0], jumps=jumps)

    def repeat(self, part: Part, path: str, source: int) -> int:
        """Add a part under a path, on a node of the shape that it was on; return what comes out.

        Nothing in the part may refer to what is outside of it, but for the node that it follows.
        """
        first, count = len(self.nodes), len(part.paths)
        self._check_count(first + count)
        self._budget.spend((count + len(part.scopes) + len(part.ends) + part.joined) * (len(path) // 2 + 10))
        at: list[int] = [source, *range(first, first + count)]
        paths = [path + inner for inner in part.paths]
        inputs: list[tuple[int, ...]] = list(zip(map(at.__getitem__, part.inputs), strict=True))
        for number, several in part.joins:
            inputs[number] = tuple(map(at.__getitem__, several))
        shares: list[int | None] = [None] * count
        for number, owner in part.shared:
            shares[number] = at[owner]
        ids, frozen = at[1:], [False] * count
        fields = zip(ids, paths, part.applications, inputs, part.training, shares, frozen, strict=True)
        self.nodes.extend(map(_node, fields))
        self.by_path.update(zip(paths, ids, strict=True))
        self.scopes.extend(
            [
                _scope((path + inner, block, label, shares and path + shares))
                for inner, block, label, shares in part.scopes
            ]
        )
        for inner, position in part.ends:
            self.close_scope(path + inner, at[position])
        return at[part.output]

    def _inferred(self, op: Op, inputs: tuple[Shape, ...]) -> Shape:
        shape = infer(op, inputs)
        if shape is inputs[0]:
            return shape
        if len(shape.spatial) > MOST_AXES:
            raise ShapeError(f"its output has more than {MOST_AXES} spatial axes")
        if max((shape.channels, *shape.spatial)) > self._limits.number:
            raise ShapeError(f"its output, {shape}, is too large", hint=raise_hint("number"))
        return shape

    def _check_count(self, count: int) -> None:
        if count > self._limits.layers + len(self._inputs):
            raise LimitError(f"the network has more than {self._limits.layers:,} steps", hint=raise_hint("layers"))

    def _check_shares(self, new: Application, owner: Node) -> None:
        if _sizes_of_parameters(new) != _sizes_of_parameters(owner.application):
            mine, theirs = (_told_parameters(each) for each in (new, owner.application))
            why = _why_not_shared(new.op, owner.op, _counts(new) == _counts(owner.application))
            hint = f"they are of {theirs}, and its own would be of {mine}"
            raise ShapeError(f"it cannot share the parameters of {owner.path}: {why}", hint=hint)


def _counts(application: Application) -> dict[str, int]:
    """How many values each of a layer's parameter tensors has."""
    return dict(application.op.count_parameters(application.inputs))


def _sizes_of_parameters(application: Application) -> tuple[object, ...]:
    attributes = application.op.attributes()
    return application.op.name, _counts(application), [attributes.get(size) for size in SIZES_OF_PARAMETERS]


def _why_not_shared(own: Op, other: Op, same_counts: bool) -> str:
    """Why an op cannot use the parameters of another."""
    if own.name != other.name:
        return f"theirs are those of {other.name}, and it is {own.name}"
    return "theirs are as many, but laid out otherwise" if same_counts else "theirs are of other sizes"


def _told_parameters(application: Application) -> str:
    """A layer's parameters in words, `conv F=3 S=1 P=0, 216 weights, 6 biases`."""
    op = application.op
    counts = [f"{count:,} {name}" for name, count in _counts(application).items()]
    return ", ".join([f"{op.name} {op.describe()}".rstrip(), *counts])
