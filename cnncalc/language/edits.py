"""The changes that `override`, `remove` and `insert` make to layers, by their paths."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.language.by_path import EditsAt, is_pattern
from cnncalc.language.definition import Edits, check_keys
from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader, Steps
from cnncalc.language.statements.named import Named
from cnncalc.language.step import MODIFIERS, Step, given_twice
from cnncalc.limits import Budget
from cnncalc.ops import find_op
from cnncalc.ops.base import Op
from cnncalc.source.commas import check_commas
from cnncalc.source.values import List, Map, Scalar, YamlNode

NO_CHANGES = {
    "name": ("rename a layer", "others may refer to it by its name"),
    "if": ("make a layer conditional", "remove: takes it out"),
    "repeat": ("repeat a layer", "insert: puts others after it"),
}
"""The words beside a step that decide which layers there are, and that an override cannot change."""
MOST_OVERRIDDEN = 10_000
"""The most statements with overrides that are kept for the networks to come."""


class Override(NamedTuple):
    """What changes in the layer with a path, or in those that fit a pattern, and the level of the spec that says so."""

    path: str
    change: Map
    level: int


class Insertion(NamedTuple):
    """Steps to put before or after a layer, and the level of the spec that does so."""

    before: bool
    steps: Steps
    level: int


class EditTable:
    """All edits by path, the earliest first; knows which were made.

    The level of an edit is how many specs were extended before it. What a spec inserts is changed only by
    specs that extend that one: they alone know of it, and the same spec may well remove its namesake.
    """

    def __init__(self, edits: tuple[Edits, ...], reader: Reader, budget: Budget) -> None:
        self._reader = reader
        self._budget = budget
        self._overrides: EditsAt[Override] = EditsAt()
        self._removals: EditsAt[tuple[int, Scalar]] = EditsAt()
        self._insertions: EditsAt[Insertion] = EditsAt()
        self._said: list[tuple[int, str, Scalar, YamlNode]] = []
        """Each edit: its level, the path of the layer, where that is written, and what the edit says."""
        self._met: dict[str, int] = {}
        """The paths at which there was a layer; value: the level of the spec that the last such layer stands in."""
        self._gone: dict[str, int] = {}
        """The paths that are removed, as they are written or by a pattern; value: the level of the last such spec."""
        self._made: set[int] = set()
        """The ids of what edits say, of those that were made."""
        for level, edit in enumerate(edits, start=1):
            self._add(edit, level)

    def __contains__(self, path: object) -> bool:
        """Whether a layer is changed, or something is put next to it; each pattern that it may fit is work."""
        self._budget.spend(self._overrides.patterns + self._removals.patterns)
        return path in self._overrides or path in self._removals or path in self._insertions

    def run(self, statement: Named, here: Here, current: int, name: str) -> int:
        """Run a statement with the changes of the specs that extend its own; return the node that comes out."""
        path = here.path_of(name)
        removed_at = self._removed_at(path, here.level)
        if removed_at is None:
            here.names.claim(statement.step, name)
        for insertion in self._insertions_at(path, here.level, before=True, until=removed_at):
            current = here.build.insert(insertion.steps, path, here, current, insertion.level)
        if removed_at is None:
            current = here.build.make(self._changed(statement, path, here.level), here, current, name)
        for insertion in self._insertions_at(path, here.level, before=False, until=removed_at):
            current = here.build.insert(insertion.steps, path, here, current, insertion.level)
        return current

    def _removed_at(self, path: str, level: int) -> int | None:
        """The level of the spec that removes a layer, if one does; `level` is that of the spec which has the layer.

        What specs before that one change in it is of no matter.
        """
        self._met[path] = max(level, self._met.get(path, 0))
        removal = next(((at, item) for at, item in self._removals.at(path) if at > level), None)
        if removal is None:
            return None
        removed_at, item = removal
        self._gone[path] = max(removed_at, self._gone.get(path, 0))
        self._made.add(id(item))
        self._made.update([id(each.change) for each in self._overrides.at(path) if level < each.level < removed_at])
        return removed_at

    def _insertions_at(self, path: str, level: int, *, before: bool, until: int | None) -> list[Insertion]:
        """The insertions before or after a layer, of the specs up to the one that removes the layer."""
        found = [
            each
            for each in self._insertions.at(path)
            if each.before is before and each.level > level and (until is None or each.level <= until)
        ]
        self._made.update([id(each.steps.node) for each in found])
        return found

    def _changed(self, statement: Named, path: str, level: int) -> Named:
        """The statement with its overrides: each is put into the step as it is written, and the step is read again."""
        for override in self._overrides.at(path):
            if override.level > level:
                self._made.add(id(override.change))
                statement = self._with(statement, override, path)
        return statement

    def _with(self, statement: Named, override: Override, path: str) -> Named:
        """The statement with one override; the reader keeps it, for the networks that are built again."""
        known, key = self._reader.overridden, (statement.step, override.change)
        changed = known.get(key)
        if changed is None:
            try:
                changed = self._reader.statement(_overridden(statement, override.change, self._reader))
            except SpecError as error:
                if is_pattern(override.path):
                    error.message = f"{path}: {error.message}"
                raise
            if len(known) >= MOST_OVERRIDDEN:
                known.clear()
            known[key] = changed
        assert isinstance(changed, Named)  # no override takes a layer out, or makes it several
        return changed

    def unmade(self, paths: Collection[str], title: str) -> Iterator[tuple[str, SpecError]]:
        """The path of each change whose layer is not in the network, and the error for the change."""
        lengths = {len(gone) for gone in self._gone}
        for level, path, place, said in self._said:
            if id(said) in self._made or self._goes_with_its_block(path, level, lengths):
                continue
            if is_pattern(path):
                yield path, place.error(f"{title} has no layer that goes by {path!r}")
            elif self._met.get(path, -1) >= level:
                problem, hint = "is not there yet: it is inserted", "change it where it is inserted"
                yield path, place.error(f"layer {path!r} {problem}", hint)
            elif path in self._met:
                yield path, place.error(f"layer {path!r} is removed", "by this spec, or by one that it extends")
            elif path in paths:
                yield path, place.error(f"{path!r} is no layer, but an input or a branch: it cannot be changed")
            else:
                yield path, place.error(f"{title} has no layer {path!r}", did_you_mean(path, paths))

    def _goes_with_its_block(self, path: str, level: int, lengths: Iterable[int]) -> bool:
        """Whether a later spec removes a block around the layer; `lengths` are those of the paths that are removed."""
        return any(path[at : at + 1] == "." and self._gone.get(path[:at], 0) > level for at in lengths)

    def _add(self, edit: Edits, level: int) -> None:
        if edit.override is not None:
            for path, change in edit.override.values.items():
                if not isinstance(change, Map):
                    raise change.error(f"override of {path!r} must be a mapping of fields to values")
                self._overrides.add(path, Override(path, change, level))
                self._say(level, path, edit.override.keys[path], change)
        for item in edit.remove.items if edit.remove is not None else ():
            if not isinstance(item, Scalar):
                raise item.error("remove takes the names of layers")
            self._removals.add(item.written, (level, item))
            self._gone[item.written] = level
            self._say(level, item.written, item, item)
        for item in edit.insert.items if edit.insert is not None else ():
            self._add_insertion(item, level)

    def _add_insertion(self, item: YamlNode, level: int) -> None:
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
        steps = Steps(layers, self._reader)
        self._insertions.add(path, Insertion(anchors[0] == "before", steps, level))
        self._say(level, path, anchor, layers)

    def _say(self, level: int, path: str, place: Scalar, said: YamlNode) -> None:
        self._said.append((level, path, place, said))


def _overridden(statement: Named, change: Map, reader: Reader) -> Step:
    """The step of a statement, as it is written, with what an override says."""
    check_commas(change)
    step, keys, op = statement.step, change.values, _op_of(statement.step, reader)
    known = {**statement.settable, **{key: "main" for key in keys if _is_another_name(key, op, reader)}}
    for key, (mistake, hint) in NO_CHANGES.items():
        if key in keys:
            raise change.keys[key].error(f"override cannot {mistake}", hint)
    if not all(key in known or key in MODIFIERS for key in keys):
        return _replaced(step, change, known, reader)
    mains = [key for key in keys if known.get(key) == "main"]
    if len(mains) > 1:
        raise given_twice(change.keys[mains[1]], mains[1], mains[0])
    main, beside = step.main, dict(step.beside)
    for key, value in keys.items():
        if key in MODIFIERS:
            _put(beside, key, value)
        elif known.get(key) == "main" and _is_main_as_written(step, key, op):
            main = value
            beside = {other: node for other, node in beside.items() if known.get(other) != "main"}
        else:
            meant = _meant(step, key, op)
            beside = {
                other: node for other, node in beside.items() if _meant(step, other, op) != meant or other in keys
            }
            _put(beside, key, value)
            if known.get(key) == "main":
                main = Scalar(value.source, value.line, value.column, None)  # it stands under the key
    return step.changed(main=main, beside=beside)


def _put(values: dict[str, YamlNode], key: str, value: YamlNode) -> None:
    """Set a value of a mapping; `null` takes the key out."""
    if isinstance(value, Scalar) and value.value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _op_of(step: Step, reader: Reader) -> type[Op] | None:
    """The op of a step; None for a block's use, whatever the block is called, and for a construct."""
    return None if step.head in reader.vocabulary.blocks else find_op(step.head)


