"""Against what a user would run instead: whole processes from nothing, ResNet-152 at 224×224."""

from __future__ import annotations

from statistics import median

from commands import DEEP, shown
from processes import HERE, Run, compile_package, run
from tables import Table, verdict

TOOLS = ("import torch", "torchinfo", "fvcore", "ptflops", "thop", "FlopCounterMode")
OURS = ((*DEEP, "--json"), (*DEEP, "--depth", "all"))
TIMES_FASTER, SHARE_OF_MEMORY = 15, 20


def measure(python: str, rounds: int = 3) -> list[Table]:
    """Each tool by an interpreter that has it, our commands in turns with them; the first round is not counted."""
    compile_package()
    seen: dict[str, list[Run]] = {}
    for number in range(rounds + 1):
        for name, command, terminal in _programs(python):
            taken = run(command, terminal=terminal)
            if number:
                seen.setdefault(name, []).append(taken)
    return [_table(seen)]


def _programs(python: str) -> list[tuple[str, tuple[str, ...], bool]]:
    """Name, command, and whether it draws on a terminal."""
    ours = [(shown(command), command, "--json" not in command) for command in OURS]
    return [*ours, *((tool, (python, str(HERE / "floors" / "peer.py"), tool), False) for tool in TOOLS)]


def _table(seen: dict[str, list[Run]]) -> Table:
    json, terminal = (seen[shown(command)] for command in OURS)
    rows = [
        (name, f"{_seconds(runs):.2f}", "", "", f"{_mib(runs):.0f}", "", "", "")
        for name, runs in seen.items()
        if name not in TOOLS
    ]
    for tool in TOOLS:
        runs = seen[tool]
        slower = [
            median(one.seconds / two.seconds for one, two in zip(runs, ours, strict=True)) for ours in (json, terminal)
        ]
        larger = [_mib(runs) / _mib(ours) for ours in (json, terminal)]
        texts = (f"{slower[0]:.0f}", f"{slower[1]:.0f}", f"{_mib(runs):.0f}", f"{larger[0]:.1f}", f"{larger[1]:.1f}")
        rows.append((tool, f"{_seconds(runs):.2f}", *texts, _met(tool, min(slower), min(larger))))
    header = (
        "program", "s", "times as long as --json", "as in a terminal", "MiB", "times the memory of --json",
        "of the terminal's", f"≥ {TIMES_FASTER} times faster, ≤ 1/{SHARE_OF_MEMORY} of the memory",
    )  # fmt: skip
    return Table("peers", header, rows)


def _met(tool: str, slower: float, larger: float) -> str:
    if tool == "import torch":
        return "for comparison"
    time = verdict(slower, TIMES_FASTER, at_least=True)
    return f"{time}, {verdict(larger, SHARE_OF_MEMORY, at_least=True)}"


def _seconds(runs: list[Run]) -> float:
    return median(each.seconds for each in runs)


def _mib(runs: list[Run]) -> float:
    return median(float(each.peak_kib) for each in runs) / 1024
