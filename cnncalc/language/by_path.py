"""What is said of layers by their paths; a path may be a pattern."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Generic, TypeVar

T = TypeVar("T")


def is_pattern(path: str) -> bool:
    """Whether a path has a `*` or a `?`, and stands for every layer that it fits."""
    return "*" in path or "?" in path


class Pattern:
    """A pattern of paths with `*` and `?`, as `--freeze` has them, read once: there may be very many layers."""

    __slots__ = ("_match",)

    def __init__(self, pattern: str) -> None:
        self._match = re.compile(translate(pattern)).match

    def fits(self, path: str) -> bool:
        """Whether the path or the name of a layer fits."""
        return self._match(path) is not None or self._match(path.rpartition(".")[2]) is not None


class EditsAt(Generic[T]):
    """Edits of one kind, the earliest first."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[int, T]]] = {}
        self._patterns: list[tuple[Pattern, tuple[int, T]]] = []
        self._count = 0

    def add(self, path: str, edit: T) -> None:
        """Add an edit of the layer with a path, or of those that fit a pattern."""
        self._count += 1
        if is_pattern(path):
            self._patterns.append((Pattern(path), (self._count, edit)))
        else:
            self._exact.setdefault(path, []).append((self._count, edit))

    @property
    def patterns(self) -> int:
        """How many edits are by a pattern, which every layer may fit."""
        return len(self._patterns)

    def __contains__(self, path: object) -> bool:
        return path in self._exact or any(pattern.fits(str(path)) for pattern, _ in self._patterns)

    def at(self, path: str) -> list[T]:
        """The edits of a layer."""
        exact = self._exact.get(path, [])
        if not self._patterns:
            return [edit for _, edit in exact]
        fitting = [numbered for pattern, numbered in self._patterns if pattern.fits(path)]
        return [edit for _, edit in sorted([*exact, *fitting], key=lambda numbered: numbered[0])]
