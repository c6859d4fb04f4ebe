"""Where a step stands: its names, its variables, the shape that reaches it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from cnncalc.errors import ExpressionError, SpecError, did_you_mean
from cnncalc.limits import DEEPEST_LIST, Budget
from cnncalc.shape import Shape
from cnncalc.source.values import List, Map, Node, Scalar
from cnncalc.spec.evaluators import Scope
from cnncalc.spec.expression import parse, parse_text
from cnncalc.spec.functions import FUNCTIONS, size
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.placed import Placed
from cnncalc.spec.steps import PREVIOUS, Moving, is_name
from cnncalc.spec.taken import Taken

STRUCTURED = frozenset([list, dict])
SHAPE_WORDS = ("channels", "depth", "height", "width", "length")


class Frame:
    """The names and variables of one use of a block, or of the network itself.

    Frames for loops share their names with the frame around them and add variables.
    """

    __slots__ = (
        "inside",
        "level",
        "parent",
        "path",
        "prefix",
        "shares",
        "taken",
        "training",
        "variables",
    )

    def __init__(
        self,
        path: str = "",
        parent: Frame | None = None,
        variables: dict[str, Any] | None = None,
        taken: Taken | None = None,
        *,
        training: bool = False,
        shares: str = "",
    ) -> None:
        self.path = path
        self.inside = f"{path}." if path else ""
        """What the paths of its names begin with."""
        self.parent = parent
        self.variables = {} if variables is None else variables
        self.taken = Taken() if taken is None else taken
        self.training = training
        self.shares = shares
        self.prefix = ""
        self.level: int = parent.level if parent else 0
        """How many specs were extended before the one that these steps stand in was reached."""

    def derive(
        self, variables: dict[str, Any] | None = None, *, prefix: str | None = None, level: int | None = None
    ) -> Frame:
        """The same frame with more variables, or for steps that are inserted."""
        known = {**self.variables, **(variables or {})}
        frame = Frame(self.path, self.parent, known, self.taken, training=self.training, shares=self.shares)
        frame.prefix = self.prefix if prefix is None else prefix
        frame.level = self.level if level is None else level
        return frame

    def path_of(self, name: str) -> str:
        """The full path of a name in this frame."""
        return self.inside + name

    def automatic_name(self, base: str) -> str:
        """The next free name for an op or block without one."""
        return self.taken.free(self.prefix + base) if self.prefix else self.taken.automatic(base)

    def locate(self, name: str, known: Container[str]) -> str | None:
        """The full path of a name among those known, looked up from where it was written outwards.

        A dot before it begins outermost. A name by which a block calls a layer of its own may be given to it.
        """
        home = self.home(name)
        return home.look_up(name, known) or (None if home is self else self._named_by(name, home, known))

    def home(self, name: str) -> Frame:
        """The frame that a name was written in: this one, if it was not written elsewhere."""
        if not isinstance(name, Placed):
            return self
        frame = self
        while frame.path != name.path and frame.parent is not None:
            frame.taken.alone = False
            frame = frame.parent
        return frame

    def _named_by(self, name: str, home: Frame, known: Container[str]) -> str | None:
        """The path of what is called by a text that was given to a block, inside of it."""
        frame, first = self, name.partition(".")[0]
        while frame is not home and frame.parent is not None:
            step = frame.taken.names.get(first)
            if step is not None and step.named is not None and not step.is_numbered and frame.path_of(name) in known:
                return frame.path_of(name)
            frame = frame.parent
        return None

    def look_up(self, name: str, known: Container[str]) -> str | None:
        """The full path of a name among those known, looked up from here outwards."""
        absolute = name.startswith(".")
        frame: Frame | None = self
        while frame is not None:
            path = name[1:] if absolute else frame.path_of(name)
            if path in known and (not absolute or frame.parent is None):
                return path
            frame.taken.alone = False
            frame = frame.parent
        return None

    def lean_on_outside(self) -> None:
        """Note that something here depends on what is outside, however far."""
        frame: Frame | None = self
        while frame is not None:
            frame.taken.alone = False
            frame = frame.parent

    def written(self, name: str) -> Map | None:
        """The step with a name that is written out here, or further out."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.taken.written:
                return frame.taken.written[name]
            frame = frame.parent
        return None

    def visible_names(self) -> list[str]:
        """Every name that can be referred to from here."""
        frame: Frame | None = self
        found: list[str] = []
        while frame is not None:
            found.extend(frame.taken.names)
            frame = frame.parent
        return found


