"""A question, its answer with the working, and the answers that wrong rules give."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncalc.report.walk import WorkingLine

MOST_OFFERED = 4
"""How many answers are offered, the right one among them."""


BIASES_IN, BIASES_MISSING = "the biases are in it", "the biases are missing"
"""The mistakes that make an answer half right."""

Slips = Iterator[tuple[int, str]]
"""Wrong answers, each with the mistake that makes it."""


class WrongAnswer(NamedTuple):
    """An answer that follows from a wrong rule, and the mistake that makes it."""

    value: int
    mistake: str
    half: bool = False
    """Whether it is half right: only biases are in it, or missing."""


class Posed(NamedTuple):
    """What is asked: a few lines that say what is given, the question, the answer and how it is worked out."""

    given: tuple[str, ...]
    asked: str
    answer: int
    working: tuple[WorkingLine, ...]
    wrong: tuple[WrongAnswer, ...]
    """Other answers, the likeliest mistakes first; each is of another value than the answer and those before."""


class Question(NamedTuple):
    """A question as it stands in a quiz; its `id`, as `conv-7-1`, makes the same question again."""

    id: str
    kind: str
    posed: Posed
    offered: tuple[int, ...]
    """The answers to choose from, the right one among them."""

    def mistake(self, value: int) -> str:
        """The mistake that makes a wrong answer; empty where it is not known."""
        return next((wrong.mistake for wrong in self.posed.wrong if wrong.value == value), "")


def distinct(answer: int, wrong: Iterable[tuple[int, str]], *, signed: bool = False) -> tuple[WrongAnswer, ...]:
    """Wrong answers without those that are right by chance, below 1 (if not `signed`), or there already."""
    found: dict[int, WrongAnswer] = {}
    for value, mistake in wrong:
        if value != answer and (value > 0 or (signed and value)) and value not in found:
            found[value] = WrongAnswer(value, mistake, mistake.partition(":")[0] in (BIASES_IN, BIASES_MISSING))
    return tuple(found.values())
