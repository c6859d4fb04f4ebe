"""All mistakes of a spec that cannot be put together: what a mistake points at is left out, the rest is read again."""

from __future__ import annotations

import re
from collections.abc import Callable

from cnncalc.errors import CnncalcError, LimitError, Origin
from cnncalc.language.definition import Definition
from cnncalc.language.expressions.spelling import KEYWORDS
from cnncalc.language.mistakes.found import EnoughError, Mistakes
from cnncalc.language.mistakes.search import look
from cnncalc.limits import EFFORT, Limits
from cnncalc.source.values import List, Map, YamlNode


def mistakes_of(
    document: Map, variant: str, name: str, limits: Limits, define: Callable[[], Definition], first: CnncalcError
) -> list[CnncalcError]:
    """The mistakes of a document that `define` could not put together; what is wrong is taken out of it."""
    mistakes, mending = Mistakes(first), _Mender(document, variant)
    try:
        if not mending.leave_out(first):
            return mistakes.in_order()
        for _ in range(EFFORT // (len(document.source.text) + 1)):
            definition, error = _tried(define)
            if definition is not None:
                look(mistakes, definition, name, None, None, limits, mending.missing)
            elif error is not None and mending.is_told(error):
                mistakes.tell(error)
            if error is None or not mending.leave_out(error):
                break
    except (EnoughError, RecursionError):
        pass
    return mistakes.in_order()


def _tried(define: Callable[[], Definition]) -> tuple[Definition | None, CnncalcError | None]:
    try:
        return define(), None
    except LimitError:
        return None, None
    except CnncalcError as error:
        return None, error


class _Mender:
    """Takes out of a document what a mistake points at."""

    def __init__(self, document: Map, variant: str) -> None:
        self._document = document
        variants = document.values.get("variants")
        chosen = variants.values.get(variant) if isinstance(variants, Map) else None
        self._roots = [document, *([chosen] if isinstance(chosen, Map) else [])]
        self.missing: set[str] = set()
        """The names of what was left out."""

    def is_told(self, error: CnncalcError) -> bool:
        """Whether to tell a mistake: that a section is missing may come of what was left out."""
        return not (self.missing and error.origin in [root.origin for root in self._roots])

    def leave_out(self, error: CnncalcError) -> bool:
        """Leave out what is wrong, or read a key as the nearest known one; return whether the rest can be relied on."""
        origin = error.origin
        if origin is None or origin.file != self._document.source.name:
            return False
        meant = re.search(r"did you mean '(.+)'\?", error.hint)
        for root in self._roots:
            for section, value in root.values.items():
                if _is_at(root.keys[section], origin):
                    return (meant and _rename(root, section, meant[1])) or self._drop_section(root, section)
                if section != "layers" and isinstance(value, Map):
                    for key in value.values:
                        found = _owner(value, key, origin)
                        if found is not None:
                            renamed = meant and found[0] is not value and _rename(*found, meant[1])
                            return renamed or self._drop(value, key, section)
        return False

    def _drop_section(self, root: Map, section: str) -> bool:
        value = root.values[section]
        self.missing.update([section, "input", *(value.values if isinstance(value, Map) else ())])
        del root.keys[section], root.values[section]
        return True

    def _drop(self, owner: Map, key: str, section: str) -> bool:
        self.missing.add(key)
        del owner.keys[key], owner.values[key]
        return section == "blocks" or (section == "parameters" and all(map(_is_variable, [key, *owner.values])))


def _owner(owner: Map, key: str, origin: Origin) -> tuple[Map, str] | None:
    """The mapping and the key that a mistake points at; if that is a value of a section, the section and its entry."""
    if _is_at(owner.keys[key], origin):
        return owner, key
    waiting: list[YamlNode] = [owner.values[key]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Map):  # which begins where its first key does
            here = next((inner for inner, place in node.keys.items() if _is_at(place, origin)), None)
            if here is not None:
                return node, here
        if _is_at(node, origin):
            return owner, key
        if isinstance(node, Map):
            waiting.extend(node.values.values())
        elif isinstance(node, List):
            waiting.extend(node.items)
    return None


def _is_variable(name: str) -> bool:
    return name.isidentifier() and name not in KEYWORDS


def _is_at(node: YamlNode, origin: Origin) -> bool:
    return (node.line + 1, node.column + 1) == (origin.line, origin.column)


def _rename(owner: Map, key: str, meant: str) -> bool:
    """Read a key as another one, unless that is there, too; return whether it was done."""
    if meant in owner.values:
        return False
    owner.keys[meant], owner.values[meant] = owner.keys.pop(key), owner.values.pop(key)
    return True
