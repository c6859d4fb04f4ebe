"""The constructs of the language, a file each."""

from cnncalc.language.statements.base import Statement
from cnncalc.language.statements.branches import Branches
from cnncalc.language.statements.chosen import Chosen
from cnncalc.language.statements.condition import Condition, ConditionalGroup, Only
from cnncalc.language.statements.group import Aux, Group
from cnncalc.language.statements.jump import Alias, Jump
from cnncalc.language.statements.layer import Layer
from cnncalc.language.statements.loop import Loop
from cnncalc.language.statements.repeat import Repeat
from cnncalc.language.statements.residual import Residual
from cnncalc.language.statements.split import Split
from cnncalc.language.statements.use import Use
from cnncalc.language.step import MODIFIERS

STATEMENTS: tuple[type[Statement], ...] = (
    Only, Repeat, Chosen, Loop, Residual, Split, Aux, Group, ConditionalGroup, Condition, Jump, Alias, Use, Branches,
    Layer,
)  # fmt: skip
"""All constructs in the language's order: a step is the first that reads it, its head the first of their keys."""


def is_reserved(name: str) -> bool:
    """Whether the language uses a word, so that no block and no block's parameter can have it for a name."""
    return name in MODIFIERS or any(name == each.key for each in STATEMENTS if each.key)
