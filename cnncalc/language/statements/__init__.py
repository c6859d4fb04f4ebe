"""The constructs of the language, a file each; a file is imported when a spec first has what may be its construct."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from cnncalc.language.statements.base import Statement
from cnncalc.language.step import MODIFIERS, Step
from cnncalc.source.values import List, Map

ANY, COMPUTED, COLLECTION = "", "$", "[]"
"""In place of a key: any head; one that is an expression; one whose value is a list or a mapping."""
STATEMENTS = (
    ("if", "condition", "Only"),
    ("repeat", "repeat", "Repeat"),
    (COMPUTED, "chosen", "Chosen"),
    ("for", "loop", "Loop"),
    ("residual", "residual", "Residual"),
    ("split", "split", "Split"),
    ("aux", "group", "Aux"),
    ("layers", "group", "Group"),
    ("then", "condition", "ConditionalGroup"),
    ("then", "condition", "Condition"),
    ("from", "jump", "Jump"),
    ("name", "jump", "Alias"),
    (ANY, "use", "Use"),
    (COLLECTION, "branches", "Branches"),
    (ANY, "layer", "Layer"),
)
"""Key, file and class of each construct, in the language's order: a step is the first that reads it, its head the first
of their keys."""
KEYS = tuple(dict.fromkeys(key for key, _, _ in STATEMENTS if key.isalpha() and key not in MODIFIERS))


def constructs_for(step: Step) -> Iterator[type[Statement]]:
    """The constructs that may read a step, in the language's order."""
    for key, file, name in STATEMENTS:
        if (
            key in (ANY, step.head, step.head[:1])
            or (key in ("if", "repeat") and key in step.beside)
            or (key == COLLECTION and isinstance(step.main, (List, Map)))
        ):
            yield _construct(file, name)


def all_constructs() -> tuple[type[Statement], ...]:
    """All constructs, in the language's order."""
    return tuple([_construct(file, name) for _, file, name in STATEMENTS])


def is_reserved(name: str) -> bool:
    """Whether the language uses a word, so that no block and no block's parameter can have it for a name."""
    return name in MODIFIERS or name in KEYS


@cache
def _construct(file: str, name: str) -> type[Statement]:
    """The class of a construct; key: its file and its name."""
    construct: type[Statement] = getattr(import_module(f"{__name__}.{file}"), name)
    return construct
