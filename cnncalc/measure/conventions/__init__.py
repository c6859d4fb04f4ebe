"""How the field's tools count, as data: a file for each tool.

A convention gives what its tool reports at inference, for one example, on the torch modules that stand for the ops:
torch's own class where there is one, and modules called one after another where there is none. Of a model that calls
functions instead (a mean for global pooling, torch.nn.functional.relu) some tools count less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.graph import Node
from cnncalc.measure.conventions.calflops import CALFLOPS
from cnncalc.measure.conventions.calls import SHARED, ModuleCall, module_calls
from cnncalc.measure.conventions.convention import DECLARED, Convention, Counting, Printed, Tally, TermCount
from cnncalc.measure.conventions.fvcore import FVCORE
from cnncalc.measure.conventions.plain import KERAS, LECTURE, TORCH, TORCH_CPU
from cnncalc.measure.conventions.ptflops import PTFLOPS, PTFLOPS_ATEN
from cnncalc.measure.conventions.thop import THOP
from cnncalc.measure.conventions.torchinfo import TORCHINFO
from cnncalc.measure.conventions.torchsummary import TORCHSUMMARY
from cnncalc.ops.custom import Custom

CONVENTIONS: dict[str, Convention] = {
    convention.name: convention
    for convention in (
        TORCHINFO, TORCHSUMMARY, PTFLOPS, PTFLOPS_ATEN, FVCORE, THOP, CALFLOPS, TORCH, TORCH_CPU, KERAS, LECTURE
    )
}  # fmt: skip
"""Every convention, by its name."""


def convention_named(name: str) -> Convention:
    """The convention of a name; letter case, `_` and `-` do not matter. Raises CnncalcError for an unknown name."""
    plain = name.strip().lower().replace("_", "-")
    found = CONVENTIONS.get(plain)
    if found is None:
        raise CnncalcError(f"unknown convention {name!r}", hint=did_you_mean(plain, CONVENTIONS))
    return found


def notes_on(conventions: Iterable[Convention], nodes: Sequence[Node]) -> tuple[str, ...]:
    """What a reader should know about how some layers are counted."""
    notes = [DECLARED] if any(isinstance(node.op, Custom) for node in nodes) else []
    for each in conventions:
        failing = [name for name in each.fails.split() if any(node.op.name == name for node in nodes)]
        notes += [f"{each.name} fails on {', '.join(failing)}: {each.why_fails}"] if failing else []
    if any(node.shares is not None for node in nodes):
        ways: dict[str, list[str]] = {}
        for each in conventions:
            ways.setdefault(each.shared, []).append(each.name)
        notes += [SHARED, *(f"Of what is shared counts {', '.join(ways[how])}: {how}." for how in ways if how)]
    return tuple(notes)


__all__ = [
    "CONVENTIONS",
    "Convention",
    "Counting",
    "ModuleCall",
    "Printed",
    "Tally",
    "TermCount",
    "convention_named",
    "module_calls",
    "notes_on",
]  # fmt: skip
