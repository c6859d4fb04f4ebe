"""The changes that `override`, `remove` and `insert` make to layers, by their paths."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.ops import find_op, op_named
from cnncalc.source.commas import check_commas
from cnncalc.source.values import List, Map, Node, Scalar
from cnncalc.spec.definition import Edits, check_keys
from cnncalc.spec.plan import Plan
from cnncalc.spec.steps import MODIFIERS, STRUCTURES, Blocks, Step, fits, given_twice, parameters_of, take_apart

NO_CHANGES = {
    "name": ("rename a layer", "others may refer to it by its name"),
    "if": ("make a layer conditional", "remove: takes it out"),
    "repeat": ("repeat a layer", "insert: puts others after it"),
}
"""What stands beside a step and decides which layers there are: that is not an override's to change."""


class Insertion(NamedTuple):
    """Steps to put before or after a layer, and the level of the spec that does so."""

    before: bool
    layers: List
    level: int


class EditTable:
    """All edits by path, the earliest first; knows which were made.

    The level of an edit is how many specs were extended before it. What a spec inserts is changed only by
    specs that extend that one: they alone know of it, and the same spec may well remove its namesake.
    """

    def __init__(self, edits: tuple[Edits, ...], plan: Plan) -> None:
        self._plan = plan
        self._overrides: dict[str, list[tuple[int, Map]]] = {}
        self._removals: dict[str, list[tuple[int, Scalar]]] = {}
        self._insertions: dict[str, list[Insertion]] = {}
        self.paths: set[str] = set()
        """The paths that something changes, or is put next to."""
        self._said: list[tuple[int, str, Scalar, Node]] = []
        """Each edit: its level, its path, the place of that, and what it says."""
        self._met: dict[str, int] = {}
        """The paths of which there is a layer, with the level of the spec that the last of them stands in."""
        self._made: set[int] = set()
        """The edits that were made, by the ids of what they say."""
        for level, edit in enumerate(edits, start=1):
            self._add(edit, level)

    def __len__(self) -> int:
        return len(self.paths)

    def reach_into(self, path: str) -> bool:
        """Whether anything changes a layer inside the block or group with this path."""
        return any(changed.startswith(f"{path}.") for changed in self.paths)

    def removed_at(self, path: str, level: int) -> int | None:
        """The level that takes the layer out, if one does; `level` is that of the spec it stands in.

        What specs before that one change in it is of no matter.
        """
        self._met[path] = max(level, self._met.get(path, 0))
        removal = next(((at, item) for at, item in self._removals.get(path, []) if at > level), None)
        if removal is None:
            return None
        removed_at, item = removal
        self._made.add(id(item))
        self._made.update([id(change) for at, change in self._overrides.get(path, []) if level < at < removed_at])
        return removed_at

    def insertions(self, path: str, level: int, *, before: bool, until: int | None) -> list[Insertion]:
        """What is put before or after a layer, by the specs up to the one that takes it out."""
        found = [
            each
            for each in self._insertions.get(path, [])
            if each.before is before and each.level > level and (until is None or each.level <= until)
        ]
        self._made.update([id(each.layers) for each in found])
        return found

    def apply(self, step: Step, path: str, level: int) -> Step:
        """The step with its overrides."""
        known = self._plan.overridden
        for changed_at, change in self._overrides.get(path, []):
            if changed_at > level:
                self._made.add(id(change))
                here = step, change
                if here not in known:
                    known[here] = _override(step, change, self._plan.blocks)
                step = known[here]
        return step

    def unmade(self, paths: Collection[str], title: str) -> Iterator[tuple[str, SpecError]]:
        """The path of each change to a layer that is not there, and the error for it."""
        for level, path, place, said in self._said:
            if id(said) in self._made or self._goes_with_its_block(path, level):
                continue
            if self._met.get(path, -1) >= level:
                problem, hint = "is not there yet: it is inserted", "change it where it is inserted"
                yield path, place.error(f"layer {path!r} {problem}", hint)
            elif path in self._met:
                yield path, place.error(f"layer {path!r} is removed", "by this spec, or by one that it extends")
            elif path in paths:
                yield path, place.error(f"{path!r} is no layer, but an input or a branch: it cannot be changed")
            else:
                yield path, place.error(f"{title} has no layer {path!r}", did_you_mean(path, paths))

    def _goes_with_its_block(self, path: str, level: int) -> bool:
        """Whether a later spec removes a block that the layer is in."""
        lengths = {len(removed) for removed in self._removals}
        blocks = (path[:at] for at, char in enumerate(path) if char == "." and at in lengths)
        return any(at > level for block in blocks for at, _ in self._removals.get(block, []))

    def _add(self, edit: Edits, level: int) -> None:
        if edit.override is not None:
            for path, change in edit.override.values.items():
                if not isinstance(change, Map):
                    raise change.error(f"override of {path!r} must be a mapping of fields to values")
                self._overrides.setdefault(path, []).append((level, change))
                self._say(level, path, edit.override.keys[path], change)
        for item in edit.remove.items if edit.remove is not None else ():
            if not isinstance(item, Scalar):
                raise item.error("remove takes the names of layers")
            self._removals.setdefault(item.written, []).append((level, item))
            self._say(level, item.written, item, item)
        for item in edit.insert.items if edit.insert is not None else ():
            self._add_insertion(item, level)

    def _add_insertion(self, item: Node, level: int) -> None:
        if not isinstance(item, Map):
            raise item.error("insert takes {after: NAME, layers: […]} or {before: NAME, layers: […]}")
        check_keys(item, ("after", "before", "layers"), "an insertion")
        anchors = [key for key in ("after", "before") if key in item.values]
        layers = item.values.get("layers")
        if len(anchors) != 1 or not isinstance(layers, List):
            raise item.error("insert needs after: or before: with a layer's name, and layers: with a list of steps")
        anchor = item.values[anchors[0]]
        if not isinstance(anchor, Scalar):
            raise anchor.error(f"{anchors[0]} takes the name of one layer")
        path = anchor.written
        self._insertions.setdefault(path, []).append(Insertion(anchors[0] == "before", layers, level))
        self._say(level, path, anchor, layers)

    def _say(self, level: int, path: str, place: Scalar, said: Node) -> None:
        self.paths.add(path)
        self._said.append((level, path, place, said))


