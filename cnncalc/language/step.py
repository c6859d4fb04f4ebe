"""A step as it is written: the key that says what it is, that key's value, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from cnncalc.errors import SpecError
from cnncalc.language.built_in import BUILT_IN, WithBuiltIn
from cnncalc.ops import OPS, find_op, hint_for
from cnncalc.source.commas import check_commas
from cnncalc.source.values import List, Map, Scalar, YamlNode

MODIFIERS = ("name", "if", "repeat", "from", "share")
"""What may stand beside any op or block: no field and no parameter has one of these names."""
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-")
"""What names are made of; they begin with neither `+` nor `-`."""
PREVIOUS = "previous"
"""The name of the layer before a step, wherever a layer is named."""
START = "start"
"""What comes into the block or group that a step stands in is called, unless a layer has the name."""

Blocks = dict[str, "Map | List"]


class Step:
    """A step as it is written. `head` is the name of its op, block or construct, `key` where that stands."""

    __slots__ = ("beside", "head", "is_repeated", "key", "main", "node")

    def __init__(
        self,
        node: Scalar | Map,
        head: str,
        key: Scalar,
        main: YamlNode | None,
        beside: Mapping[str, YamlNode],
        *,
        is_repeated: bool = False,
    ) -> None:
        self.node = node
        self.head = head
        self.key = key
        """The key of the head; a bare word is its own key."""
        self.main = main
        """The value of the head, if there is one."""
        self.beside = beside
        """All other keys of the step, with their values."""
        self.is_repeated = is_repeated
        """Whether the step is one turn of a `repeat:`, so that its name has the number of the turn."""

    @property
    def has_main(self) -> bool:
        """Whether the head has a value: `{relu}` and `relu` have none."""
        return self.main is not None and not (isinstance(self.main, Scalar) and self.main.value is None)

    @property
    def fields(self) -> dict[str, YamlNode]:
        """The keys beside the head that are no modifiers, with their values."""
        return {key: value for key, value in self.beside.items() if key not in MODIFIERS}

    def changed(
        self, *, head: str = "", main: YamlNode | None = None, beside: Mapping[str, YamlNode] | None = None
    ) -> Step:
        """The same step with other parts."""
        beside = self.beside if beside is None else beside
        return Step(self.node, head or self.head, self.key, main or self.main, beside, is_repeated=self.is_repeated)

    def without(self, key: str) -> Step:
        """The step without one of the keys beside its head; without its `repeat:` it is one turn of that."""
        beside = {other: value for other, value in self.beside.items() if other != key}
        repeated = self.is_repeated or key == "repeat"
        return Step(self.node, self.head, self.key, self.main, beside, is_repeated=repeated)

    def place(self, key: str) -> YamlNode:
        """The place of a key beside the head, or of its value, if an override put that there."""
        found = self.node.keys.get(key) if isinstance(self.node, Map) else None
        return found or self.beside.get(key) or self.key


class Vocabulary:
    """The words that a step's head may be: constructs in the order in which they are looked for, blocks, and ops."""

    def __init__(self, constructs: Collection[str], blocks: Blocks) -> None:
        self.constructs = constructs
        self.blocks = WithBuiltIn(blocks)

    def take_apart(self, node: YamlNode) -> Step:
        """Read a step; raise SpecError if it names nothing known."""
        if isinstance(node, Scalar):
            if not isinstance(node.value, str):
                raise node.error(f"a step is an op's name or a mapping, not {node.value!r}")
            return Step(node, node.value, node, None, {})
        if isinstance(node, List):
            raise node.error("a step cannot be a list", "for a group of steps write {layers: […], name: …}")
        check_commas(node)
        head = self._head(node)
        beside = {key: value for key, value in node.values.items() if key != head}
        return Step(node, head, node.keys[head], node.values[head], beside)

    def fits(self, head: str, node: Map) -> bool:
        """Whether every other key of a step is a field of this op or a parameter of this block."""
        if head.startswith("$"):
            return True
        block, op = self.blocks.get(head), find_op(head)
        fields = (*op.spellings, *op.words) if op else ()
        known = {*(parameters_of(block) if block is not None else ()), *fields, "like"}
        return all(key == head or key in MODIFIERS or key in known for key in node.values)

    def unknown(self, name: str, place: YamlNode) -> SpecError:
        """The error for a name that is neither an op nor a block."""
        return place.error(f"unknown op {name!r}", hint_for(name, [*self.blocks, *BUILT_IN, *self.constructs]))

    def _head(self, node: Map) -> str:
        for construct in self.constructs:
            if construct in node.values:
                return construct
        candidates = [key for key in node.values if key not in MODIFIERS and self._is_known(key)]
        if len(candidates) == 1 and not self._is_field_of_unknown(candidates[0], node):
            return candidates[0]
        if len(candidates) > 1:
            return next((key for key in candidates if self.fits(key, node)), candidates[0])
        if all(key in MODIFIERS for key in node.values):
            head = next((key for key in ("name", "from") if key in node.values), "")
            if head:
                return head
        raise self._headless(node)

    def _headless(self, node: Map) -> SpecError:
        """The error for a step without a head."""
        others = [key for key in node.values if key not in MODIFIERS]
        if not others:
            return node.error("this step names no op", "write the op's name as a key: {conv: 64, kernel: 3}")
        if others == ["else"]:
            return node.keys["else"].error("else: needs then: beside it")
        fields = fields_of_ops()
        strange = next((key for key in others if key not in fields), None)
        if strange is None:
            hint = f"{others[0]} is a field; the op's name is a key, too: {{conv: 64, kernel: 3}}"
            return node.keys[others[0]].error("this step names no op", hint)
        return self.unknown(strange, node.keys[strange])

    def _is_known(self, name: str) -> bool:
        """Whether a name is that of an op or a block, or an expression that may give one."""
        return name in self.blocks or name.startswith("$") or find_op(name) is not None

    def _is_field_of_unknown(self, key: str, node: Map) -> bool:
        """Whether a key that could be an op, as `pad`, is a field here: the key before it is an unknown op."""
        if next(iter(node.values)) == key or self.fits(key, node) or key not in fields_of_ops():
            return False
        first = next(other for other in node.values if other not in MODIFIERS)
        return first != key and first not in fields_of_ops()


