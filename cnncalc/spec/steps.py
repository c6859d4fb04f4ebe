"""What a step is: which op, block or structure it uses, and what stands beside it."""

import re
from collections.abc import Iterable, Mapping

from cnncalc.errors import SpecError
from cnncalc.ops import OPS, find_op, hint_for
from cnncalc.source.commas import check_commas
from cnncalc.source.values import List, Map, Node, Scalar

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+-]*\Z")
MODIFIERS = ("name", "if", "repeat", "from", "share")
STRUCTURES: dict[str, tuple[str, ...]] = {
    "for": ("in", "layers"),
    "residual": ("shortcut",),
    "split": ("sizes", "join"),
    "aux": (),
    "layers": (),
    "then": ("if", "else"),
}
"""The keys that make a step a structure, and the keys that may stand beside each."""
JOINS = ("concat", "add", "multiply")
PREVIOUS = "previous"
"""What the layer before is called wherever a layer is named."""
NAMELESS = ("then", "for", "from")
"""The structures that are no scope and no layer themselves; the first two are groups where they have a name."""
SCOPED = ("layers", "then", "else")
"""The keys of a step with a name whose steps have a scope of their own."""
AUTOMATIC_NAMES = {"layers": "group", "residual": "add"}
"""What the names of structures begin with where they have none, if not with their key."""

Blocks = dict[str, "Map | List"]
Moving = tuple["str | None", "str | None", Node]
"""A value that depends on where it stands: the variable that it is, if it is one (what stands after its `$`), its text,
if it is one, and itself."""


class Step:
    """A step taken apart. `head` is the op's, block's or structure's key, `main` its value.

    A network runs its steps many times: what can be told of one before it runs is worked out here, once.
    """

    __slots__ = (
        "base",
        "condition",
        "fields",
        "has_main",
        "head",
        "is_chosen",
        "is_named",
        "is_numbered",
        "is_plain",
        "is_structure",
        "key",
        "main",
        "modifiers",
        "name",
        "named",
        "node",
        "op",
        "share",
        "source",
        "times",
    )

    def __init__(
        self,
        node: Scalar | Map,
        head: str,
        key: Scalar,
        main: Node | None,
        fields: dict[str, Node],
        modifiers: dict[str, Node],
    ) -> None:
        self.node = node
        op = find_op(head)
        if op is not None and op.name in JOINS and isinstance(main, (List, Map)):
            head = op.name  # written in letters of any case, or by an alias
        self.head = head
        self.key = key
        """Where the head stands; a bare word is its own key."""
        self.main = main
        self.fields = fields
        self.modifiers = modifiers
        self.has_main = main is not None and not (isinstance(main, Scalar) and main.value is None)
        """Whether the head has a value: `{relu}` and `relu` have none."""
        self.is_structure = head in STRUCTURES or (head in JOINS and isinstance(main, (List, Map)))
        """Whether it wires other steps, and is no op or block of its own."""
        self.is_named = head not in NAMELESS or "name" in modifiers
        """Whether it is a layer or a scope."""
        self.is_chosen = head[:1] == "$" or (head == "then" and self.is_named)
        """Whether it is known only where it runs what it is: its head is an expression, or it is one of two groups."""
        self.op = None if self.is_structure else op
        """The op it uses, unless it is a structure, a block, or a head that is still to be worked out."""
        self.base = _base(_join_of(head, fields)) if self.op is None else self.op.name
        """What its name begins with, if it has none of its own."""
        self.named = modifiers.get("name")
        self.name = _literal_name(self.named)
        """Its name, if that is the same wherever it runs."""
        self.is_numbered = self.named is not None and is_literal(self.named)
        """Whether its turns, where it is repeated, have its name with their number."""
        self.condition = modifiers.get("if")
        self.times = modifiers.get("repeat")
        self.source = modifiers.get("from")
        self.share = modifiers.get("share")
        self.is_plain = self.op is not None and (not modifiers or (len(modifiers) == 1 and self.name != ""))
        """Whether it is an op on the layer before it, by a name that is known before it runs or made up."""

    def changed(
        self,
        *,
        head: str | None = None,
        main: Node | None = None,
        fields: dict[str, Node] | None = None,
        modifiers: dict[str, Node] | None = None,
    ) -> "Step":
        """The same step with other parts."""
        return Step(
            self.node,
            head or self.head,
            self.key,
            main or self.main,
            self.fields if fields is None else fields,
            self.modifiers if modifiers is None else modifiers,
        )

    def said(self, field: str) -> Node | None:
        """What it says for a field of its op, in whatever word."""
        assert self.op is not None
        if self.main is not None and self.op.meant("", self.head) == field:
            return self.main
        words = (word for word in self.fields if self.op.meant(word, self.head) == field)
        return self.fields.get(next(words, field))

    def place(self, field: str) -> Node:
        """Where a field's key stands; its value, if that came from elsewhere."""
        key = self.node.keys.get(field) if isinstance(self.node, Map) else None
        return key or self.fields.get(field) or self.key


