"""What is written where YAML reads something else than is meant, told from the line: what to write instead."""

from __future__ import annotations

import re

LONGEST = 1_000
"""A longer line is not looked at."""
QUOTES = "a text with ': ' needs quotes"
ALIGNED = "what belongs together begins in the same column"


def syntax_hint(problem: str, line: str, column: int) -> str:
    """What to do about a line that YAML cannot read on at a column, counted from 0; nothing if that is not known."""
    if len(line) > LONGEST:
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
