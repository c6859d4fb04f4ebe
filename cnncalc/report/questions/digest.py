"""Numbers that look drawn at random and follow from a text: the same on every Python, and on every machine."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Digest:
    """Draws numbers one after the other, each from the SHA-256 of a text and of how many were drawn before."""

    def __init__(self, *key: object) -> None:
        self._key = ":".join(map(str, key))
        self._drawn = 0

    def below(self, count: int) -> int:
        """A number from 0 on, below `count`; all are equally likely but for one part in 2²⁰⁰."""
        text = f"{self._key}:{self._drawn}"
        self._drawn += 1
        return int.from_bytes(sha256(text.encode()).digest(), "big") % count

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one_of(self, things: Sequence[T]) -> T:
        """One of several."""
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of several, in another order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in things]