def take_apart(node: Node, blocks: Blocks) -> Step:
    """Read a step; raise SpecError if it names nothing known."""
    if isinstance(node, Scalar):
        if not isinstance(node.value, str):
            raise node.error(f"a step is an op's name or a mapping, not {node.value!r}")
        return Step(node, node.value, node, None, {}, {})
    if isinstance(node, List):
        raise node.error("a step cannot be a list", "for a group of steps write {layers: […], name: …}")
    check_commas(node)
    head = _head(node, blocks)
    modifiers: dict[str, Node] = {}
    fields: dict[str, Node] = {}
    for key, value in node.values.items():
        if key in MODIFIERS:
            modifiers[key] = value
        elif key != head:
            fields[key] = value
    if head == "from" and "name" in modifiers:
        raise modifiers["name"].error(
            "a step that is only from: makes no layer to give a name to", "{identity, from: …, name: …} makes one"
        )
    if head == "then":
        modifiers.pop("if", None)
        fields["if"] = node.values.get("if") or _needs(node, "then", "if")
    return Step(node, head, node.keys.get(head) or _first_key(node), node.values.get(head), fields, modifiers)


def is_known(name: str, blocks: Blocks) -> bool:
    """Whether a name is that of an op or a block, or an expression that may give one."""
    return name in blocks or name.startswith("$") or find_op(name) is not None


def unknown(name: str, place: Node, blocks: Blocks) -> SpecError:
    """The error for a name that is neither an op nor a block."""
    return place.error(f"unknown op {name!r}", hint_for(name, [*blocks, *STRUCTURES]))


def given_twice(place: Node, field: str, head: str) -> SpecError:
    """The error for a main value that stands under its field's name and under the op's or block's."""
    return place.error(f"{field} is given twice", f"it is the value of {head}, too")


def _head(node: Map, blocks: Blocks) -> str:
    if not STRUCTURES.keys().isdisjoint(node.values):
        return next(structure for structure in STRUCTURES if structure in node.values)
    candidates = [key for key in node.values if key not in MODIFIERS and is_known(key, blocks)]
    if len(candidates) == 1 and not _is_field_of_unknown(candidates[0], node, blocks):
        return candidates[0]
    if len(candidates) > 1:
        return next((key for key in candidates if fits(key, node, blocks)), candidates[0])
    if "from" in node.values and all(key in MODIFIERS for key in node.values):
        return "from"
    others = [key for key in node.values if key not in MODIFIERS]
    if not others:
        raise node.error("this step names no op", "write the op's name as a key: {conv: 64, kernel: 3}")
    if others == ["else"]:
        _needs(node, "else", "then")
    fields = _fields()
    strange = next((key for key in others if key not in fields), None)
    if strange is None:
        hint = f"{others[0]} is a field; the op's name is a key, too: {{conv: 64, kernel: 3}}"
        raise node.keys[others[0]].error("this step names no op", hint)
    raise unknown(strange, node.keys[strange], blocks)


def _fields() -> set[str]:
    """Every field of every op, by all its names, and whatever else an op may be told."""
    return {"else", *(name for op in OPS.values() for name in (*op.spellings, *op.words))}


def _is_field_of_unknown(key: str, node: Map, blocks: Blocks) -> bool:
    """Whether what could be an op is a field here, as `pad`: an op that nobody knows stands before it."""
    if next(iter(node.values)) == key or fits(key, node, blocks) or key not in _fields():
        return False
    first = next(other for other in node.values if other not in MODIFIERS)
    return first != key and first not in _fields()


def fits(key: str, node: Map, blocks: Blocks) -> bool:
    """Whether every other key of a step is a field of this op or a parameter of this block."""
    if key.startswith("$"):
        return True
    block, op = blocks.get(key), find_op(key)
    fields = (*op.spellings, *op.words) if op else ()
    known = {*(parameters_of(block) if block is not None else ()), *fields, "like"}
    return all(other == key or other in MODIFIERS or other in known for other in node.values)


