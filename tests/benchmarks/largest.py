"""What reports of the largest networks take that the limits let through: layers of which no two are alike."""

from __future__ import annotations

import tempfile
from pathlib import Path

import specs
from processes import CNNCALC, run
from tables import Table, verdict

from cnncalc.limits import STANDARD

MOST_MIB = 512
NETWORK, OTHER = "largest.yaml", "other.yaml"
COMMANDS = (
    "summary {network} --depth all", "summary {network} --json", "walk {network}", "walk {network} --memory --json",
    "field {network}", "field {network} --json", "memory {network} --json", "conventions {network}",
    "roofline {network} --device h100 --json", "compare {network} alexnet", "diff {network} alexnet",
    "diff {network} {other}", "diff {network} {other} --json",
)  # fmt: skip


def measure(layers: int = STANDARD.layers) -> list[Table]:
    """Each command once, its output into a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / NETWORK).write_text(specs.counted(layers), encoding="utf-8")
        (Path(folder) / OTHER).write_text(specs.flat(layers), encoding="utf-8")
        rows = [_row(command, folder) for command in COMMANDS]
    header = (f"{layers:,} layers", "s", "MiB", f"≤ {MOST_MIB}")
    return [Table("largest", header, rows)]


def _row(command: str, folder: str) -> tuple[str, ...]:
    paths = {"network": f"{folder}/{NETWORK}", "other": f"{folder}/{OTHER}"}
    taken = run((*CNNCALC, *[part.format(**paths) for part in command.split()]), keep=False)
    mib = taken.peak_kib / 1024
    shown = command.format(network=NETWORK, other=OTHER)
    return f"`cnncalc {shown}`", f"{taken.seconds:.0f}", f"{mib:.0f}", verdict(mib, MOST_MIB)
