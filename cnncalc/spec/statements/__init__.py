"""The constructs of the language, a file each."""

from cnncalc.spec.statements.aux import Aux
from cnncalc.spec.statements.base import Statement
from cnncalc.spec.statements.branches import Branches
from cnncalc.spec.statements.chosen import Chosen
from cnncalc.spec.statements.condition import Condition, ConditionalGroup, Only
from cnncalc.spec.statements.group import Group
from cnncalc.spec.statements.jump import Jump
from cnncalc.spec.statements.layer import Layer
from cnncalc.spec.statements.loop import Loop
from cnncalc.spec.statements.repeat import Repeat
from cnncalc.spec.statements.residual import Residual
from cnncalc.spec.statements.split import Split
from cnncalc.spec.statements.use import Use
from cnncalc.spec.step import MODIFIERS

STATEMENTS: tuple[type[Statement], ...] = (
    Only, Repeat, Chosen, Loop, Residual, Split, Aux, Group, ConditionalGroup, Condition, Jump, Branches, Layer, Use,
)  # fmt: skip
"""A step is the first of these that reads it, and its head the first of their keys that it has: this is the language's
precedence."""


def is_reserved(name: str) -> bool:
    """Whether the language uses a word, so that no block and no block's parameter can have it for a name."""
    return name in MODIFIERS or any(name == each.key for each in STATEMENTS if each.key)
