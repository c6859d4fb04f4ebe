"""Names of foreign networks as paths of ours: modules are scopes, whose steps come one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import heappop, heappush

_STRANGE = re.compile(r"[^A-Za-z0-9_+-]+")
LONGEST_NAME, DEEPEST = 100, 50
"""The longest name, and the most names of a path; of longer ones the rest is left out."""


def opened(paths: Sequence[str]) -> list[str]:
    """The paths with `module:op` as the module's own, where nothing but that op is in it, else as a step in it."""
    inside: dict[str, set[str]] = {}
    for path in set(paths):
        module, _, _ = path.partition(":")
        for scope in (module, *_scopes(module)) if ":" in path else _scopes(path):
            inside.setdefault(scope, set()).add(path)
    found = []
    for path in paths:
        module, colon, op = path.partition(":")
        found.append(
            path if not colon else module if len(inside[module]) == 1 and module else f"{module}.{op}".strip(".")
        )
    return found


def tidy(paths: Sequence[str]) -> list[str]:
    """The paths in names that layers can have, each once, and none of them a scope of another."""
    cleaned = [".".join(map(_cleaned, path.split(".")[:DEEPEST])) for path in paths]
    scopes = {scope for path in cleaned for scope in _scopes(path)}
    used: set[str] = set()
    numbers: dict[str, int] = {}
    found = []
    for path in cleaned:
        own = path
        while own in used or own in scopes:
            numbers[path] = numbers.get(path, 1) + 1
            own = f"{path}_{numbers[path]}"
        used.add(own)
        found.append(own)
    return found


def in_scopes(paths: Sequence[str], reads: Sequence[Sequence[int]]) -> list[int]:
    """The steps in an order in which each comes behind what it reads, and scopes are left as seldom as that allows.

    Of the steps that can be next, the first is taken that shares the most scopes with the one before; `reads` are the
    steps that each must come behind.
    """
    waits = [len(set(each)) for each in reads]
    readers: list[list[int]] = [[] for _ in paths]
    for index, each in enumerate(reads):
        for source in set(each):
            readers[source].append(index)
    ready: dict[str, list[int]] = {}
    for index, count in enumerate(waits):
        if not count:
            _add(ready, paths[index], index)
    order: list[int] = []
    done = [False] * len(paths)
    scope = ""
    while len(order) < len(paths):
        index = _next(ready, scope, done)
        done[index] = True
        order.append(index)
        scope = paths[index].rpartition(".")[0]
        for reader in readers[index]:
            waits[reader] -= 1
            if not waits[reader]:
                _add(ready, paths[reader], reader)
    return order


def _add(ready: dict[str, list[int]], path: str, index: int) -> None:
    for scope in ("", *_scopes(path)):
        heappush(ready.setdefault(scope, []), index)


def _next(ready: dict[str, list[int]], scope: str, done: Sequence[bool]) -> int:
    """The first step that is ready in a scope, or else in the one around it."""
    while True:
        waiting = ready.get(scope, [])
        while waiting and done[waiting[0]]:
            heappop(waiting)
        if waiting:
            return waiting[0]
        scope = scope.rpartition(".")[0]


def _scopes(path: str) -> list[str]:
    names = path.split(".")[:DEEPEST]
    return [".".join(names[:depth]) for depth in range(1, len(names))]


def _cleaned(name: str) -> str:
    """A name in letters that a layer's may have."""
    found = _STRANGE.sub("_", name[:LONGEST_NAME]).strip("+-")
    return "step" if found in ("", "_", "previous") else found
