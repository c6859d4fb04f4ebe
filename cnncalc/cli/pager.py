"""Reports on a terminal go through a pager, as those of git do."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

VARIABLES = ("CNNCALC_PAGER", "PAGER")
NONE = ("", "cat")
"""The values of the variables for a pager that mean no pager."""
USUAL = "less"
OF_A_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%\n")
"""Signs that only a shell understands: without any, a pager is started by itself, and is known to be there."""
LESS = "FRX"
"""A page that fits is only printed, colours are kept, and it stays when the pager is left."""


class _PagerInput(io.TextIOWrapper):
    """The pager's standard input: what is written there is seen on the terminal."""

    def isatty(self) -> bool:
        return True


@contextmanager
def through_pager() -> Iterator[None]:
    """Give standard output, which is a terminal, to a pager, and wait until that is left."""
    pager = _start() if os.environ.get("TERM") != "dumb" else None
    if pager is None:
        yield
        return
    assert pager.stdin is not None
    shown = _PagerInput(pager.stdin, sys.stdout.encoding, sys.stdout.errors)
    try:
        with redirect_stdout(shown):
            yield
    finally:
        _finish(pager, shown)


def _start() -> Popen[bytes] | None:
    """The pager that is set, or the usual one; nothing if none is wanted, or there is none."""
    found = [(name, os.environ[name]) for name in VARIABLES if name in os.environ]
    name, program = found[0] if found else ("", USUAL)
    if program.strip() in NONE:
        return None
    import subprocess

    shell = not OF_A_SHELL.isdisjoint(program)
    environment = {"LESS": LESS, **os.environ}
    try:
        return subprocess.Popen(
            program if shell else program.split(), shell=shell, stdin=subprocess.PIPE, env=environment
        )
    except OSError as error:
        if name:
            _tell(f"{name}: {program}", error)
        return None


def _tell(setting: str, error: OSError) -> None:
    """Say that a pager that is set cannot be started."""
    import click

    from cnncalc.text import one_line

    reason = (error.strerror or str(error)).lower()
    click.echo(f"cnncalc: {one_line(setting)}: {reason}; this is shown without a pager", err=True)


def _finish(pager: Popen[bytes], shown: _PagerInput) -> None:
    """Tell the pager that this is all, and wait until it is left; Ctrl-C is a key of its own."""
    while True:
        try:
            with suppress(OSError):  # it may have been left before all was written
                shown.close()
            pager.wait()
        except KeyboardInterrupt:
            continue
        return
