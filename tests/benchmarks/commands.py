"""How long whole commands take, as ratios to floors and to each other, measured in turns."""

from __future__ import annotations

from typing import NamedTuple

from processes import CNNCALC, Ratio, compile_package, floor, in_turns, modules_of
from tables import Table, verdict

ALEXNET = "architectures/alexnet.yaml"
SUMMARY = (*CNNCALC, "summary", "alexnet")
DEEP = (*CNNCALC, "summary", "resnet152")


class Case(NamedTuple):
    """A command, what it is measured against, and the largest ratio there should be."""

    command: tuple[str, ...]
    other: tuple[str, ...]
    target: float
    terminal: bool = False


CASES = (
    Case(SUMMARY, floor("table", ALEXNET), 1.3, terminal=True),
    Case((*SUMMARY, "--json"), floor("plain", ALEXNET), 1.3),
    Case((*CNNCALC, "--version"), floor("bare", "--version"), 1.15),
    Case((*CNNCALC, "--help"), floor("bare", "--help"), 1.15),
    Case((*CNNCALC, "list"), floor("table", ALEXNET), 2.0, terminal=True),
    Case((*DEEP, "--depth", "all"), SUMMARY, 2.0, terminal=True),
    Case((*DEEP, "--json"), (*SUMMARY, "--json"), 1.5),
)

NEVER = (
    (("summary", "alexnet", "--json"), ("rich",)),
    (("--version",), ("rich", "yaml")),
    (("--help",), ("rich", "yaml")),
)
"""Commands, and what they must not import."""


def measure(pairs: int = 21) -> list[Table]:
    """All cases, and what is imported; `pairs` runs of each command."""
    compile_package()
    cases = [
        _row(case, in_turns(case.command, case.other, pairs, terminal=case.terminal, other_terminal=case.terminal))
        for case in CASES
    ]
    header = ("command", "against", "ms", "ms of the other", "ratio, median", "ratio of the quickest", "target", "")
    imports = [_imports(arguments, unwanted) for arguments, unwanted in NEVER]
    return [Table("commands", header, cases), Table("imports", ("command", "must not import", "imports"), imports)]


def shown(command: tuple[str, ...]) -> str:
    """A command as a reader knows it."""
    if command[: len(CNNCALC)] == CNNCALC:
        words = [word.rpartition("/")[2] for word in command[len(CNNCALC) :]]
        return f"`cnncalc {' '.join(words)}`"
    return f"`{command[1].rpartition('/')[2]}`"


def _row(case: Case, ratio: Ratio) -> tuple[str, ...]:
    return (
        shown(case.command) + (", terminal" if case.terminal else ""),
        shown(case.other),
        f"{1000 * ratio.seconds:.0f}",
        f"{1000 * ratio.other_seconds:.0f}",
        f"{ratio.median:.2f}",
        f"{ratio.minimum:.2f}",
        f"≤ {case.target}",
        verdict(ratio.median, case.target),
    )


def _imports(arguments: tuple[str, ...], unwanted: tuple[str, ...]) -> tuple[str, ...]:
    modules = modules_of(*arguments)
    found = [name for name in unwanted if name in modules]
    return (f"`cnncalc {' '.join(arguments)}`", ", ".join(unwanted), ", ".join(found) or "none of them")
