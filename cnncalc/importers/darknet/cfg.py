"""Reads Darknet's cfg: sections with settings, which know where they stand.

AlexeyAB/darknet, src/parser.c (`read_cfg`) and src/option_list.c: white space is left out wherever it is, and of a
setting that is said twice the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnncalc.errors import SpecError
from cnncalc.importers.text_place import TextPlace
from cnncalc.limits import Limits
from cnncalc.ops.fields import LARGEST
from cnncalc.source.values import Source

_WHOLE = re.compile(r"[-+]?\d{1,18}(?:\.0*)?(?=[#;]|\Z)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?(?=[#;]|\Z)")


class Section:
    """A section's settings by name."""

    __slots__ = ("kind", "place", "places", "settings")

    def __init__(self, kind: str, place: TextPlace) -> None:
        self.kind = kind
        self.place = place
        self.settings: dict[str, str] = {}
        self.places: dict[str, TextPlace] = {}

    def error(self, key: str, message: str, hint: str = "") -> SpecError:
        """The error for a setting, or for the section where it is not said."""
        return self.places.get(key, self.place).error(f"[{self.kind}]: {message}", hint)

    def text(self, key: str, default: str = "") -> str:
        """A setting as it is written."""
        return self.settings.get(key, default)

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        """A setting's whole number; raise SpecError if it is missing, or not of at least `least`."""
        written = self.settings.get(key)
        if written is None:
            if default is None:
                raise self.error(key, f"it needs {key}=")
            return default
        found = _WHOLE.match(written)
        if found is None or not least <= int(found[0].partition(".")[0]) <= LARGEST:
            wanted = f"a whole number from {least} to 10⁹" if least > -LARGEST else "a whole number"
            raise self.error(key, f"{key} must be {wanted}, not {written[:40]!r}")
        return int(found[0].partition(".")[0])

    def number(self, key: str, default: float) -> float:
        """A setting's number."""
        written = self.settings.get(key)
        if written is None:
            return default
        found = _NUMBER.match(written)
        if found is None:
            raise self.error(key, f"{key} must be a number, not {written[:40]!r}")
        return float(found[0])

    def wholes(self, key: str) -> list[int]:
        """A setting's whole numbers between commas."""
        written = self.settings.get(key)
        if written is None:
            raise self.error(key, f"it needs {key}=")
        parts = re.split(",", re.split("[#;]", written)[0])
        if not all(re.fullmatch(r"[-+]?\d{1,9}", part) for part in parts if part):
            raise self.error(key, f"{key} must be whole numbers with commas between, not {written[:40]!r}")
        return [int(part) for part in parts if part]


def read_cfg(source: Source, limits: Limits) -> list[Section]:
    """The sections of a text; raise SpecError for what is none of Darknet's."""
    sections: list[Section] = []
    left = limits.values
    for index, line in _lines(source.text):
        text = re.sub(r"\s+", "", line)
        if not text or text[0] in "#;":
            continue
        place = TextPlace(source, index + len(line) - len(line.lstrip()))
        left -= 1
        if left < 0:
            raise place.too_much(f"{limits.values:,} settings", "values")
        if text[0] == "[":
            kind = re.match(r"\[([\w.-]+)\]", text)
            if kind is None:
                raise place.error("a section begins with its name in brackets: [convolutional]")
            sections.append(Section(kind[1], place))
            continue
        key, equals, value = text.partition("=")
        if not equals:
            raise place.error("a setting is key=value", "the file may be cut off")
        if not sections:
            raise place.error("a network begins with [net]")
        sections[-1].settings.setdefault(key, value)
        sections[-1].places.setdefault(key, place)
    return sections


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines, each with the number of its first character."""
    for match in re.finditer(r"[^\r\n]+", text):
        yield match.start(), match[0]
