"""Where a step stands while a network is built: its names, its variables, the shape that reaches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from cnncalc.errors import CnncalcError, ExpressionError, Origin, SpecError, did_you_mean
from cnncalc.graph import Applications
from cnncalc.graph.builder import GraphBuilder
from cnncalc.language.expressions.evaluators import Scope
from cnncalc.language.expressions.expression import parse, parse_text
from cnncalc.language.expressions.functions import FUNCTIONS
from cnncalc.language.expressions.placed import Placed
from cnncalc.language.expressions.shapes import SHAPE_WORDS, shape_values
from cnncalc.language.namespace import Namespace
from cnncalc.language.stack import Stack
from cnncalc.language.step import Step, is_literal
from cnncalc.limits import Budget
from cnncalc.network import Remark
from cnncalc.source.values import List, Map, Node, Scalar

STEP = 70
"""The work that a step makes."""
MOST_USES_TOLD = 3


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
        self.edited: set[str] = set()
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


class Here(Scope):
    """The names and variables of one use of a block, or of the network itself; the scope of its expressions.

    Those of the turns of a loop share their names with the one around them, and add variables.
    """

    __slots__ = (
        "_current", "around", "build", "depth", "inside", "level", "names", "path", "prefix", "shares", "training",
        "use",
    )  # fmt: skip

    def __init__(
        self,
        build: Build,
        path: str = "",
        around: Here | None = None,
        variables: Mapping[str, Any] | None = None,
        names: Namespace | None = None,
        *,
        training: bool = False,
        shares: str = "",
        use: Scalar | Map | None = None,
    ) -> None:
        super().__init__({} if variables is None else variables, build.budget)
        self.build = build
        self.path = path
        self.inside = f"{path}." if path else ""
        """What the paths of its names begin with."""
        self.around = around
        self.names = Namespace() if names is None else names
        self.training = training
        self.shares = shares
        """The path of the scope whose layers' parameters those in here use."""
        self.use = use
        """The step that uses the block."""
        self.depth: int = (around.depth if around else 0) + (use is not None)
        """How many blocks are around."""
        self.prefix = ""
        """What automatic names begin with, of steps that are inserted."""
        self.level: int = around.level if around else 0
        """How many specs were extended before the one that these steps stand in was reached."""
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
        *,
        shares: str = "",
        variables: Mapping[str, Any] | None = None,
        training: bool = False,
        use: Scalar | Map | None = None,
    ) -> Here:
        """A scope of its own in here."""
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
        )

    def _with(self, variables: Mapping[str, Any], prefix: str, level: int) -> Here:
        here = Here(
            self.build, self.path, self.around, variables, self.names,
            training=self.training, shares=self.shares, use=self.use,
        )  # fmt: skip
        here.prefix, here.level = prefix, level
        return here

    def path_of(self, name: str) -> str:
        """The full path of a name here."""
        return self.inside + name

    def automatic_name(self, base: str) -> str:
        """The next free name for an op or block without one."""
        return self.names.free(self.prefix + base) if self.prefix else self.names.automatic(base)

    def outwards(self) -> Iterator[Here]:
        """This place, and those around it, from the innermost to the network itself."""
        here: Here | None = self
        while here is not None:
            yield here
            here = here.around

    @property
    def uses(self) -> list[Scalar | Map]:
        """The steps that use the blocks around, innermost first."""
        return [here.use for here in self.outwards() if here.use is not None]

    @property
    def used_at(self) -> tuple[Origin, ...]:
        """Where the innermost blocks around are used, as an error tells it."""
        return tuple(dict.fromkeys([use.origin for use in self.uses]))[:MOST_USES_TOLD]

    def locate(self, name: str) -> str | None:
        """The full path of an earlier layer, looked up from where the name was written outwards.

        A dot before it begins outermost. A name by which a block calls a layer of its own may be given to it.
        """
        self.build.check_known(name, self)
        return self.found(name)

    def found(self, name: str) -> str | None:
        """The full path that a name has, whatever is known of the layer there."""
        home = self.home(name)
        return home.look_outwards(name) or (None if home is self else self._named_by(name, home))

    def home(self, name: str) -> Here:
        """The place that a name was written at: this one, if it was not written elsewhere."""
        if not isinstance(name, Placed):
            return self
        return next(here for here in self.outwards() if here.path == name.path or here.around is None)

    def look_outwards(self, name: str) -> str | None:
        """The full path of an earlier layer, looked up from here outwards."""
        known = self.build.graph.by_path
        if name.startswith("."):
            return name[1:] if name[1:] in known else None
        return next((path for here in self.outwards() if (path := here.inside + name) in known), None)

    def _named_by(self, name: str, home: Here) -> str | None:
        """The path of what is called by a text that was given to a block, inside of it."""
        first = name.partition(".")[0]
        for here in self.outwards():
            if here is home:
                break
            step = here.names.names.get(first)
            written = None if step is None else step.beside.get("name")
            if written is not None and not is_literal(written) and here.inside + name in self.build.graph.by_path:
                return here.inside + name
        return None

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
            shape = self.build.graph.shape(self._current)
            values = shape_values(shape)
            if name == "here" or name in values:
                return values.get(name, values)
            raise ExpressionError(f"the shape here, {shape}, has no {name}")
        known = [*self.variables, *FUNCTIONS, *SHAPE_WORDS]
        raise ExpressionError(f"unknown name {name!r}", hint=did_you_mean(name, known))

    def _shape_of(self, layer: Any) -> dict[str, Any]:
        path, graph = self.locate(layer) if isinstance(layer, str) else None, self.build.graph
        if path is None:
            raise ExpressionError(f"shape() knows no earlier layer {layer!r}")
        return shape_values(graph.shape(graph.by_path[path]))