def fields_of_ops() -> set[str]:
    """Every field of every op, by all its names, and whatever else an op may be told."""
    return {"else", *(name for op in OPS.values() for name in (*op.spellings, *op.words))}


def parameters_of(block: Map | List) -> dict[str, YamlNode]:
    """A block's parameters with their defaults; one without a default has an empty scalar."""
    if isinstance(block, List):
        return {}
    written = block.values.get("parameters")
    if written is None or (isinstance(written, Scalar) and written.value is None):
        return {}
    if not isinstance(written, Map):
        raise written.error("parameters are a mapping of names to defaults", "{width, stride: 1}")
    return written.values


def steps_of(block: Map | List) -> List:
    """A block's steps."""
    if isinstance(block, List):
        return block
    layers = block.values.get("layers")
    if not isinstance(layers, List):
        raise (layers or block).error("a block needs layers: with a list of steps")
    return layers


def given_twice(place: YamlNode, field: str, head: str) -> SpecError:
    """The error for a main value that stands under its field's name and under the op's or block's."""
    return place.error(f"{field} is given twice", f"it is the value of {head}, too")


def is_literal(node: YamlNode) -> bool:
    """Whether a value holds no expression."""
    waiting: list[YamlNode] = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            if isinstance(node.value, str) and "$" in node.value:
                return False
        else:
            waiting.extend(node.items if isinstance(node, List) else node.values.values())
    return True


def is_name(text: str) -> bool:
    """Whether a layer can have this name."""
    return LETTERS.issuperset(text) and text[:1] not in ("", "+", "-") and text != PREVIOUS


def base_name(head: str) -> str:
    """What the automatic name of a use of a block begins with; blocks may be called what no layer can."""
    return head if is_name(head) else re.sub(r"[^A-Za-z0-9_+-]", "_", head).lstrip("+-") or "block"
