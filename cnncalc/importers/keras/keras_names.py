"""Where a model's layers belong, as their names say it: `conv2_block1_1_conv` is in block1 of conv2."""

from __future__ import annotations

import re
from collections.abc import Iterable

DEEPEST = 20
"""The most stages of a name."""
_STAGE = re.compile(
    r"([a-z_]*?(?:block|stage|stem|expanded_conv)_?\d*[a-z]?|[a-z_]*?(?:layer|unit|cell|group)_?\d+[a-z]?|conv\d+)"
    r"_(?=.*[A-Za-z])"
)
"""A part of a name that says where it belongs: `conv2_` and `block1_` of `conv2_block1_1_conv`."""


def paths_of(names: Iterable[str]) -> dict[str, str]:
    """The path of each of some layers, in their order, with slashes between.

    A layer whose name says nothing, such as `add_3`, belongs to the stage that those before and behind it are both in.
    """
    parts = {name: _parts(name) for name in names}
    before: list[list[str]] = []
    latest: list[str] = []
    for stages, _ in parts.values():
        latest = stages or latest
        before.append(latest)
    found: dict[str, str] = {}
    following: list[str] = []
    for (name, (stages, rest)), earlier in zip(reversed(parts.items()), reversed(before), strict=True):
        following = stages or following
        own = stages or _shared(earlier, following)
        found[name] = "/".join([*own, rest])
    return {name: found[name] for name in parts}


def _shared(first: list[str], second: list[str]) -> list[str]:
    """The stages that two layers are both in."""
    count = next(
        (at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other),
        None,
    )
    return first[:count] if count is not None else min(first, second, key=len)


def _parts(name: str) -> tuple[list[str], str]:
    """The stages of a name, and what is left of it."""
    stages: list[str] = []
    start = 0
    name = name.replace("/", "_")
    while (found := _STAGE.match(name, start)) and len(stages) < DEEPEST:
        stages.append(found[1].strip("_"))
        start = found.end()
    return stages, name[start:]
