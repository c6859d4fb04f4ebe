"""Values as they are written, read once: what has no expression in it is the same wherever it stands."""

from __future__ import annotations

from typing import Any

from cnncalc.language.expressions.located_text import located
from cnncalc.language.here import Here
from cnncalc.language.step import PREVIOUS, is_literal, is_name
from cnncalc.limits import DEEPEST_LIST, size
from cnncalc.source.values import List, Map, Scalar, YamlNode, plain

STRUCTURED = frozenset([list, dict])
SIZED = frozenset([list, dict, str])
UNNAMED = "$"
"""What stands for no variable: no variable can have this name."""


class Term:
    """A value as it is written. This class is for literals: the same wherever they stand."""

    __slots__ = ("node", "value")

    def __init__(self, node: YamlNode, value: Any) -> None:
        self.node = node
        self.value = value

    def of(self, here: Here, current: int | None) -> Any:
        """The value here, where node `current` comes in; raise SpecError if it cannot be worked out."""
        return self.value

    @property
    def is_literal(self) -> bool:
        """Whether there is no expression in the value."""
        return type(self) is Term


class Computed(Term):
    """An expression, or a text with expressions in it."""

    __slots__ = ("_inserted", "_text", "_variable")

    def __init__(self, node: YamlNode, text: str, *, inserted: bool) -> None:
        super().__init__(node, text)
        self._text = text
        self._inserted = inserted
        self._variable = text[1:] if inserted and text[0] == "$" else UNNAMED
        """The name that the whole expression is, as most are: a variable of this name gives the value at once."""

    def of(self, here: Here, current: int | None) -> Any:
        if self._variable in here.variables:
            return here.variables[self._variable]
        return here.evaluate(self.node, self._text, current, inserted=self._inserted)


class Collected(Term):
    """A list or a mapping with expressions in it."""

    __slots__ = ("_items",)

    def __init__(self, node: List | Map, depth: int) -> None:
        super().__init__(node, None)
        items = dict(enumerate(node.items)) if isinstance(node, List) else node.values
        self._items = {key: read(item, depth + 1) for key, item in items.items()}

    def of(self, here: Here, current: int | None) -> Any:
        values = {key: item.of(here, current) for key, item in self._items.items()}
        return paid(here, self.node, list(values.values()) if isinstance(self.node, List) else values)


def read(node: YamlNode, depth: int = 0) -> Term:
    """Read a value as a term; raise SpecError for lists that are nested too deep."""
    if isinstance(node, Scalar):
        text = node.value
        is_computed = isinstance(text, str) and "$" in text
        return Computed(node, str(text), inserted=True) if is_computed else Term(node, text)
    if is_literal(node):
        return Term(node, plain(node, depth))
    if depth >= DEEPEST_LIST:
        raise node.error(f"lists are nested more than {DEEPEST_LIST} deep")
    return Collected(node, depth)


def read_expression(node: YamlNode) -> Term:
    """Read a value that is an expression, with or without its `$`."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and not node.value.startswith("$"):
        return Computed(node, node.value, inserted=False)
    return read(node)


def paid(here: Here, node: YamlNode, value: Any) -> Any:
    """Spend the work of a value, and return it; raise CnncalcError if it holds too much."""
    if type(value) in SIZED:
        try:
            here.budget.spend(size(value, here.budget.left))
        except ValueError as error:
            raise node.error(str(error)) from None
    return value


def bound(here: Here, node: YamlNode, value: Any, path: str, before: int | None = None) -> Any:
    """A value as a variable has it, with where its texts were written; that is a copy, and costs as much as one."""
    return located(paid(here, node, value), path, before)


class Name:
    """The name of a layer, as it is written."""

    __slots__ = ("_value", "literal", "node")

    def __init__(self, node: YamlNode) -> None:
        self.node = node
        self._value = read(node)
        value = self._value.value if self._value.is_literal else None
        self.literal = value if isinstance(value, str) and is_name(value) else ""
        """The name, if it is the same wherever the step stands; else empty."""

    @property
    def is_literal(self) -> bool:
        """Whether there is no expression in the value."""
        return self._value.is_literal

    def of(self, here: Here, current: int | None) -> str:
        """The name here, where node `current` comes in; raise SpecError if no layer can have it."""
        return self.literal or self._checked(self._value.of(here, current))

    def _checked(self, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value == PREVIOUS:
            raise self.node.error("no layer can have the name 'previous'", "it stands for the layer before")
        if not isinstance(value, str) or not is_name(value):
            begins = isinstance(value, str) and value.startswith(("-", "+"))
            hint = "the first is a letter, a digit or '_'" if begins else "dots separate names in paths"
            raise self.node.error(f"a name is made of letters, digits, '_', '-' and '+', not {value!r}", hint)
        return value
