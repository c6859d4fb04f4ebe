"""The operators, a family per file.

Every class in a family's file that has a name is an op: adding one touches that file and nothing else of the package,
but for a tool that counts something of it (`measure/conventions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from types import ModuleType

from cnncalc.errors import SpecError, nearest
from cnncalc.ops import (
    activation,
    arithmetic,
    attention,
    channels,
    conv,
    custom,
    elementwise,
    lenet,
    linear,
    merge,
    norm,
    pool,
    recurrent,
    reshape,
    sequence,
)
from cnncalc.ops.base import Op
from cnncalc.ops.framework_words import plain_name

FAMILIES: tuple[ModuleType, ...] = (
    conv, linear, attention, recurrent, pool, norm, activation, elementwise, merge, arithmetic,
    sequence, reshape, channels, lenet, custom
)  # fmt: skip
CLOSE = 0.75
"""How alike two names must be for one to be a slip for the other: more than words that share a part."""
WAYS_OUT = "'cnncalc ops' lists them all, {op: …} counts one of your own"


def _ops_of(family: ModuleType) -> list[type[Op]]:
    return [
        value
        for value in vars(family).values()
        if isinstance(value, type) and issubclass(value, Op) and value.name and value.__module__ == family.__name__
    ]


OPS: dict[str, type[Op]] = {op.name: op for family in FAMILIES for op in _ops_of(family)}
_BY_PLAIN_NAME = {plain_name(name): op for op in OPS.values() for name in op.names()}


@lru_cache(maxsize=4096)
def find_op(name: str) -> type[Op] | None:
    """The op that goes by a name or an alias, or None. Cache: by the name as it is written."""
    return _BY_PLAIN_NAME.get(name) or _BY_PLAIN_NAME.get(plain_name(name))


def axes_said(name: str) -> tuple[int, ...]:
    """The numbers of spatial axes that an op works on by a name that says them, `conv2d`; empty for other names."""
    found = re.search(r"([1-3])[dD]", name)
    if found is None:
        return ()
    axes = int(found[1])
    return (0, axes) if plain_name(name).endswith("batchnorm1d") else (axes,)  # PyTorch's takes vectors, too


def op_named(name: str) -> type[Op]:
    """The op that goes by a name or an alias; raise SpecError that says what to write otherwise."""
    found = find_op(name)
    if found is None:
        raise SpecError(f"unknown op {name!r}", hint=hint_for(name))
    return found


def hint_for(name: str, others: Iterable[str] = ()) -> str:
    """What to write for a name that no op goes by, as a hint; `others` are names that could stand there, too."""
    from cnncalc.ops.framework_names import instead_of  # imported when asked for: most names are right

    bare = name.rpartition(".")[2]  # of nn.Conv2d
    if find_op(bare):
        return f"did you mean {bare!r}? {WAYS_OUT}"
    known = {plain_name(each): each for op in OPS.values() for each in reversed(op.names())}
    known.update((plain_name(each), each) for each in others)
    near = known.get(nearest(plain_name(name), known, CLOSE), "")
    said = instead_of(bare) or (f"did you mean {near!r}?" if near else "")
    return f"{said}{' ' if said[-1:] == '?' else '; ' if said else ''}{WAYS_OUT}"
