"""YAML as values that know where they stand.

Read from the parser's events, without its constructors: no tags, no aliases, no duplicate keys, and
nothing that nests or grows without bounds.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import yaml

from cnncalc.errors import Origin, SpecError
from cnncalc.limits import STANDARD, Limits, raise_hint
from cnncalc.source.values import BREAKS, List, Map, Scalar, Source, YamlNode

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = r"[-+]?(?=[\d_]{1,30}\Z)\d+(_\d+)*\Z"
_FLOAT = re.compile(r"(?=.{1,400}\Z)[-+]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?\Z")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.×-]*\Z")
"""A text that is surely one plain scalar, and needs no parser."""
COSTLY = 100
"""A value counts once more for every so many levels around it, as libyaml goes through all of them for each value."""
_TOO_DEEP = "exceeded maximum nesting depth"
"""The error of libyaml where it goes no deeper."""
_NO_VALUES = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
}  # fmt: skip


def read_document(
    source: Source,
    what: str = "a spec",
    needs: str = "at least input: and layers:",
    limits: Limits = STANDARD,
) -> Map:
    """Parse a text; raise SpecError with the place for anything that is not one mapping.

    `what` is what it should be and `needs` what that has, for the error.
    """
    try:
        root = _compose(source, limits)
    except yaml.MarkedYAMLError as error:
        from cnncalc.source import slips  # imported when asked for, here and below: most texts are YAML

        whole = slips.with_whole_characters(source.text) if "escape code" in str(error.problem) else source.text
        if whole != source.text:
            return read_document(Source(source.name, whole, source.folder), what, needs, limits)
        raise slips.syntax_error(source, error) from None
    except yaml.reader.ReaderError as error:
        from cnncalc.source import slips

        raise slips.character_error(source, error) from None
    except UnicodeEncodeError as error:
        raise SpecError(f"{source.name}: character {error.start + 1} is not a character of any text") from None
    if root is None or (isinstance(root, Scalar) and root.value is None):
        raise SpecError("the file is empty", hint=f"{what} needs {needs}", origin=source.origin(0, 0))
    if not isinstance(root, Map):
        raise root.error(f"{what} is a mapping with {needs}")
    return root


def read_value(text: str, name: str) -> YamlNode:
    """Parse one value, as given on the command line."""
    source = Source(name, text)
    if _WORD.match(text):
        return Scalar(source, 0, 0, resolve_scalar(text))
    try:
        root = _compose(source, STANDARD)
    except (yaml.YAMLError, UnicodeEncodeError):
        return Scalar(source, 0, 0, text)
    return root if root is not None else Scalar(source, 0, 0, None)


def resolve_scalar(text: str) -> str | float | bool | None:
    """The value a plain scalar stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if text.isascii() and text.isdecimal() and len(text) <= 30:
            return int(text)
        if "." not in text and re.match(_INTEGER, text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
    return text


def _compose(source: Source, limits: Limits) -> YamlNode | None:
    """Build the one document of a text; raise SpecError for what is nested too deep, whichever parser finds it."""
    try:
        return _built(source, limits)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        if error.problem != _TOO_DEEP or place is None:
            raise
        with suppress(yaml.YAMLError):  # it read ahead: what comes before may be too deep already, as any parser tells
            _built(Source(source.name, source.text[: place.index], source.folder), limits)
        raise _nested(source.origin(place.line, place.column), limits) from None


def _nested(origin: Origin, limits: Limits) -> SpecError:
    hint = raise_hint("nesting", limits.nesting)
    return SpecError(f"values are nested more than {limits.nesting:,} deep", hint=hint, origin=origin)


def _built(source: Source, limits: Limits) -> YamlNode | None:
    """The document, out of the parser's events, without recursion."""
    _refuse_directives(source)
    root: YamlNode | None = None
    left, cost = limits.values, 1
    stack: list[tuple[List | Map | None, Scalar | None]] = []
    parent: List | Map | None = None
    key: Scalar | None = None
    line = 0
    keys: dict[str, str] = {}
    """Memo of the keys that were read; key and value are the text of one, so that equal ones are one object."""
    next_event = _PARSER(source.parsed).get_event
    while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            parent, key = stack.pop()
            cost = 1 + len(stack) // COSTLY
            continue
        if kind in _NO_VALUES:
            continue
        if event.start_mark.line != line:
            line = event.start_mark.line
        node = _node(source, event, kind, line)
        left -= cost
        if left < 0:
            raise node.error(f"there are more than {limits.values:,} values", raise_hint("values"))
        if parent is not None:
            key = _attach(parent, key, node, keys)
        elif root is None:
            root = node
        else:
            raise node.error("a spec is one document; remove the '---'")
        if not isinstance(node, Scalar):
            if len(stack) >= limits.nesting:
                raise _nested(node.origin, limits)
            stack.append((parent, key))
            parent, key = node, None
            cost = 1 + len(stack) // COSTLY
    return root


def _node(source: Source, event: Any, kind: type, line: int) -> YamlNode:
    """The value that an event begins; raise SpecError for what specs do not use."""
    if event.anchor is not None or (kind is not yaml.AliasEvent and event.tag is not None):
        from cnncalc.source.slips import not_used

        raise not_used(source, event)
    column = event.start_mark.column
    if kind is yaml.ScalarEvent:
        value = event.value
        return Scalar(source, line, column, value if event.style else resolve_scalar(value))
    if kind is yaml.MappingStartEvent:
        return Map(source, line, column)
    return List(source, line, column, [])


def _refuse_directives(source: Source) -> None:
    """Raise SpecError for handles of tags, of which the parser would compare each with all before it."""
    found = re.search(f"(?:^|[{BREAKS}])(%TAG)", source.text) if "%TAG" in source.text else None
    if found is not None:
        raise SpecError("tags (%TAG) are not used in specs", origin=source.origin_of(found.start(1)))


def _attach(parent: List | Map, key: Scalar | None, node: YamlNode, keys: dict[str, str]) -> Scalar | None:
    """Put a node into its parent; return the key that waits for its value, if one does."""
    if isinstance(parent, List):
        parent.items.append(node)
        return None
    if key is not None:
        parent.values[_key_text(key)] = node
        return None
    if not isinstance(node, Scalar):
        from cnncalc.source.slips import hint_at

        raise node.error("a key must be a word", hint_at(node.origin, node.column))
    name = _key_text(node)
    if name in parent.keys:
        raise node.error(f"duplicate key {name!r}", f"it stands in line {parent.keys[name].line + 1} already")
    name = keys.setdefault(name, name)
    if node.value == name:
        node.value = name
    parent.keys[name] = node
    return node


def _key_text(key: Scalar) -> str:
    if isinstance(key.value, str):
        return key.value
    return "null" if key.value is None else key.written.lower()
