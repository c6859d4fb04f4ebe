"""Adds nodes to a graph one by one, and infers the shape of each: the one door into the engine."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cnncalc.errors import LimitError, ShapeError
from cnncalc.graph import INPUT, Application, Applications, Graph, Node, Scope, infer
from cnncalc.limits import PER_UNIT, Budget, raise_hint
from cnncalc.ops.base import Op
from cnncalc.shape import MOST_AXES, Shape

SIZES_OF_PARAMETERS = ("filters", "kernel", "groups", "features")
"""The fields that decide the sizes of a layer's parameter tensors; stride, padding and dilation do not."""

_node: Callable[[tuple[Any, ...]], Node] = partial(tuple.__new__, Node)
"""A node from its fields: `Node._make` in a third of the time."""


class GraphBuilder:
    """A graph while it grows: nodes are added in execution order, each after its inputs."""

    def __init__(self, budget: Budget | None = None, known: Applications | None = None) -> None:
        self.nodes: list[Node] = []
        self.scopes: list[Scope] = []
        self.by_path: dict[str, int] = {}
        """The number of the node that comes out of each layer, block and group."""
        self._budget = budget or Budget()
        self._limits = self._budget.limits
        self._inputs: list[Node] = []
        self._applications = {} if known is None else known

    def add_input(self, path: str, shape: Shape) -> int:
        """Add a place where data comes in; return its number."""
        index = self.place(path, Application(INPUT, (), shape), ())
        self._inputs.append(self.nodes[index])
        return index

    def add(self, path: str, op: Op, inputs: tuple[int, ...], *, training: bool = False) -> int:
        """Add a layer and return its number; raise ShapeError if the op cannot take its inputs."""
        return self.place(path, self.apply(op, self.shapes(inputs)), inputs, training=training)

    def apply(self, op: Op, inputs: tuple[Shape, ...]) -> Application:
        """An op on inputs; equal ops on equal inputs are one object. Raises ShapeError for inputs it cannot take."""
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
        """Add a layer whose op is applied to its inputs already; return its number."""
        if shares is not None:
            self._check_shares(application, self.nodes[shares])
        index = len(self.nodes)
        if index >= self._limits.layers:
            self._check_count(index + 1)
        self._budget.spend(1 + len(path) // PER_UNIT + (0 if len(inputs) == 1 else self._wires(inputs)))
        self.nodes.append(_node((index, path, application, inputs, training, shares, False)))
        self.by_path[path] = index
        return index

    def shape(self, index: int) -> Shape:
        """The shape that comes out of a node."""
        return self.nodes[index].application.output

    def shapes(self, indices: tuple[int, ...]) -> tuple[Shape, ...]:
        """The shapes that come out of some nodes."""
        return tuple(map(self.shape, indices))

    def open_scope(self, path: str, block: str = "", label: str = "", shares: str = "") -> None:
        """Add a scope that the nodes to come are in."""
        self.scopes.append(Scope(path, block, label, shares))

    def close_scope(self, path: str, output: int) -> None:
        """Let the path of a scope stand for the node that comes out of it."""
        self.by_path[path] = output

    def finish(self, output: int, declared: tuple[int, ...] = ()) -> Graph:
        """The graph as it stands; its outputs are those that the spec declares, if any."""
        scopes = {scope.path: scope for scope in self.scopes}
        return Graph(tuple(self.nodes), scopes, tuple(self._inputs), output, declared)

    def check_inputs(self, count: int) -> None:
        """Raise LimitError for more inputs than a layer may take."""
        if count > self._limits.items:
            raise LimitError(f"a layer takes at most {self._limits.items:,} inputs", hint=raise_hint("items"))

    def _wires(self, inputs: tuple[int, ...]) -> int:
        """Spend the work that the inputs of a join make, whose paths may be many."""
        self.check_inputs(len(inputs))
        return len(inputs) + sum([len(self.nodes[index].path) for index in inputs]) // PER_UNIT

    def _inferred(self, op: Op, inputs: tuple[Shape, ...]) -> Shape:
        shape = infer(op, inputs)
        if inputs and shape is inputs[0]:
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
    """The sizes of a layer's parameter tensors, by name."""
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
