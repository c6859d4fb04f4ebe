"""Broken versions of a text: cut off, pieces left out, doubled or exchanged, and other values where values stand."""

from __future__ import annotations

import re
from random import Random

STRANGE = ("{", "}", "[", "]", ":", "=", "-1", "0", "99999999999999999999", "1e400", "\x1b[31m", '"', "\n", ",", "é")
VALUES = (
    "0",
    "-1",
    "1",
    "2",
    "7",
    "1000000000",
    "999999999999",
    "1e400",
    "3.5",
    "null",
    "true",
    "[]",
    "{}",
    '""',
    "[1]",
)
_VALUE = re.compile(r'"[^"\n]*"|-?\d+(?:\.\d+)?|null|true|false|\[[^\[\]]*\]')


def mutated(text: str, count: int, seed: int = 1) -> list[str]:
    """So many of them; the same for the same seed."""
    random = Random(seed)
    values = [match.span() for match in _VALUE.finditer(text)]
    found = [text[: random.randrange(len(text))] for _ in range(count // 8)]
    while len(found) < count:
        whole = _with_another_value(text, values, random) if len(found) % 3 else _with_broken_pieces(text, random)
        found.append(whole)
    return found


def _with_another_value(text: str, values: list[tuple[int, int]], random: Random) -> str:
    start, end = random.choice(values)
    from_it = slice(*random.choice(values))
    return text[:start] + (random.choice(VALUES) if random.random() < 0.6 else text[from_it]) + text[end:]


def _with_broken_pieces(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(text))
        end = min(start + random.randint(1, 40), len(text))
        piece = random.choice(("", text[start:end] * 2, text[end : end + 20], random.choice(STRANGE)))
        text = text[:start] + piece + text[end:]
    return text
