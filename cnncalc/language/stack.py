"""How deep steps are nested, and Python's own stack for it."""

from __future__ import annotations

import sys
from _thread import allocate_lock

from cnncalc.errors import LimitError
from cnncalc.limits import raise_hint

DEEP = 10
"""The level of steps from which on Python's stack is made larger."""
CALLS = 10
"""The calls from the steps of one level to those of the next, at most."""
MOST_CALLS = 12_000
"""The most calls that every supported Python takes on a stack of 8 MiB."""


class RecursionLimit:
    """Python's limit on its stack, one for all threads: it is raised while any of them builds a deep network."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._users = 0
        self._before = 0

    def raise_by(self, calls: int) -> None:
        """Let the stack be deeper by so many calls, until it is given back."""
        with self._lock:
            if not self._users:
                self._before = sys.getrecursionlimit()
            self._users += 1
            wanted = min(self._before + calls, MOST_CALLS)
            sys.setrecursionlimit(max(sys.getrecursionlimit(), wanted))

    def give_back(self) -> None:
        """Leave the limit as it was, once nobody needs it any more."""
        with self._lock:
            self._users -= 1
            if not self._users:
                sys.setrecursionlimit(self._before)


_LIMIT = RecursionLimit()


class Stack:
    """Counts the levels of steps: blocks, groups, branches and conditions."""

    __slots__ = ("_deepest", "_depth", "_is_deep")

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._depth = 0
        self._is_deep = False

    def push(self) -> None:
        """Begin a level; raise LimitError if there are too many."""
        self._depth += 1
        if self._depth > self._deepest:
            most = self._deepest - 1
            raise LimitError(f"steps are nested more than {most:,} deep", hint=raise_hint("blocks", most))
        if self._depth == DEEP and not self._is_deep:
            self._is_deep = True
            _LIMIT.raise_by(CALLS * self._deepest)

    def pop(self) -> None:
        """End a level."""
        self._depth -= 1

    def close(self) -> None:
        """Leave Python's stack as it was."""
        if self._is_deep:
            self._is_deep = False
            _LIMIT.give_back()
