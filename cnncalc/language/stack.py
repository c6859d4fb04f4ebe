"""How deep steps are nested, and Python's own stack for it."""

from __future__ import annotations

import sys

from cnncalc.errors import LimitError
from cnncalc.limits import raise_hint

DEEP = 10
"""The level of steps from which on Python's stack is made larger."""
CALLS = 10
"""The calls from the steps of one level to those of the next, at most."""
MOST_CALLS = 12_000
"""The most calls that every supported Python takes on a stack of 8 MiB."""


class Stack:
    """Counts the levels of steps: blocks, groups, branches and conditions."""

    __slots__ = ("_before", "_deepest", "_depth")

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._depth = 0
        self._before = 0

    def push(self) -> None:
        """Begin a level; raise LimitError if there are too many."""
        self._depth += 1
        if self._depth > self._deepest:
            most = self._deepest - 1
            raise LimitError(f"steps are nested more than {most:,} deep", hint=raise_hint("blocks", most))
        if self._depth == DEEP and not self._before:
            self._before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(self._before, min(self._before + CALLS * self._deepest, MOST_CALLS)))

    def pop(self) -> None:
        """End a level."""
        self._depth -= 1

    def close(self) -> None:
        """Leave Python's stack as it was."""
        if self._before:
            sys.setrecursionlimit(self._before)
