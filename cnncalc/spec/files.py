"""Reads the files of specs: text of a sensible size, and nothing else."""

from __future__ import annotations

import sys

from cnncalc.errors import SpecError
from cnncalc.limits import STANDARD, Limits, raise_hint
from cnncalc.spec.document import Source

PIECE = 1024 * 1024
"""So many bytes of standard input are read at once: a limit that was raised is not what there is."""
FROM_STANDARD_INPUT = "use - to read standard input"
"""What to do instead of naming a pipe."""


def read_file(path: str, shown: str, limits: Limits = STANDARD) -> Source:
    """Read a spec's file; raise SpecError if it is not a text file of a sensible size."""
    import os
    import stat

    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise SpecError(f"{shown}: is a directory, not a spec")
        if not stat.S_ISREG(status.st_mode):
            raise SpecError(f"{shown}: is not a regular file", hint=FROM_STANDARD_INPUT)
        with open(path, "rb") as file:
            data = file.read(min(limits.file, status.st_size) + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(f"{shown}: {reason.lower() if reason else 'cannot be read'}") from None
    return Source(shown, decode(data, shown, limits), os.path.dirname(os.path.abspath(path)))


def read_standard_input(limits: Limits = STANDARD) -> Source:
    """Read a spec from standard input; raise SpecError if it is closed."""
    if sys.stdin is None:
        raise SpecError("<stdin>: standard input is closed")
    data = bytearray()
    while len(data) <= limits.file and (piece := sys.stdin.buffer.read(PIECE)):
        data += piece
    return Source("<stdin>", decode(bytes(data), "<stdin>", limits))


def decode(data: bytes, shown: str, limits: Limits = STANDARD) -> str:
    """Decode UTF-8; raise SpecError for what is no text or too much of it."""
    if len(data) > limits.file:
        raise SpecError(f"{shown}: is larger than {limits.file:,} bytes", hint=raise_hint("file"))
    try:
        text = data.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise SpecError(f"{shown}: is not a text file in UTF-8 (byte {error.start + 1} is not text)") from None
    if "\0" in text:
        raise SpecError(f"{shown}: is not a text file (it has a NUL character)")
    return text
