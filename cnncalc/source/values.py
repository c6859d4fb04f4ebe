"""Texts, and values that know where in them they stand."""

from __future__ import annotations

import re
from array import array
from typing import Any, TypeAlias

from cnncalc.errors import Origin, SpecError, did_you_mean
from cnncalc.limits import DEEPEST_LIST
from cnncalc.text import LONGEST_TEXT

BREAKS = "\r\n\x85\u2028\u2029"
_BREAK = "\r\n?|[\n\x85]|\u2028|\u2029"
_NUMBER_OR_WORD = re.compile(r"[-+.\w]{1,500}")
READ = ("yes", "secondary", "recalled")
"""Whether a source was read: itself, what another says of it, or neither."""


class Source:
    """A text and the name it is shown by.

    `parsed` is what is read of it, if that is not all: the same lines, some of them empty.
    """

    __slots__ = ("_starts", "folder", "name", "parsed", "text")

    def __init__(self, name: str, text: str, folder: str = "", parsed: str = "") -> None:
        self.name = name
        self.text = text
        self.folder = folder
        self.parsed = parsed or text
        self._starts: array[int] | None = None

    def origin(self, line: int, column: int) -> Origin:
        """The place at a line and column, both counted from 0."""
        starts = self._lines()
        start = starts[line] if line < len(starts) else len(self.text)
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        cut = max(column - LONGEST_TEXT, 0)
        text = self.text[start + cut : min(end, start + column + LONGEST_TEXT)].rstrip(BREAKS)
        return Origin(self.name, line + 1, column + 1, text, cut)

    def index_of(self, line: int, column: int) -> int:
        """The number of the character at a line and column, both counted from 0."""
        starts = self._lines()
        return starts[line] + column if line < len(starts) else len(self.text)

    def word_at(self, line: int, column: int) -> str:
        """The number or word that begins at a line and column, as it is written; nothing if there is none."""
        starts = self._lines()
        found = _NUMBER_OR_WORD.match(self.text, starts[line] + column) if line < len(starts) else None
        return found[0] if found else ""

    def origin_of(self, index: int) -> Origin:
        """The place of a character by its number."""
        from bisect import bisect_right  # imported when asked for: only some errors need it

        starts = self._lines()
        line = bisect_right(starts, max(index, 0)) - 1
        return self.origin(line, max(index, 0) - starts[line])

    def _lines(self) -> array[int]:
        """Where each line begins."""
        if self._starts is None:
            self._starts = array("q", [0])
            self._starts.extend(match.end() for match in re.finditer(_BREAK, self.text))
        return self._starts


class YamlValue:
    """A value of a document, and where it begins."""

    __slots__ = ("column", "line", "source")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.source = source
        self.line = line
        self.column = column

    @property
    def origin(self) -> Origin:
        """The place where the value begins."""
        return self.source.origin(self.line, self.column)

    def error(self, message: str, hint: str = "") -> SpecError:
        """The error for the value, with its place."""
        return SpecError(message, hint=hint, origin=self.origin)


class Scalar(YamlValue):
    """A text, a number, true or false, or nothing."""

    __slots__ = ("value",)

    def __init__(self, source: Source, line: int, column: int, value: str | float | bool | None) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.value = value

    @property
    def written(self) -> str:
        """The value as text, a number or a word as it is written: 1.10 is not 1.1, and true is not True."""
        if type(self.value) not in (int, float, bool):
            return str(self.value)
        return self.source.word_at(self.line, self.column) or str(self.value)


class List(YamlValue):
    """A list of values."""

    __slots__ = ("items",)

    def __init__(self, source: Source, line: int, column: int, items: list[Any]) -> None:
        super().__init__(source, line, column)
        self.items: list[YamlNode] = items


class Map(YamlValue):
    """Values by key; `keys` has each key with its place."""

    __slots__ = ("keys", "values")

    def __init__(self, source: Source, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, YamlNode] = {}


YamlNode: TypeAlias = Scalar | List | Map


def plain(node: YamlNode, depth: int = 0) -> Any:
    """The value without its places: texts, numbers, lists and dicts."""
    if isinstance(node, Scalar):
        return node.value
    if depth >= DEEPEST_LIST:
        raise node.error(f"lists are nested more than {DEEPEST_LIST} deep")
    if isinstance(node, List):
        return [plain(item, depth + 1) for item in node.items]
    return {key: plain(value, depth + 1) for key, value in node.values.items()}


def text_of(node: YamlNode | None) -> str:
    """A scalar as text, or nothing; raise SpecError for a list or a mapping."""
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        raise node.error(f"a text is needed here, not a {'list' if isinstance(node, List) else 'mapping'}")
    return "" if node.value is None else node.written.strip()


def line_of(node: YamlNode | None) -> str:
    """A scalar as text on one line, or nothing."""
    return " ".join(text_of(node).split())


def check_read(node: YamlNode, read: str) -> None:
    """Raise SpecError for what does not say whether a source was read."""
    if read not in READ:
        raise node.error(f"read is {', '.join(READ[:-1])} or {READ[-1]}, not {read!r}")


def check_known(node: Map, known: tuple[str, ...], what: str, elsewhere: tuple[str, ...] = ()) -> None:
    """Raise SpecError for a key that is not known; one that has its place elsewhere is no slip of the pen."""
    for key, place in node.keys.items():
        if key not in known:
            near = "" if key in elsewhere else did_you_mean(key, known)
            raise place.error(f"{what} has no {key!r}", near or f"{what} has {', '.join(known)}")


def lines_of(node: YamlNode | None) -> list[str]:
    """A scalar, or each of a list of them, as text on one line; what is empty is left out."""
    nodes = node.items if isinstance(node, List) else [node]
    return [line for line in map(line_of, nodes) if line]
