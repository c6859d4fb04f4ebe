"""Where a step stands while a network is built: its names, its variables, the shape that reaches it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any, Protocol

from cnncalc.errors import CnncalcError, ExpressionError, SpecError, did_you_mean
from cnncalc.graph import Applications
from cnncalc.graph.builder import GraphBuilder
from cnncalc.language.expressions.expression import parse, parse_text
from cnncalc.language.expressions.functions import FUNCTIONS, SHAPE_WORDS, shape_values
from cnncalc.language.namespace import Namespace
from cnncalc.language.place import Place
from cnncalc.language.stack import Stack
from cnncalc.language.step import START, Step
from cnncalc.limits import PER_UNIT, Budget
from cnncalc.network import Remark
from cnncalc.source.values import List, Map, Scalar, YamlNode


class Runnable(Protocol):
    """A statement, as far as a build knows it."""

    step: Step

    def run(self, here: Here, current: int) -> int: ...


class Makeable(Runnable, Protocol):
    """A statement that makes a layer or a scope, under a name."""

    def make(self, here: Here, current: int, name: str) -> int: ...


class Runnables(Protocol):
    """A list of statements."""

    node: List

    @property
    def statements(self) -> Sequence[Runnable]: ...


class Editor(Protocol):
    """What makes the edits of `override`, `remove` and `insert`: an `EditTable`."""

    def run(self, statement: Any, here: Here, current: int, name: str) -> int: ...


class Build:
    """One network while it is built."""

    def __init__(self, budget: Budget, known: Applications | None = None) -> None:
        self.budget = budget
        self.graph = GraphBuilder(budget, known)
        self.parameters: dict[str, Any] = {}
        """The parameters of the network, which its blocks can use, too."""
        self.remarks: list[Remark] = []
        """Remarks on what the spec may not mean as it is written."""
        self.edits: Editor | None = None
        self.edited: Container[str] = ()
        """The paths of layers that an edit changes, or that something is inserted next to."""
        self.jumps = 0
        """How many steps only chose the node to go on from, and made no layer: a `from:` by itself, an `else: []`."""
        self.stack = Stack(budget.limits.blocks + 1)

    @property
    def mark(self) -> tuple[int, int]:
        """A value that every step which runs changes: the number of nodes, and that of `jumps`."""
        return len(self.graph.nodes), self.jumps

    def run(self, steps: Runnables, here: Here, current: int) -> int:
        """Run steps in a chain; return the node that comes out."""
        node: YamlNode = steps.node
        self.stack.push()
        try:
            self.budget.spend(len(steps.node.items))  # before they are read: they may be very many
            for statement in steps.statements:
                node = statement.step.node
                current = statement.run(here, current)
        except CnncalcError as error:
            error.origin = error.origin or node.origin
            error.used_at = error.used_at or here.used_at
            raise
        self.stack.pop()
        return current

    def make(self, statement: Makeable, here: Here, current: int, name: str) -> int:
        """Make a layer or a scope whose name is settled; return the node that comes out."""
        return statement.make(here, current, name)

    def edit(self, statement: Makeable, here: Here, current: int, name: str) -> int:
        """Make a layer or a scope with its edits, and with what is inserted before and after it."""
        assert self.edits is not None
        return self.edits.run(statement, here, current, name)

    def insert(self, steps: Runnables, path: str, here: Here, current: int, level: int) -> int:
        """Run steps that a spec inserts before or after a layer; their automatic names begin with that of the layer."""
        return self.run(steps, here.inserted(f"{path.rpartition('.')[2]}_", level), current)

    def check_known(self, name: str, here: Here) -> None:
        """Raise NotKnownError if a name stands for a step with a mistake: only where all mistakes are searched for."""

    def no_namesake(self, place: YamlNode, scope: str, name: str) -> Exception:
        """The error for a layer that uses the parameters of its namesake in a scope where there is no namesake."""
        return place.error(f"{scope} has no layer {name!r} whose parameters could be shared")

    def check_variable(self, name: str) -> None:
        """Raise NotKnownError if the value of a variable is not known: only where all mistakes are searched for."""


class Here(Place):
    """Where a step stands while a network is built; the scope of its expressions."""

    __slots__ = ("_current", "build")

    def __init__(
        self,
        build: Build,
        path: str = "",
        around: Place | None = None,
        variables: Mapping[str, Any] | None = None,
        names: Namespace | None = None,
        *,
        training: bool = False,
        shares: str = "",
        use: Scalar | Map | None = None,
        start: int = 0,
    ) -> None:
        super().__init__(
            build.graph,
            build.budget,
            path,
            around,
            {} if variables is None else variables,
            Namespace() if names is None else names,
            training=training,
            shares=shares,
            use=use,
            start=start,
        )
        self.build = build
        self._current: int | None = None
        """The node that comes in where the expression stands that is being worked out."""

    def turn(self, variables: Mapping[str, Any]) -> Here:
        """One turn of a loop: the same names, more variables."""
        self.budget.spend(1 + len(variables) + len(self.variables) // PER_UNIT)
        return self._with({**self.variables, **variables}, self.prefix, self.level)

    def inserted(self, prefix: str, level: int) -> Here:
        """The same place for the steps that a spec inserts; `level` is that of the spec."""
        return self._with(self.variables, prefix, level)

    def inner(
        self,
        name: str,
        names: Namespace,
        start: int,
        *,
        shares: str = "",
        variables: Mapping[str, Any] | None = None,
        training: bool = False,
        use: Scalar | Map | None = None,
    ) -> Here:
        """A scope of its own in here, of steps that begin with a node."""
        path = self.inside + name
        self.budget.spend(2 + len(path) // PER_UNIT)  # its path, and what comes out of it
        return Here(
            self.build,
            path,
            self,
            self.variables if variables is None else variables,
            names,
            training=self.training or training,
            shares=shares or (f"{self.shares}.{name}" if self.shares else ""),
            use=use,
            start=start,
        )

    def _with(self, variables: Mapping[str, Any], prefix: str, level: int) -> Here:
        here = Here(
            self.build, self.path, self.around, variables, self.names,
            training=self.training, shares=self.shares, use=self.use, start=self.start,
        )  # fmt: skip
        here.prefix, here.level = prefix, level
        return here

    def locate(self, name: str) -> str | None:
        """The full path of an earlier layer, if what the name stands for is known."""
        self.build.check_known(name, self)
        return self.found(name)

    def evaluate(self, node: YamlNode, text: str, current: int | None, *, inserted: bool) -> Any:
        """The value of an expression where a node comes in; `inserted` if it stands in a text, behind a `$`."""
        try:
            expression = (parse_text if inserted else parse)(text, self.budget.limits)
            self._current = current
            return expression.value(self)
        except ExpressionError as error:
            # Imported when asked for: most expressions are right.
            from cnncalc.language.expressions.pointing import place_of

            origin = place_of(node, text, self, inserted=inserted)
            raise SpecError(error.message, hint=error.hint, origin=origin) from None

    def look_up(self, name: str) -> Any:
        """The value of a name that is no variable: a part of the shape that comes in, or the function `shape()`."""
        if name == "shape()":
            return self._shape_of
        self.build.check_variable(name)
        if self._current is not None and (name == "here" or name in SHAPE_WORDS):
            shape = self.graph.shape(self._current)
            values = shape_values(shape)
            if name == "here" or name in values:
                return values.get(name, values)
            raise ExpressionError(f"the shape here, {shape}, has no {name}")
        known = [*self.variables, *FUNCTIONS, *SHAPE_WORDS]
        raise ExpressionError(f"unknown name {name!r}", hint=did_you_mean(name, known))

    def _shape_of(self, layer: Any) -> dict[str, Any]:
        path = self.locate(layer) if isinstance(layer, str) else None
        if path is None and layer != START:
            raise ExpressionError(f"shape() knows no earlier layer {layer!r}")
        node = self.home(layer).start if path is None else self.graph.by_path[path]
        return shape_values(self.graph.shape(node))
