"""Writes files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, ELOOP

from cnncalc.errors import CnncalcError

ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU")
"""The signals that end a program which can still tidy up; Ctrl-C comes as an exception."""


def write_file(path: str, pieces: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all; a device or a pipe stays what it is, and is written into.

    Raises CnncalcError if it cannot be written.
    """
    if os.path.isdir(path):
        raise CnncalcError(f"-o {path}: is a directory")
    written = (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as special:
                special.writelines(written)
        else:
            _replace(os.path.realpath(path), written)
    except BrokenPipeError:
        return  # its reader has what it wanted, as that of standard output may have
    except OSError as error:
        raise CnncalcError(f"-o {path}: {(error.strerror or str(error)).lower()}") from None


def _replace(target: str, pieces: Iterable[bytes]) -> None:
    """Write to a temporary file beside the target, then put that under its name."""
    if os.path.islink(target):  # where it leads has been found out; what is a link still leads in a circle
        raise OSError(ELOOP, os.strerror(ELOOP))
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise OSError(EACCES, os.strerror(EACCES))
    written: list[str] = []
    with _gone_when_ended(written):
        descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".cnncalc-")
        written.append(temporary)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
            os.chmod(temporary, _mode_for(target))
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise


@contextmanager
def _gone_when_ended(files: list[str]) -> Iterator[None]:
    """Remove files when a signal ends the program; it still ends by that, which a shell tells as 128 and its number."""
    import signal  # imported only now: most commands write no file

    def end(number: int, _: object) -> None:
        for file in files:
            with suppress(OSError):
                os.unlink(file)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    handled = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    with suppress(ValueError):  # only the main thread has signals
        for number in handled:
            signal.signal(number, end)
    try:
        yield
    finally:
        with suppress(ValueError):
            for number in handled:
                signal.signal(number, signal.SIG_DFL)


def _mode_for(path: str) -> int:
    """The permissions a file has, or would be made with."""
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
