"""Broken versions of a text: cut off, with pieces left out, doubled or exchanged, with characters of another kind."""

from __future__ import annotations

from random import Random

STRANGE = ("{", "}", "[", "]", ":", "=", "-1", "0", "99999999999999999999", "1e400", "\x1b[31m", '"', "\n", ",", "é")


def mutated(text: str, count: int, seed: int = 1) -> list[str]:
    """So many of them; the same for the same seed."""
    random = Random(seed)
    found = [text[: random.randrange(len(text))] for _ in range(count // 4)]
    while len(found) < count:
        broken = text
        for _ in range(random.randint(1, 4)):
            start = random.randrange(len(broken))
            end = min(start + random.randint(1, 40), len(broken))
            piece = random.choice(("", broken[start:end] * 2, broken[end : end + 20], random.choice(STRANGE)))
            broken = broken[:start] + piece + broken[end:]
        found.append(broken)
    return found
