"""Writes files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from errno import EACCES, ELOOP

from cnncalc.errors import CnncalcError


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all; a device or a pipe stays what it is, and is written into.

    Raises CnncalcError if it cannot be written.
    """
    if os.path.isdir(path):
        raise CnncalcError(f"-o {path}: is a directory")
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", newline="") as special:
                special.writelines(pieces)
        else:
            _replace(os.path.realpath(path), pieces)
    except BrokenPipeError:
        return  # its reader has what it wanted, as that of standard output may have
    except OSError as error:
        raise CnncalcError(f"-o {path}: {(error.strerror or str(error)).lower()}") from None


def _replace(target: str, pieces: Iterable[str]) -> None:
    """Write to a temporary file beside the target, then put that under its name."""
    if os.path.islink(target):  # where it leads has been found out; what is a link still leads in a circle
        raise OSError(ELOOP, os.strerror(ELOOP))
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise OSError(EACCES, os.strerror(EACCES))
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".cnncalc-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        os.chmod(temporary, _mode_for(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_for(path: str) -> int:
    """The permissions a file has, or would be made with."""
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
