"""The files of the catalogue that comes with the package, and the index beside them; none of them is parsed here."""

from __future__ import annotations

import os

from cnncalc.source import SUFFIXES

INDEX = "index.json"


def folder() -> str:
    """Where the catalogue is: inside an installed package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    beside = os.path.join(os.path.dirname(package), "architectures")
    return beside if os.path.isdir(beside) else os.path.join(package, "architectures")


def files() -> list[str]:
    """The catalogue's files, by name."""
    return sorted(name for name in os.listdir(folder()) if name.endswith(SUFFIXES))


def text_in(file: str) -> str:
    """The text of a file of the catalogue."""
    with open(os.path.join(folder(), file), encoding="utf-8") as opened:
        return opened.read()


def without_figures(text: str) -> str:
    """The text of a spec with the lines of its published figures and their sources left empty.

    They are most of a file, and nothing that a network is built from.
    """
    lines, deep = [], -1
    for line in text.split("\n"):
        inner = line.lstrip(" ")
        indent = len(line) - len(inner)
        if deep >= 0 and inner and indent <= deep:
            deep = -1
        if deep < 0 and inner in ("published:", "sources:"):
            deep = indent
        lines.append(line if deep < 0 else "")
    return "\n".join(lines)


def checksum() -> int:
    """A number that changes when any file of the catalogue does."""
    from zlib import crc32  # imported when asked for: only `list` needs it

    total = 0
    for file in files():
        total = crc32(f"{file}\n{text_in(file)}".encode(), total)
    return total


def index_text() -> str:
    """The text of the index; empty if there is none."""
    path = os.path.join(folder(), INDEX)
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as opened:
        return opened.read()