class Evaluator(Scope):
    """Works out the values that a step is written with. It is the scope of the expression that it works out."""

    __slots__ = ("_current", "_frame", "_graph")

    def __init__(self, graph: GraphBuilder, budget: Budget) -> None:
        super().__init__({}, budget)
        self._graph = graph
        self._frame = Frame()
        """Where the expression stands."""
        self._current: int | None = None
        """The node that it meets."""

    def value(self, node: Node, frame: Frame, current: int | None, depth: int = 0) -> Any:
        """A value with its expressions worked out."""
        if isinstance(node, Scalar):
            text = node.value
            if not isinstance(text, str) or "$" not in text:
                return text
            if text[1:] in frame.variables and text[0] == "$":  # by far the most frequent expression
                return frame.variables[text[1:]]
            return self._evaluate(node, text, frame, current, inserted=True)
        if depth >= DEEPEST_LIST:
            raise node.error(f"lists are nested more than {DEEPEST_LIST} deep")
        if isinstance(node, List):
            return self._paid(node, [self.value(item, frame, current, depth + 1) for item in node.items])
        values = {key: self.value(value, frame, current, depth + 1) for key, value in node.values.items()}
        return self._paid(node, values)

    def values(self, moving: Sequence[Moving], frame: Frame, current: int | None) -> list[Any]:
        """Several values with their expressions worked out."""
        variables = frame.variables
        found = [
            variables[variable]
            if variable in variables
            else self.value(node, frame, current)
            if text is None
            else self._evaluate(node, text, frame, current, inserted=True)
            for variable, text, node in moving
        ]
        if not STRUCTURED.isdisjoint(map(type, found)):  # they are looked up by all that they hold
            for value, (_, _, node) in zip(found, moving, strict=True):
                self._paid(node, value)
        return found

    def _paid(self, node: Node, value: Any) -> Any:
        """A value; raise SpecError if what it holds is more than there may be."""
        try:
            if type(value) in STRUCTURED:
                self.budget.spend(4 * len(value) + 8 * size(value, self.budget.limits.work // 8))
        except ValueError as error:
            raise node.error(str(error)) from None
        return value

    def condition(self, node: Node, frame: Frame, current: int) -> bool:
        """What `if:` asks; the `$` may be left out."""
        return bool(self.expression(node, frame, current))

    def expression(self, node: Node, frame: Frame, current: int | None) -> Any:
        """A value that is an expression with or without its `$`."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and not node.value.startswith("$"):
            return self._evaluate(node, node.value, frame, current)
        return self.value(node, frame, current)

    def name(self, node: Node, frame: Frame, current: int | None) -> str:
        """A name, checked."""
        value = self.value(node, frame, current)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value == PREVIOUS:
            raise node.error("no layer can have the name 'previous'", "it stands for the layer before")
        if not isinstance(value, str) or not is_name(value):
            begins = isinstance(value, str) and value.startswith(("-", "+"))
            hint = "the first is a letter, a digit or '_'" if begins else "dots separate names in paths"
            raise node.error(f"a name is made of letters, digits, '_', '-' and '+', not {value!r}", hint)
        return value

    def _evaluate(self, node: Node, text: str, frame: Frame, current: int | None, *, inserted: bool = False) -> Any:
        try:
            expression = (parse_text if inserted else parse)(text, self.budget.limits)
            self.variables, self._frame, self._current = frame.variables, frame, current
            return expression.value(self)
        except ExpressionError as error:
            from cnncalc.spec.pointing import place_of  # imported when asked for: most expressions are right

            place = place_of(node, text, self, inserted=inserted)
            raise SpecError(error.message, hint=error.hint, origin=place) from None

    def look_up(self, name: str) -> Any:
        """What a name that is no variable stands for: a part of the shape here, or a function of the place."""
        if name == "shape()":
            return self._shape_of
        if self._current is not None and (name == "here" or name in SHAPE_WORDS):
            shape = self._graph.shape(self._current)
            values = shape_values(shape)
            if name == "here":
                return values
            if name in values:
                return values[name]
            raise ExpressionError(f"the shape here, {shape}, has no {name}")
        known = [*self.variables, *FUNCTIONS, *SHAPE_WORDS]
        raise ExpressionError(f"unknown name {name!r}", hint=did_you_mean(name, known))

    def _shape_of(self, layer: Any) -> dict[str, Any]:
        path = self._frame.locate(layer, self._graph.by_path) if isinstance(layer, str) else None
        if path is None:
            raise ExpressionError(f"shape() knows no earlier layer {layer!r}")
        return shape_values(self._graph.shape(self._graph.by_path[path]))


def shape_values(shape: Shape) -> dict[str, Any]:
    """A shape as expressions see it: `channels`, `height`, `width`…, and `size`, all axes as a list."""
    named = dict(zip(shape.axes, shape.spatial, strict=True))
    return {"channels": shape.channels, "size": list(shape.spatial), **named}


def used_places(uses: list[Scalar | Map]) -> tuple[Any, ...]:
    """Where the blocks around an error were used, innermost first, at most three."""
    return tuple(dict.fromkeys(node.origin for node in reversed(uses)))[:3]