def _override(step: Step, change: Map, blocks: Blocks) -> Step:
    check_commas(change)
    keys = change.values
    known = {**_fields_of(step, blocks), **dict.fromkeys(_other_spellings(step, keys, blocks), "main")}
    for key, (mistake, hint) in NO_CHANGES.items():
        if key in keys:
            raise change.keys[key].error(f"override cannot {mistake}", hint)
    if not all(key in known or key in MODIFIERS for key in keys):
        return _replace(step, change, known, blocks)
    mains = [key for key in keys if known.get(key) == "main"]
    if len(mains) > 1:
        raise given_twice(change.keys[mains[1]], mains[1], mains[0])
    main = step.main
    fields, modifiers = dict(step.fields), dict(step.modifiers)
    for key in keys:
        value = change.values[key]
        if key in MODIFIERS:
            _put(modifiers, key, value)
        elif known.get(key) == "main" and _is_main_as_written(step, key):
            main = value
            fields = {field: node for field, node in fields.items() if known.get(field) != "main"}
        else:
            meant = _meant(step, key)
            fields = {field: node for field, node in fields.items() if _meant(step, field) != meant or field in keys}
            _put(fields, key, value)
            if known.get(key) == "main":
                main = Scalar(value.source, value.line, value.column, None)  # it stands under the key
    return step.changed(main=main, fields=fields, modifiers=modifiers)


def _put(values: dict[str, Node], key: str, value: Node) -> None:
    """Set a value; nothing takes it out."""
    if isinstance(value, Scalar) and value.value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _meant(step: Step, word: str) -> str:
    """The field that a word means: ops know the names of other frameworks, too."""
    return word if step.op is None else step.op.meant(word, step.head)


def _is_main_as_written(step: Step, key: str) -> bool:
    """Whether a key stands for the main value in its own form: the op itself or the field, and no other name of it."""
    if step.op is None or find_op(key) is step.op:
        return True
    return key == step.op.usage(step.head).words.get("", step.op.main)


def _replace(step: Step, change: Map, known: dict[str, str], blocks: Blocks) -> Step:
    """Another op in the layer's place, under its name."""
    heads = [key for key in change.values if find_op(key) or key in blocks]
    chosen = next((key for key in change.values if key.startswith("$")), None)
    if heads and chosen is not None:
        raise change.keys[chosen].error(f"override takes fields and ops by name, not {chosen!r}")
    if all(known.get(key) == "field" and not fits(key, change, blocks) for key in heads):  # pad is a field, too
        strange = next(key for key in change.values if key not in known and key not in MODIFIERS)
        fields = list(known if step.op is None else step.op.fields)
        hint = did_you_mean(strange, fields) or did_you_mean(strange, known) or f"it has {', '.join(fields) or 'none'}"
        raise change.keys[strange].error(f"{step.head} has no field {strange!r}", hint)
    new = take_apart(change, blocks)
    kept = {key: value for key, value in step.modifiers.items() if key not in new.modifiers}
    return new.changed(modifiers={**kept, **new.modifiers})


def _fields_of(step: Step, blocks: Blocks) -> dict[str, str]:
    """What a step's op, block or structure can be told, and under which names its main value."""
    if step.head in STRUCTURES:
        return {**dict.fromkeys(STRUCTURES[step.head], "field"), step.head: "main"}
    block = blocks.get(step.head)
    if block is not None:
        names = list(parameters_of(block))
        return {step.head: "main", **dict.fromkeys(names, "field"), **dict.fromkeys(names[:1], "main")}
    return _words_of(step.head)


def _other_spellings(step: Step, keys: Iterable[str], blocks: Blocks) -> list[str]:
    """The keys that mean the step's own op, in whatever spelling."""
    return [key for key in keys if step.op is not None and key not in blocks and find_op(key) is step.op]


@lru_cache(maxsize=256)
def _words_of(head: str) -> dict[str, str]:
    op = op_named(head)
    main = op.meant("", head)
    fields = [*op.spellings, *op.words, *op.usage(head).words, *(["like"] if "size" in op.fields else [])]
    said = {name: "main" if op.meant(name, head) == main else "field" for name in fields if name}
    return {**said, **dict.fromkeys((head, *op.names()), "main")}
