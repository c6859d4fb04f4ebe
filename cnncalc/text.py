"""Texts from outside, made fit to be printed."""

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
