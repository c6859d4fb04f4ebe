"""Reads protobuf's text format, as Caffe's prototxt has it, into messages that know where they stand.

https://protobuf.dev/reference/protobuf/textformat-spec/, recalled. Without a schema: the values keep their words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TypeAlias

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.importers.text_place import TextPlace
from cnncalc.limits import Limits
from cnncalc.ops.fields import LARGEST
from cnncalc.source.values import Source

DEEPEST = 100
"""How deep messages are nested at most, as protobuf's own reader has it."""
_SKIPPED = re.compile(r"(?:\s|#[^\r\n]*)+")
_TOKEN = re.compile(
    r"(?P<word>[A-Za-z_][\w./]*)|(?P<number>-?\s*(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fF]?|inf|nan))"
    r"|(?P<text>\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*')|(?P<mark>[{}<>\[\]:;,])"
)
_WHOLE = re.compile(r"-?\d{1,18}\Z")
_CLOSING = {"{": "}", "<": ">"}


class Value:
    """A word, a number or a text, and where it stands."""

    __slots__ = ("place", "text")

    def __init__(self, text: str, place: TextPlace) -> None:
        self.text = text
        self.place = place


class Message:
    """Fields by name, each with its values in order."""

    __slots__ = ("fields", "name", "place")

    def __init__(self, name: str, place: TextPlace) -> None:
        self.name = name
        self.place = place
        self.fields: dict[str, list[Value | Message]] = {}

    def messages(self, key: str) -> list[Message]:
        """The messages of a field; raise SpecError where it is a plain value."""
        found = self.fields.get(key, [])
        for each in found:
            if not isinstance(each, Message):
                raise each.place.error(f"{key} is a message: {key} {{ … }}")
        return [each for each in found if isinstance(each, Message)]

    def message(self, key: str) -> Message:
        """The one message of a field; an empty one if it is not there."""
        found = self.messages(key)
        if len(found) > 1:
            raise found[1].place.error(f"{key} is said twice in {self.name}")
        return found[0] if found else Message(key, self.place)

    def values(self, *keys: str) -> list[Value]:
        """The plain values of some fields."""
        found = [each for key in keys for each in self.fields.get(key, [])]
        for each in found:
            if isinstance(each, Message):
                raise each.place.error(f"{each.name} is a value: {each.name}: …")
        return [each for each in found if isinstance(each, Value)]

    def value(self, *keys: str) -> Value | None:
        """The one value of a field by any of its names; None if it is not said."""
        found = self.values(*keys)
        if len(found) > 1:
            raise found[1].place.error(f"{keys[0]} is said twice in {self.name}")
        return found[0] if found else None

    def text(self, *keys: str) -> str:
        """A field's text; empty if it is not said."""
        found = self.value(*keys)
        return "" if found is None else found.text

    def whole(self, *keys: str, default: int | None = None, least: int = 0) -> int:
        """A field's whole number; raise SpecError for one that is missing or not of at least `least`."""
        found = self.value(*keys)
        if found is None:
            if default is None:
                raise self.place.error(f"{self.name} needs {keys[0]}")
            return default
        return whole(found, keys[0], least)

    def wholes(self, *keys: str, least: int = 0) -> list[int]:
        """A field's whole numbers."""
        return [whole(value, keys[0], least) for value in self.values(*keys)]

    def number(self, key: str, default: float) -> float:
        """A field's number."""
        found = self.value(key)
        if found is None:
            return default
        try:
            return float(found.text.rstrip("fF"))
        except ValueError:
            raise found.place.error(f"{key} must be a number, not {found.text!r}") from None

    def flag(self, key: str, *, default: bool) -> bool:
        """A field's true or false."""
        found = self.value(key)
        if found is None:
            return default
        if found.text not in ("true", "false", "1", "0", "True", "False", "t", "f"):
            raise found.place.error(f"{key} must be true or false, not {found.text!r}")
        return found.text in ("true", "1", "True", "t")

    def check_known(self, known: Collection[str]) -> list[str]:
        """The fields that are not known; raise SpecError for one that is a slip for one that is."""
        others = [key for key in self.fields if key not in known]
        for key in others:
            near = did_you_mean(key, known)
            if near:
                raise self.fields[key][0].place.error(f"{self.name} has no {key!r}", near)
        return others


_Parent: TypeAlias = tuple[Message, str, int]


