"""How many instructions whole commands take, counted by valgrind: unlike seconds, these can be repeated.

`--check` compares the ratios with the bounds below and leaves with 1 if one is passed. Ratios hold on other machines
and for other builds of Python where counts don't.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from commands import ALEXNET, DEEP, SUMMARY, shown
from processes import CNNCALC, compile_package, floor, run
from tables import Table

VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
REPEATED = """\
input: 32x32x8
blocks:
  unit: [{{residual: [{{conv: 8, kernel: 3, pad: 1}}, batchnorm, relu]}}, relu]
layers: [{{unit, repeat: {}}}]
"""
ROOT = Path(__file__).parent.parent.parent
UNITS = 100
"""Repetitions of a small block; four times as many should take four times as long, not sixteen."""


class Case(NamedTuple):
    """A command, what it is compared with, and the most times as many instructions it may take."""

    command: tuple[str, ...]
    other: tuple[str, ...]
    bound: float
    terminal: bool = False


def cases(folder: Path) -> tuple[Case, ...]:
    """What is counted; `folder` is for the files it needs."""
    short, long = (_repeated(folder, times * UNITS) for times in (1, 4))
    model = str(folder / "resnet50.onnx")
    subprocess.run([sys.executable, "-m", "tests.importers.resnet50_file", model], cwd=ROOT, check=True)
    return (
        Case(SUMMARY, floor("table", ALEXNET), 0.91, terminal=True),
        Case((*SUMMARY, "--json"), floor("plain", ALEXNET), 1.43),
        Case((*CNNCALC, "--version"), floor("bare", "--version"), 0.97),
        Case((*CNNCALC, "--help"), floor("bare", "--help"), 1.1),
        Case((*CNNCALC, "list"), floor("table", ALEXNET), 0.94, terminal=True),
        Case((*DEEP, "--depth", "all"), SUMMARY, 1.62, terminal=True),
        Case((*DEEP, "--json"), (*SUMMARY, "--json"), 1.57),
        Case((*CNNCALC, "summary", model), (*CNNCALC, "summary", "resnet50"), 1.5),
        Case((*CNNCALC, "summary", long, "--json"), (*CNNCALC, "summary", short, "--json"), 2.1),
    )


def count(command: tuple[str, ...], terminal: bool) -> int:
    """The instructions of one run, after one that fills the caches."""
    run(command, terminal=terminal)
    with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        run((*VALGRIND, f"--log-file={log.name}", *command), terminal=terminal)
        said = COUNT.search(log.read())
    if said is None:
        raise RuntimeError(f"valgrind counted nothing for {' '.join(command)}")
    return int(said[1].replace(",", ""))


def measure() -> tuple[Table, bool]:
    """The table of all cases, and whether each keeps to its bound."""
    compile_package()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        chosen = cases(Path(folder))
        programs = list(dict.fromkeys((each, case.terminal) for case in chosen for each in case[:2]))
        counts = dict(zip(programs, pool.map(lambda program: count(*program), programs), strict=True))
    rows, kept = [], True
    for case in chosen:
        ours, theirs = counts[case.command, case.terminal], counts[case.other, case.terminal]
        within = ours / theirs <= case.bound
        kept = kept and within
        figures = (f"{ours / 1e6:,.0f} M", f"{theirs / 1e6:,.0f} M", f"{ours / theirs:.3f}", f"≤ {case.bound}")
        name = shown(case.command) + (", terminal" if case.terminal else "")
        rows.append((name, shown(case.other), *figures, "kept" if within else "**passed**"))
    header = ("command", "against", "instructions", "of the other", "ratio", "bound", "")
    return Table("instructions", header, rows), kept


def main() -> int:
    """Print the table; 1 if a bound is passed and `--check` asks for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="leave with 1 if a bound is passed")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("SKIPPED: there is no valgrind here, so no instructions were counted and no bound was checked")
        return 0
    table, kept = measure()
    print(table)
    return 0 if kept or not arguments.check else 1


def _repeated(folder: Path, times: int) -> str:
    """The path of a spec that repeats a block."""
    path = folder / f"repeated-{times}.yaml"
    path.write_text(REPEATED.format(times), encoding="utf-8")
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
