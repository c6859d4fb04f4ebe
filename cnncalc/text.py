"""Texts fit to be printed: those from outside made so, and numbers of things."""

from __future__ import annotations

LONGEST = 400


def printable(text: str) -> str:
    """A text without anything a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def one_line(text: str, longest: int = LONGEST) -> str:
    """A text on one line that can be read: the middle of a long one is left out."""
    if len(text) > longest:
        text = f"{text[: longest * 3 // 4]}…{text[-longest // 4 :]}"
    return printable(text)


def plural(count: int, noun: str) -> str:
    """So many of something, `1 layer` or `2 layers`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def encodable(text: str, encoding: str | None) -> str:
    """The text as it is where an encoding has all its characters, in ASCII otherwise."""
    if text.isascii():
        return text
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return plain_characters(text)
    return text


def plain_characters(text: str) -> str:
    """The text in ASCII, signs spelled as programmers do."""
    spelled: dict[str, str | int | None] = {
        "×": "x", "−": "-", "·": "*", "→": "->", "─": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "…": "...",
        "₁": "1", "₂": "2", "²": "^2", "³": "^3", "⁴": "^4", "–": "-", "µ": "u", "≥": ">=", "≈": "~",
    }  # fmt: skip
    return text.translate(str.maketrans(spelled)).encode("ascii", "replace").decode()