def _is_another_name(key: str, op: type[Op] | None, reader: Reader) -> bool:
    """Whether a key is a name of the step's own op, in whatever spelling."""
    return op is not None and key not in reader.vocabulary.blocks and find_op(key) is op


def _meant(step: Step, word: str, op: type[Op] | None) -> str:
    """The field that a word means: ops know the names of other frameworks, too."""
    return word if op is None or word in MODIFIERS else op.meant(word, step.head)


def _is_main_as_written(step: Step, key: str, op: type[Op] | None) -> bool:
    """Whether a key stands for the main value in its own form: the op's name or the field's, as cnncalc has them."""
    return op is None or find_op(key) is op or key == op.usage(step.head).words.get("", op.main)


def _replaced(step: Step, change: Map, known: dict[str, str], reader: Reader) -> Step:
    """The step with another op in its place, under the name of the layer."""
    vocabulary, op = reader.vocabulary, _op_of(step, reader)
    heads = [key for key in change.values if find_op(key) or key in vocabulary.blocks]
    chosen = next((key for key in change.values if key.startswith("$")), None)
    if heads and chosen is not None:
        raise change.keys[chosen].error(f"override takes fields and ops by name, not {chosen!r}")
    if all(known.get(key) == "field" and not vocabulary.fits(key, change) for key in heads):  # pad is a field, too
        strange = next(key for key in change.values if key not in known and key not in MODIFIERS)
        fields = list(known if op is None else op.fields)
        hint = did_you_mean(strange, fields) or did_you_mean(strange, known) or f"it has {', '.join(fields) or 'none'}"
        raise change.keys[strange].error(f"{step.head} has no field {strange!r}", hint)
    new = vocabulary.take_apart(change)
    kept = {key: value for key, value in step.beside.items() if key in MODIFIERS and key not in new.beside}
    return new.changed(beside={**kept, **new.beside})
