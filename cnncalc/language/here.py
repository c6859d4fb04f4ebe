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
from cnncalc.limits import Budget
from cnncalc.network import Remark
from cnncalc.source.values import List, Map, Node, Scalar

STEP = 70
"""The work that a step makes."""


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


class Edits(Protocol):
    """What changes layers by their paths."""

    def run(self, statement: Any, here: Here, current: int, name: str) -> int: ...


class Build:
    """One network while it is built."""

    def __init__(self, budget: Budget, known: Applications | None = None) -> None:
        self.budget = budget
        self.graph = GraphBuilder(budget, known)
        self.parameters: dict[str, Any] = {}
        """The network's own, which its blocks know, too."""
        self.remarks: list[Remark] = []
        """What the user should know of how the spec was read."""
        self.edits: Edits | None = None
        self.edited: Container[str] = ()
        """The paths at which something is changed, or put in."""
        self.jumps = 0
        """How many steps said where to go on, and made no layer: a `from:` by itself, an `else: []`."""
        self.stack = Stack(budget.limits.blocks + 1)

    @property
    def mark(self) -> tuple[int, int]:
        """What changes wherever a step runs: how many nodes there are, and how often steps went on from elsewhere."""
        return len(self.graph.nodes), self.jumps

    def run(self, steps: Runnables, here: Here, current: int) -> int:
        """Run steps in a chain; return the node that comes out."""
        node: Node = steps.node
        self.stack.push()
        try:
            self.budget.spend(STEP * len(steps.node.items))  # before they are read: they may be very many
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
        """Make a layer or a scope as it is changed, with what is put before and after it."""
        assert self.edits is not None
        return self.edits.run(statement, here, current, name)

    def insert(self, steps: Runnables, path: str, here: Here, current: int, level: int) -> int:
        """Run what a spec puts before or after a layer; automatic names in it begin with the layer's."""
        return self.run(steps, here.inserted(f"{path.rpartition('.')[2]}_", level), current)

    def check_known(self, name: str, here: Here) -> None:
        """See to it that what a name stands for is known: in a network without mistakes it is."""

    def no_namesake(self, place: Node, scope: str, name: str) -> Exception:
        """The error for a layer whose parameters are those of its namesake in a scope, which has none."""
        return place.error(f"{scope} has no layer {name!r} whose parameters could be shared")

    def check_variable(self, name: str) -> None:
        """See to it that a variable's value is known."""


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
        """The node that the expression meets which is worked out."""

    def turn(self, variables: Mapping[str, Any]) -> Here:
        """One turn of a loop: the same names, more variables."""
        self.budget.spend(STEP + len(self.variables) // 4)
        return self._with({**self.variables, **variables}, self.prefix, self.level)

    def inserted(self, prefix: str, level: int) -> Here:
        """The same place for steps that a spec inserts, which has extended so many others."""
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
        self.budget.spend(len(path) // 2)
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

    def evaluate(self, node: Node, text: str, current: int | None, *, inserted: bool) -> Any:
        """The value of an expression where a node comes in; `inserted` if it stands in a text, behind a `$`."""
        try:
            expression = (parse_text if inserted else parse)(text, self.budget.limits)
            self._current = current
            return expression.value(self)
        except ExpressionError as error:
            from cnncalc.language.expressions.pointing import (
                place_of,  # imported when asked for: most expressions are right
            )

            origin = place_of(node, text, self, inserted=inserted)
            raise SpecError(error.message, hint=error.hint, origin=origin) from None

    def look_up(self, name: str) -> Any:
        """What a name that is no variable stands for: a part of the shape here, or a function of the place."""
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