def whole(value: Value, key: str, least: int = 0) -> int:
    """The whole number that a value is; raise SpecError for any other, or one below `least` or above 10⁹."""
    if not _WHOLE.match(value.text) or int(value.text) < least:
        raise value.place.error(f"{key} must be a whole number of at least {least}, not {_short(value.text)}")
    if int(value.text) > LARGEST:
        raise value.place.error(f"{key} must be at most 10⁹, not {_short(value.text)}")
    return int(value.text)


def read_text_format(source: Source, limits: Limits) -> Message:
    """The message that a text is; raise SpecError with the place where it cannot be read."""
    return _TextFormatReader(source, limits).read()


class _TextFormatReader:
    """Goes through a text once, without recursion."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source, self.text = source, source.text
        self.at = 0
        self.left = limits.values
        self.limits = limits

    def read(self) -> Message:
        message = root = Message("the network", TextPlace(self.source, 0))
        parents: list[_Parent] = []
        while (token := self._next())[0]:
            kind, word, at = token
            if kind == "mark" and parents and word == parents[-1][1]:
                message = parents.pop()[0]
                self._skip_separator()
            elif kind == "word":
                opening = self._field(message, word, at)
                if opening is not None:
                    if len(parents) >= DEEPEST:
                        raise self._error(at, f"messages are nested more than {DEEPEST} deep")
                    parents.append((message, _CLOSING[opening], at))
                    message = _added(message, word, TextPlace(self.source, at))
            else:
                raise self._error(at, f"a field's name is needed here, not {_short(word)}")
        if parents:
            raise self._error(parents[-1][2], f"{message.name} {{ is never closed", "the file may be cut off")
        return root

    def _field(self, message: Message, name: str, at: int) -> str | None:
        """Read a field's value; return the mark that opens a message instead."""
        self.left -= 1
        if self.left < 0:
            raise TextPlace(self.source, at).too_much(f"{self.limits.values:,} values", "values")
        kind, word, where = self._next()
        is_plain = kind == "mark" and word == ":"
        if is_plain:
            kind, word, where = self._next()
        if kind == "mark" and word in _CLOSING:
            return word
        if not is_plain:
            raise self._error(where, f"{name} needs a value: {name}: …, or {name} {{ … }}", self._cut(kind))
        if kind == "mark" and word == "[":
            self._list(message, name)
        else:
            self._take(message, name, (kind, word, where))
        self._skip_separator()
        return None

    def _list(self, message: Message, name: str) -> None:
        kind, word, at = self._next()
        while word != "]" or kind != "mark":
            self.left -= 1
            if self.left < 0:
                raise TextPlace(self.source, at).too_much(f"{self.limits.values:,} values", "values")
            self._take(message, name, (kind, word, at))
            kind, word, at = self._next()
            if kind == "mark" and word == ",":
                kind, word, at = self._next()

    def _take(self, message: Message, name: str, token: tuple[str, str, int]) -> None:
        kind, word, at = token
        if kind not in ("word", "number", "text"):
            raise self._error(at, f"{name} needs a value", self._cut(kind))
        value = word[1:-1] if kind == "text" else word.replace(" ", "")
        while kind == "text" and (more := self._peek("text")):  # texts beside each other are one
            value += more[1:-1]
        message.fields.setdefault(name, []).append(Value(value, TextPlace(self.source, at)))

    def _next(self) -> tuple[str, str, int]:
        """The kind, the text and the place of the next token; all are empty at the end."""
        self._skip()
        if self.at >= len(self.text):
            return "", "", len(self.text)
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise self._error(
                self.at, f"this is not protobuf's text format: {_short(self.text[self.at : self.at + 20])}"
            )
        at, self.at = self.at, found.end()
        return str(found.lastgroup), found[0], at

    def _peek(self, kind: str) -> str:
        """The next token if it is of a kind, which is read then; else nothing."""
        self._skip()
        found = _TOKEN.match(self.text, self.at)
        if found is None or found.lastgroup != kind:
            return ""
        self.at = found.end()
        return found[0]

    def _skip(self) -> None:
        found = _SKIPPED.match(self.text, self.at)
        self.at = self.at if found is None else found.end()

    def _skip_separator(self) -> None:
        self._skip()
        if self.text[self.at : self.at + 1] in (";", ",") and self.at < len(self.text):
            self.at += 1

    def _cut(self, kind: str) -> str:
        return "" if kind else "the file may be cut off"

    def _error(self, at: int, message: str, hint: str = "") -> SpecError:
        return TextPlace(self.source, at).error(message, hint)


def _added(message: Message, name: str, place: TextPlace) -> Message:
    inner = Message(name, place)
    message.fields.setdefault(name, []).append(inner)
    return inner


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