def parameters_of(block: Map | List) -> dict[str, Node]:
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


def takes_apart(block: Map | List, parameter: str) -> bool:
    """Whether a block asks for what is in a parameter's value, or hands it on whole to what may do so."""
    inside = re.compile(rf"\b{re.escape(parameter)}\s*[.\[]")
    waiting: list[tuple[str, Node]] = [("", block)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Map):
            waiting.extend(node.values.items())
        elif isinstance(node, List):
            waiting.extend((key, item) for item in node.items)
        elif isinstance(node.value, str):
            whole = node.value == f"${parameter}" and find_op(key) is None and key not in _fields()
            if whole or inside.search(node.value):
                return True
    return False


def is_literal(node: Node) -> bool:
    """Whether a value holds no expression."""
    waiting: list[Node] = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            if isinstance(node.value, str) and "$" in node.value:
                return False
        else:
            waiting.extend(node.items if isinstance(node, List) else node.values.values())
    return True


def literal_names(steps: List) -> tuple[dict[str, Map], int]:
    """Every name written out in a list of steps, with its step, and how many values that took to see.

    Lists inside of it count where their steps have no scope of their own, as those of groups and named branches do.
    """
    found: dict[str, Map] = {}
    waiting: list[List] = [steps]
    seen = 0
    while waiting:
        items = waiting.pop().items
        seen += len(items)
        for item in items:
            if isinstance(item, List):
                waiting.append(item)
            elif isinstance(item, Map):
                seen += len(item.values)
                name = item.values.get("name")
                if isinstance(name, Scalar) and isinstance(name.value, str):
                    found.setdefault(name.value, item)
                waiting.extend(_lists_in_scope(item))
    return found, seen


def _lists_in_scope(step: Map) -> Iterable[List]:
    """The lists in a step whose own steps stand in the scope that it stands in."""
    scoped = SCOPED if "name" in step.values else () if "for" in step.values else ("layers",)
    for key, value in step.values.items():
        if isinstance(value, List) and key != "aux" and key not in scoped:
            yield value
            if key == "split" or find_op(key) is not None:
                branches = [item.values.get("layers") for item in value.items if isinstance(item, Map)]
                yield from [branch for branch in branches if isinstance(branch, List)]


def is_word(name: str) -> bool:
    """Whether a name is one of the words that `words_in` finds; one of several, or with marks, is none."""
    return re.fullmatch(r"\w+", name) is not None


def words_in(values: Iterable[Node]) -> frozenset[str]:
    """Every word in the texts and keys of some values."""
    texts: list[str] = []
    waiting = list(values)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            texts.append(str(node.value))
        elif isinstance(node, List):
            waiting.extend(node.items)
        else:
            texts.extend(node.values)
            waiting.extend(node.values.values())
    return frozenset(re.findall(r"\w+", "\n".join(texts)))


def is_name(text: str) -> bool:
    """Whether a layer can have this name."""
    return _NAME.match(text) is not None and text != PREVIOUS


def _join_of(head: str, fields: Mapping[str, Node]) -> str:
    """The join at the end of a `split`, by which it goes; any other head as it is."""
    if head != "split":
        return head
    join = fields.get("join")
    return join.value if isinstance(join, Scalar) and join.value in JOINS else "concat"


def _base(head: str) -> str:
    """What the name of a structure or a block begins with; blocks may be called what no layer can."""
    base = AUTOMATIC_NAMES.get(head, head)
    return base if is_name(base) else re.sub(r"[^A-Za-z0-9_+-]", "_", base).lstrip("+-") or "block"


def _literal_name(place: Node | None) -> str:
    text = place.value if isinstance(place, Scalar) else None
    return text if isinstance(text, str) and is_name(text) else ""


def moving_in(values: Mapping[str, Node]) -> dict[str, Moving]:
    """The values that hold an expression."""
    return {key: _moving(value) for key, value in values.items() if not is_literal(value)}


def _moving(value: Node) -> Moving:
    text = value.value if isinstance(value, Scalar) else None
    if not isinstance(text, str):
        return None, None, value
    return text[1:] if text[0] == "$" else None, text, value


def _first_key(node: Map) -> Scalar:
    return next(iter(node.keys.values()))


def _needs(node: Map, key: str, other: str) -> Node:
    raise node.keys[key].error(f"{key}: needs {other}: beside it")
