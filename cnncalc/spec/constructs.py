"""The words of the language that are no ops: what each does, what stands beside it, and an example that loads."""

from typing import NamedTuple

from cnncalc.spec.statements.aux import Aux
from cnncalc.spec.statements.base import Statement
from cnncalc.spec.statements.branches import Branches
from cnncalc.spec.statements.condition import Only
from cnncalc.spec.statements.group import Group
from cnncalc.spec.statements.loop import Loop
from cnncalc.spec.statements.repeat import Repeat
from cnncalc.spec.statements.residual import Residual
from cnncalc.spec.statements.split import Split


class Construct(NamedTuple):
    """A word that wires steps, or that stands beside one."""

    name: str
    phrase: str
    example: tuple[str, str]
    """An input, and a list of steps on it as a spec writes them, one in a line."""
    beside: tuple[str, ...] = ()
    """The words that may stand beside it."""


def _of(statement: type[Statement], name: str = "", beside: tuple[str, ...] | None = None) -> Construct:
    """A construct as its class tells it."""
    beside = statement.beside() if beside is None else beside
    return Construct(name or statement.key, statement.phrase, statement.example, beside)


CONSTRUCTS = (
    _of(Residual),
    _of(Split),
    _of(Branches, "branches"),
    _of(Group),
    _of(Aux),
    _of(Loop),
    _of(Repeat),
    _of(Only, beside=("then", "else")),
    Construct(
        "from",
        "What a step takes in place of the one before it: a layer or a block by name; joins take a list.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: stem}\n- relu\n- {concat, from: [previous, stem]}"),
    ),
    Construct(
        "share",
        "The earlier step whose parameters a step uses; they are counted once.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: first}\n- {conv: 64, kernel: 1, share: first}"),
    ),
    Construct(
        "name",
        "What a step is called; else it is its op and a number.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: stem}"),
    ),
    Construct(
        "like",
        "The layer whose size upsample, crop and adaptive pooling have.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: fine}\n- {maxpool: 2}\n- {upsample, like: fine}"),
    ),
)
"""In the order in which a newcomer meets them; blocks, parameters and families are told by the reference."""


def construct_named(name: str) -> Construct | None:
    """The construct that has a name, or whose companion it is."""
    name = name.lower()
    return next((each for each in CONSTRUCTS if name in (each.name, *each.beside)), None)
