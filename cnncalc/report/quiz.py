"""A quiz: questions that a seed makes, the same everywhere, each with its answer and the mistakes that are made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.report.base import Report
from cnncalc.report.questions import KINDS, ROUNDED_KINDS
from cnncalc.report.questions.digest import Digest
from cnncalc.report.questions.question import MOST_OFFERED, Question

MOST_QUESTIONS = 10_000
LARGEST_SEED = 999_999_999
INEXACT = "-inexact"
_ID = re.compile(rf"(?a)([a-z]+)({INEXACT})?-(\d{{1,9}})-(\d{{1,5}})")


@dataclass(frozen=True, slots=True, repr=False)
class Quiz(Report):
    """Questions in order."""

    questions: tuple[Question, ...]

    @property
    def about(self) -> str:
        first, last = self.questions[0].id, self.questions[-1].id
        return first if first == last else f"{len(self.questions)} questions, {first} to {last}"


def make_quiz(kinds: Sequence[str] = (), *, seed: int = 1, count: int = 10, inexact: bool = False) -> Quiz:
    """So many questions, of the kinds in turn; of all kinds if none is named, `inexact` of sizes that are rounded.

    Raises CnncalcError for a kind that there is not, and for one whose sizes are never rounded.
    """
    able = ROUNDED_KINDS if inexact else tuple(KINDS)
    for kind in kinds:
        _check(kind, able)
    wanted = tuple(kinds) or able
    numbers = [(wanted[at % len(wanted)], at // len(wanted) + 1) for at in range(count)]
    return Quiz(tuple([ask(kind, seed, number, inexact=inexact) for kind, number in numbers]))


def quiz_of(ids: Sequence[str]) -> Quiz:
    """The questions that go by some ids, as `conv-7-1`. Raises CnncalcError for an id that there is not."""
    return Quiz(tuple(map(question_of, ids)))


def question_of(name: str) -> Question:
    """The question that goes by an id. Raises CnncalcError for an id that there is not."""
    found = _ID.fullmatch(name)
    if found is None:
        raise CnncalcError(f"{name[:60]!r} is no question's name, such as conv-7-1: its kind, its seed, its number")
    inexact = bool(found[2])
    _check(found[1], ROUNDED_KINDS if inexact else tuple(KINDS))
    if not 1 <= int(found[4]) <= MOST_QUESTIONS:
        raise CnncalcError(f"{name!r}: a quiz has questions 1 to {MOST_QUESTIONS:,} of a kind")
    return ask(found[1], int(found[3]), int(found[4]), inexact=inexact)


def is_id(word: str) -> bool:
    """Whether a word is the name of a question rather than of a kind."""
    return "-" in word


def ask(kind: str, seed: int, number: int, *, inexact: bool = False) -> Question:
    """One question of a kind, by its seed and its number."""
    name = f"{kind}{INEXACT if inexact else ''}-{seed}-{number}"
    draw = Digest(name)
    posed = KINDS[kind](draw, inexact)
    values = [posed.answer, *[wrong.value for wrong in posed.wrong[: MOST_OFFERED - 1]]]
    return Question(name, kind, posed, tuple(draw.shuffled(values)))


def _check(kind: str, able: Sequence[str]) -> None:
    if kind in able:
        return
    if kind in KINDS:
        raise CnncalcError(f"the sizes of {kind} questions are never rounded; those of {', '.join(able)} can be")
    known = f"there are {', '.join(KINDS)}"
    raise CnncalcError(f"no questions go by {kind[:60]!r}", hint=did_you_mean(kind, KINDS) or known)
