"""Reads the files of specs: text of a sensible size, and nothing else."""

from __future__ import annotations

import os
import stat
import sys

from cnncalc.errors import SpecError
from cnncalc.limits import STANDARD, Limits, raise_hint
from cnncalc.source import SUFFIXES
from cnncalc.source.values import Source

PIECE = 1024 * 1024
"""How many bytes of standard input are read at once, whatever the limit."""
HEAD = 4_096
"""How many bytes tell whether a file may be text at all."""
FROM_STANDARD_INPUT = "use - to read standard input"
"""The hint for a file that is a pipe."""


def is_path(reference: str) -> bool:
    """Whether a reference is a path and no catalogue name: it has a slash, a suffix, or is `-`."""
    file = reference.partition(":")[0]
    return reference == "-" or "/" in reference or os.sep in reference or _has_suffix(file)


def _has_suffix(file: str) -> bool:
    """Whether a name has the suffix of a spec, or of a model of some framework."""
    if file.lower().endswith(SUFFIXES):
        return True
    if "." not in file:
        return False
    from cnncalc.source.models import suffix_of  # imported when asked for: names of the catalogue have none

    return suffix_of(file) != ""


def read_file(path: str, shown: str, limits: Limits = STANDARD) -> Source:
    """Read a spec's file; raise SpecError if it is not a text file of a sensible size."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            from cnncalc.source.models import folder_model, no_spec  # imported when asked for: specs are text

            what = folder_model(os.listdir(path))
            raise no_spec(shown, what) if what else SpecError(f"{shown}: is a directory, not a spec")
        if not stat.S_ISREG(status.st_mode):
            raise SpecError(f"{shown}: is not a regular file", hint=FROM_STANDARD_INPUT)
        with open(path, "rb") as file:
            data = file.read(min(HEAD, limits.file + 1))
            if b"\0" not in data:  # else it is no text, however much there is of it
                data += file.read(max(min(limits.file, status.st_size) + 1 - len(data), 0))
        folder = os.path.dirname(os.path.abspath(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = f"{shown}: {reason.lower() if reason else 'cannot be read'}"
        raise SpecError(problem, hint=without_folder(path)) from None
    return Source(shown, decode(data, shown, limits), folder)


def without_folder(path: str) -> str:
    """The reason why a relative path cannot be found where the working folder was removed; else empty."""
    try:
        os.getcwd()
    except OSError:
        return "" if os.path.isabs(path) else "the working folder is gone"
    return ""


def read_standard_input(limits: Limits = STANDARD) -> Source:
    """Read a spec from standard input; raise SpecError if it is closed."""
    if sys.stdin is None:
        raise SpecError("<stdin>: standard input is closed")
    data = bytearray()
    while len(data) <= limits.file and (piece := sys.stdin.buffer.read(PIECE)):
        data += piece
        if b"\0" in data[:HEAD]:
            break
    return Source("<stdin>", decode(bytes(data), "<stdin>", limits))


def decode(data: bytes, shown: str, limits: Limits = STANDARD) -> str:
    """Decode UTF-8; raise SpecError for what is no text or too much of it."""
    if len(data) > limits.file:
        from cnncalc.source.models import model_in, no_spec

        what = model_in(shown, data)
        large = SpecError(f"{shown}: is larger than {limits.file:,} bytes", hint=raise_hint("file"))
        raise no_spec(shown, what) if what else large
    try:
        text = data.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise _no_text(data, error.start, shown, "in UTF-8 (byte {number} is not text)") from None
    if "\0" in text:
        raise _no_text(data, data.index(0), shown, "(byte {number} is NUL)")
    return text


def _no_text(data: bytes, at: int, shown: str, why: str) -> SpecError:
    """The error for what is no text from some byte on: a model, a text in UTF-16, or another file."""
    from cnncalc.source.models import binary_model, no_spec

    what = binary_model(shown, data)
    if what:
        return no_spec(shown, what)
    before = data[:at].decode("utf-8-sig", "replace").splitlines() or [""]
    place = f"{shown}:{len(before)}:{len(before[-1]) + 1}"
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4:2] == b"\0\0" or data[1:4:2] == b"\0\0"
    hint = "it looks like UTF-16: save it as UTF-8" if is_wide else ""
    return SpecError(f"{place}: is not a text file {why.format(number=at + 1)}", hint=hint)
