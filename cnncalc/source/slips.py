"""Texts that are not YAML, or not of the YAML that specs use: the error for each, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Origin, SpecError
from cnncalc.text import LONGEST_TEXT

if TYPE_CHECKING:
    import yaml

    from cnncalc.source.values import Source

SURROGATES = r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
"""A character beyond U+FFFF as JSON escapes it, in two halves, which YAML does not know."""
QUOTES = "a text with ': ' needs quotes"
ALIGNED = "what belongs together begins in the same column"


def syntax_error(source: Source, error: yaml.MarkedYAMLError) -> SpecError:
    """The error for a text that is not YAML, at the place where it stops being YAML."""
    mark = error.problem_mark or error.context_mark
    if error.problem == "could not find expected ':'":  # of a key that began earlier
        mark = error.context_mark or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    origin = source.origin(line, column)
    problem = str(error.problem or "cannot be read")
    end = len(source.text.rstrip())
    if error.context_mark and mark and mark.index >= end and _is_open(error):
        if error.context_mark.index >= end:
            return SpecError("this is not YAML: it ends here, and more must come", origin=source.origin_of(end - 1))
        opened = source.origin(error.context_mark.line, error.context_mark.column)
        return SpecError("this is not YAML: what begins here is never closed", origin=opened)
    if "\t" in origin.text[: column + 1 - origin.cut]:
        return SpecError("a tab is not allowed here", hint="indent with spaces", origin=origin)
    hint = hint_at(origin, column, problem)
    return SpecError(f"this is not YAML: {problem}", hint=hint, origin=origin)


def not_used(source: Source, event: Any) -> SpecError:
    """The error for a feature of YAML that specs do not use."""
    origin = source.origin(event.start_mark.line, event.start_mark.column)
    if event.anchor is None:
        return SpecError(f"tags ({event.tag}) are not used in specs", origin=origin)
    hint = "name the repeated part in blocks:"
    return SpecError("anchors and aliases (& and *) are not used in specs", hint=hint, origin=origin)


def _is_open(error: yaml.MarkedYAMLError) -> bool:
    """Whether a list, a mapping or a quote does not end."""
    return "flow" in str(error.context) or "quoted" in str(error.context)


def character_error(source: Source, error: yaml.reader.ReaderError) -> SpecError:
    """The error for a character that no YAML has."""
    code = error.character if isinstance(error.character, int) else ord(error.character)
    place = source.origin_of(source.text.find(chr(code)))  # the error's own counts letters, or bytes
    return SpecError(f"character U+{code:04X} is not allowed", origin=place)


def with_whole_characters(text: str) -> str:
    """The text with each character that JSON escapes in two halves as YAML escapes it."""
    return re.sub(SURROGATES, _character, text)


def _character(halves: re.Match[str]) -> str:
    """The escape in YAML for what JSON writes in two."""
    first, second = (int(half, 16) & 0x3FF for half in halves.groups())
    return f"\\U{0x10000 + (first << 10) + second:08x}"


def hint_at(origin: Origin, column: int, problem: str = "") -> str:
    """What to do about a place that YAML cannot read on at, by the line that it is in."""
    return "" if origin.cut else _syntax_hint(problem, origin.text, column)


def _syntax_hint(problem: str, line: str, column: int) -> str:
    """What to do about a line that YAML cannot read on at a column, counted from 0; nothing if that is not known."""
    if len(line) > LONGEST_TEXT:
        return ""
    if re.search(r"[{,]\s*\w+: *[^'\"\s{\[][^'\"{\[]*[{\[,]", line) and re.search(r"[{,]\s*\w+: *[^'\",{\[]*\$", line):
        return 'inside { } an expression with brackets, braces or commas needs quotes: "$widths[0]"'
    missing = re.search(r"[^\s,:{\[]\s+([\w$]+)$", line[:column])
    if missing and line[column : column + 1] == ":" and "{" in line[:column]:
        return f"a comma is missing before {missing[1]}:"
    if "{" in line[:column] and line[column : column + 1] == ":":
        return QUOTES
    if "mapping values" in problem:
        several = re.match(r"\s*- *(\w+: [^,{\[#'\"]+(?:, *\w+: [^,{\[#'\"]+)+)$", line)
        if several:
            return f"keys on one line stand in braces: {{{several[1].strip()}}}"
        return QUOTES if re.search(r": .*: ", line) else ALIGNED
    if "cannot start any token" in problem:
        return "a text that begins so needs quotes"
    if "did not find expected key" in problem or "did not find expected '-' indicator" in problem:
        return ALIGNED
    return ""
