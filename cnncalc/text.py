"""Texts: fit to be printed, and names as they are compared."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_TEXT = 1_000
"""The characters of a text that is searched or taken apart: of a name, a pattern, a line, arithmetic."""
LONGEST_NUMBER = 100
"""The characters of a number, with its unit and the words before it."""
LONGEST_MESSAGE = 400
"""The characters of a text that is told in a message."""
MOST_NAMES = 6
"""So many names of a path are looked at one by one: those of deeper ones would take long."""
SPELLED = {
    "×": "x", "−": "-", "·": "*", "→": "->", "─": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "…": "...",
    "₁": "1", "₂": "2", "²": "^2", "³": "^3", "⁴": "^4", "–": "-", "µ": "u", "≥": ">=", "≈": "~",
    **dict.fromkeys("▌▋▊▉█", "#"), **dict.fromkeys("▏▎▍", "|"),
}  # fmt: skip
"""Signs as programmers write them."""
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def printable(text: str) -> str:
    """A text without anything a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def one_line(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """A text on one line, without the middle of one that is longer than `longest`."""
    if len(text) > longest:
        text = f"{text[: longest * 3 // 4]}…{text[-longest // 4 :]}"
    return printable(text)


def plain_name(name: str) -> str:
    """A name in the form in which names are compared, ResNet-50 as resnet50: letter case, `_` and `-` do not matter."""
    name = name.lower()
    return name if name.isalnum() else name.replace("_", "").replace("-", "")


def hyphenated(name: str) -> str:
    """A name in small letters with `-` for `_`: the form in which names are compared first."""
    return name.lower().replace("_", "-")


def ends_of(paths: Sequence[str]) -> list[str]:
    """Short names for some paths: as many last names as tell them apart, equally many for those in one block."""
    parts = [path.split(".") for path in paths]
    blocks = [path.rpartition(".")[0] for path in paths]
    lengths = dict.fromkeys(blocks, 1)
    while True:
        names = [".".join(path[-lengths[block] :]) for path, block in zip(parts, blocks, strict=True)]
        seen: dict[str, int] = {}
        for name in names:
            seen[name] = seen.get(name, 0) + 1
        alike = zip(names, parts, blocks, strict=True)
        longer = {block for name, path, block in alike if seen[name] > 1 and lengths[block] < len(path)}
        if not longer:
            return names
        for block in longer:
            lengths[block] += 1 if lengths[block] < MOST_NAMES else len(block)  # all there are


def brief(path: str, most: int = 3) -> str:
    """A path without the middle of its names, if they are many: `stage3…expand.conv1`."""
    names = path.split(".")
    return path if len(names) <= most else f"{names[0]}…{'.'.join(names[1 - most :])}"


def letters_apart(description: str) -> str:
    """A layer's letters as the lectures write them, `K = 96, F = 11` for `K=96 F=11`; a text without any as it is."""
    import re  # when a working is shown: every command needs this file

    if "=" not in description:
        return description
    return re.sub(r"(\S+?)=", r"\1 = ", re.sub(r" (?=\S+=)|(?<=\d) (?!at )", ", ", description))


def plural(count: int, noun: str) -> str:
    """So many of something, `1 layer` or `2 layers`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def below(number: int) -> str:
    """A number as an index below a letter: 12 as ₁₂."""
    return str(number).translate(_BELOW)


def encodable(text: str, encoding: str | None) -> str:
    """The text in characters that an encoding has: signs that it lacks are spelled as programmers do."""
    if text.isascii():
        return text
    name = encoding or "utf-8"
    if _has(name, text):
        return text
    return text.translate({ord(char): SPELLED.get(char, "?") for char in set(text) if not _has(name, char)})


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
