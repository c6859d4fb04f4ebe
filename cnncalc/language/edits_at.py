"""Edits by the paths of the layers that they change; a path may be a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

T = TypeVar("T")


def is_pattern(path: str) -> bool:
    """Whether a path has a `*` or a `?`, and stands for every layer that it fits."""
    return "*" in path or "?" in path


def fits(path: str, pattern: str) -> bool:
    """Whether the path or the name of a layer fits a pattern."""
    return fnmatchcase(path, pattern) or fnmatchcase(path.rpartition(".")[2], pattern)


class EditsAt(Generic[T]):
    """Edits of one kind, the earliest first."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[int, T]]] = {}
        self._patterns: list[tuple[str, tuple[int, T]]] = []
        self._count = 0

    def add(self, path: str, edit: T) -> None:
        """Add an edit of the layer with a path, or of those that fit a pattern."""
        self._count += 1
        if is_pattern(path):
            self._patterns.append((path, (self._count, edit)))
        else:
            self._exact.setdefault(path, []).append((self._count, edit))

    def __contains__(self, path: object) -> bool:
        return path in self._exact or any(fits(str(path), pattern) for pattern, _ in self._patterns)

    def at(self, path: str) -> list[T]:
        """The edits of a layer."""
        exact = self._exact.get(path, [])
        if not self._patterns:
            return [edit for _, edit in exact]
        fitting = [numbered for pattern, numbered in self._patterns if fits(path, pattern)]
        return [edit for _, edit in sorted([*exact, *fitting], key=lambda numbered: numbered[0])]

    def around(self, path: str) -> Iterator[T]:
        """The edits of the blocks and groups that a layer is in."""
        for at, char in enumerate(path):
            if char == ".":
                yield from self.at(path[:at])
