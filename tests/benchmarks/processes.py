"""Runs commands as whole processes, and says how long each took and how much memory it had at most."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROWS, COLUMNS = 60, 120
CNNCALC = (sys.executable, "-m", "cnncalc")


class Run(NamedTuple):
    """One process: its seconds, the most memory it had, what it wrote."""

    seconds: float
    peak_kib: int
    output: bytes


class Ratio(NamedTuple):
    """A command against another, run in turns: seconds are medians."""

    seconds: float
    other_seconds: float
    median: float
    """Of the ratios of the pairs."""
    minimum: float
    """The quickest run against the other's quickest."""


def floor(name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a floor."""
    return (sys.executable, str(HERE / "floors" / f"{name}.py"), *arguments)


def environment() -> dict[str, str]:
    """Without what would switch caches off, or change what is drawn."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def compile_package() -> None:
    """Write the package's bytecode, as an installer does."""
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", str(ROOT / "cnncalc")], check=True, env=environment(), cwd=ROOT
    )


def run(command: Sequence[str], *, terminal: bool = False, keep: bool = True) -> Run:
    """Run a command to its end, its output in a terminal or a pipe; raise RuntimeError if it fails.

    Large output should not be kept: what this process has had, the next that it starts begins with.
    """
    reader, writer = os.openpty() if terminal else os.pipe()
    if terminal:
        fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=writer, stderr=subprocess.DEVNULL, env=environment(), cwd=ROOT)
    os.close(writer)
    output = _read_all(reader, keep)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_maxrss, output)


def in_turns(
    command: Sequence[str], other: Sequence[str], pairs: int, *, terminal: bool = False, other_terminal: bool = False
) -> Ratio:
    """A command against another: both run in turns, each first every other time, after one run that is not counted."""
    runs = ((command, terminal), (other, other_terminal))
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(-1, pairs):
        for which in (0, 1) if number % 2 else (1, 0):
            taken = run(runs[which][0], terminal=runs[which][1]).seconds
            if number >= 0:
                seconds[which].append(taken)
    ours, theirs = seconds
    return Ratio(
        median(ours),
        median(theirs),
        median(one / two for one, two in zip(ours, theirs, strict=True)),
        min(ours) / min(theirs),
    )


def modules_of(*arguments: str) -> frozenset[str]:
    """The modules a command of cnncalc imports."""
    command = (sys.executable, "-X", "importtime", "-m", "cnncalc", *arguments)
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(), cwd=ROOT).stderr
    return frozenset(line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:"))


def _read_all(reader: int, keep: bool) -> bytes:
    """Everything until the other end is closed, which a terminal tells by an error."""
    parts = []
    with open(reader, "rb", buffering=0) as file:
        while True:
            try:
                part = file.read(1 << 16)
            except OSError:
                break
            if not part:
                break
            if keep:
                parts.append(part)
    return b"".join(parts)
