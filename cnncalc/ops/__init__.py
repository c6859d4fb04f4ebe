"""The operators, a family per file.

Every class in a family's file that has a name is an op: adding one touches that file and nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.ops import activation, channels, conv, custom, lenet, linear, merge, norm, pool, reshape
from cnncalc.ops.base import Op

FAMILIES: tuple[ModuleType, ...] = (conv, linear, pool, norm, activation, merge, reshape, channels, lenet, custom)


def plain_name(name: str) -> str:
    """The form in which ops are looked up: letter case, `_` and `-` do not matter."""
    return name.lower().replace("_", "").replace("-", "")


def _ops_of(family: ModuleType) -> list[type[Op]]:
    return [
        value
        for value in vars(family).values()
        if isinstance(value, type) and issubclass(value, Op) and value.name and value.__module__ == family.__name__
    ]


OPS: dict[str, type[Op]] = {op.name: op for family in FAMILIES for op in _ops_of(family)}
_BY_PLAIN_NAME = {plain_name(name): op for op in OPS.values() for name in (op.name, *op.aliases)}


@lru_cache(maxsize=4096)
def find_op(name: str) -> type[Op] | None:
    """The op that goes by a name or an alias, or None."""
    return _BY_PLAIN_NAME.get(name) or _BY_PLAIN_NAME.get(plain_name(name))


def op_named(name: str) -> type[Op]:
    """The op that goes by a name or an alias; raise SpecError with the nearest name otherwise."""
    found = find_op(name)
    if found is None:
        raise SpecError(f"unknown op {name!r}", hint=did_you_mean(name, OPS))
    return found
