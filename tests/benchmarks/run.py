"""Measures everything and prints the tables; with `--write`, puts them into README.md.

python tests/benchmarks/run.py --write --peers-python /path/to/python
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version

import commands
import instructions
import largest
import peers
import tables
from tables import Table

PARTS = ("commands", "instructions", "peers", "largest", "engine")
NEEDS = {"instructions": "valgrind", "peers": "--peers-python"}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    parser.add_argument("--peers-python", help="an interpreter that has torch, torchvision and the tools")
    parser.add_argument("--quick", action="store_true", help="small sizes and few repetitions, to try it out")
    arguments = parser.parse_args()
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    found = [machine()]
    for part in arguments.parts or PARTS:
        measure = _measures(arguments.peers_python, quick=arguments.quick)[part]
        if measure is None:
            print(
                f"{part} left out: it needs {'valgrind' if part == 'instructions' else '--peers-python'}",
                file=sys.stderr,
            )
            continue
        for table in measure():
            print(f"\n{table}", flush=True)
            found.append(table)
    if arguments.write:
        tables.write(found)


def machine() -> Table:
    """When and on what it was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in ("click", "pyyaml", "rich"))
    rows = (
        ("date", date.today().isoformat()),
        ("machine", f"{_processor()}, {cores} cores, {platform.system()} {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}, {packages}"),
        ("load before", " ".join(f"{load:.1f}" for load in os.getloadavg())),
    )
    return Table("machine", ("measured", ""), rows)


def _measures(python: str | None, *, quick: bool) -> dict[str, Callable[[], list[Table]] | None]:
    """How each part is measured; None for what lacks something."""
    return {
        "commands": lambda: commands.measure(1 if quick else 21),
        "instructions": (lambda: [instructions.measure()[0]]) if shutil.which("valgrind") else None,
        "peers": (lambda: peers.measure(python, 1 if quick else 3)) if python else None,
        "largest": (lambda: largest.measure(200)) if quick else largest.measure,
        "engine": lambda: _engine(quick=quick),
    }


def _engine(*, quick: bool) -> list[Table]:
    import engine  # imported last: a process begins with the memory that the one which starts it has had at most

    return engine.measure((100, 200, 400), engine.QUICK) if quick else engine.measure()


def _processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
