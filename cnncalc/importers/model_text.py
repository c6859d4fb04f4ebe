"""Reads a model's file that is a text."""

from __future__ import annotations

from cnncalc.errors import LimitError
from cnncalc.importers.given import Given
from cnncalc.limits import raise_hint
from cnncalc.source.values import Source


def read_text(given: Given) -> Source:
    """The text of a file; what is not UTF-8, as in old comments, is read as a mark.

    Raises CnncalcError for what is no text, or more of it than a limit allows.
    """
    with given.open() as file:
        data = file.read(given.limits.file + 1)
    if len(data) > given.limits.file:
        raise LimitError(f"{given.path}: is larger than {given.limits.file:,} bytes", hint=raise_hint("file"))
    if b"\0" in data:
        raise given.error(f"is not a text file (byte {data.index(0) + 1} is NUL)")
    return Source(given.path, data.decode("utf-8-sig", "replace"))
