"""Every error a user can cause, each with the place that caused it."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from cnncalc.text import one_line

LONGEST_WORD = 60
MOST_WORDS = 5_000
MOST_COMPARED = 50
"""The longest word and the most words to look for a near one, and how many of them are compared in full."""
MOST_TOLD, MOST_FOUND = 20, 100
"""How many mistakes of a file are told, and how many are looked for."""


class Origin(NamedTuple):
    """A place in a source text; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    text: str = ""
    """The line that has the mistake; of a long line what is around the place."""
    cut: int = 0
    """How many characters of the line come before `text`."""
    length: int = 0
    """How many characters from `column` on are wrong; 0 if only where they begin is known."""

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


class CnncalcError(Exception):
    """A mistake in what the user gave, told in one line.

    `origin` is where it is, `used_at` the chain of places that led there (the uses of the blocks
    around it, outermost last), `hint` what to do about it. It is the first that was met; `errors` are
    all independent ones of the file, of which each has a line where there are several.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        origin: Origin | None = None,
        used_at: tuple[Origin, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.origin = origin
        self.used_at = used_at
        self._errors: tuple[CnncalcError, ...] = ()
        self._others: Callable[[CnncalcError], Sequence[CnncalcError]] | None = None

    @property
    def errors(self) -> "tuple[CnncalcError, ...]":
        """All independent mistakes of the file in order of line; they are looked for when somebody asks."""
        others, self._others = self._others, None
        if others is not None:
            found = tuple(others(self))
            self._errors = found if len(found) > 1 else ()
        return self._errors or (self,)

    def look_further(self, others: "Callable[[CnncalcError], Sequence[CnncalcError]]") -> None:
        """Say how all mistakes of the file are found, of which this one is the first that was met."""
        self._others = others

    def __str__(self) -> str:
        told = self.errors[:MOST_TOLD]
        if len(told) == 1:
            return self.line()
        return "\n".join([*(error.line() for error in told), *untold(self.errors)])

    def line(self) -> str:
        """The mistake in one line, without the other mistakes of its file."""
        place = f"{self.origin}: " if self.origin else ""
        used = f" [used at {', '.join(map(str, self.used_at))}]" if self.used_at else ""
        hint = f" ({one_line(self.hint)})" if self.hint else ""
        return f"{place}{one_line(self.message)}{hint}{used}"

    def __reduce__(self) -> tuple[object, ...]:
        several = self.errors if len(self.errors) > 1 else ()
        return _rebuild, (type(self), self.message, self.hint, self.origin, self.used_at, several)


class UnknownNetworkError(CnncalcError):
    """No catalogue entry or file goes by the name that was given."""


class UnknownLayerError(CnncalcError):
    """No layer or block of a network goes by the name, path or pattern that was given."""


class LimitError(CnncalcError):
    """A spec that asks for more than a limit allows; nothing more is looked for in it."""


class SpecError(CnncalcError):
    """A spec that does not say what it must."""


class ModelError(SpecError):
    """A model of some framework where a spec is needed, or one that cannot be read."""


class FieldError(CnncalcError):
    """A field of an op with a value it cannot take; `field` names it."""

    def __init__(self, field: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class ShapeError(CnncalcError):
    """An op that cannot take the shape it is given; `field` is the field at fault, if one is."""

    def __init__(self, message: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class JoinError(ShapeError):
    """Inputs of a join that do not go together; `number` is that of the one at fault, counted from 1."""

    number = 0

    def __init__(self, number: int, problem: str, *, hint: str = "") -> None:
        super().__init__(f"input {number} {problem}", hint=hint)
        self.number = number
        self._problem = problem

    def told_of(self, subject: str) -> None:
        """Call the input at fault what the user calls it."""
        self.message = f"{subject} {self._problem}"
        self.args = (self.message,)


class ExpressionError(CnncalcError):
    """An expression that cannot be read or worked out.

    `part` is where what cannot be read begins and ends in it, if that is known.
    """

    def __init__(self, message: str, *, hint: str = "", part: tuple[int, int] | None = None) -> None:
        super().__init__(message, hint=hint)
        self.part = part


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return "did you mean 'x'?" for the nearest of the known words, or nothing."""
    glued = re.fullmatch(r"(\w+)(?::| *= *)(.+)", word[:LONGEST_WORD])
    if glued is not None and glued[1] in known:
        return f"write '{glued[1]}: {glued[2]}', with a space after the colon"
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def near_or_all(word: str, known: Collection[str]) -> str:
    """Return the nearest of the known words as `did_you_mean` does, or all of them: where there are only a few."""
    return did_you_mean(word, known) or f"there are {', '.join(known)}"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that is the most like another, from 0 (nothing alike) to 1; none below the cutoff."""
    from difflib import get_close_matches
    from heapq import nlargest
    from itertools import islice

    if len(word) > LONGEST_WORD:
        return ""
    words = [each for each in islice(known, MOST_WORDS) if len(each) <= LONGEST_WORD and each != word]
    letters = {letter: word.lower().count(letter) for letter in word.lower()}

    def alike(other: str) -> float:
        """The share of letters that both words have, which is no less than the likeness of the words."""
        return sum(min(other.count(each), count) for each, count in letters.items()) / (len(word) + len(other))

    near = [each for each in words if each.endswith(f".{word}")] or get_close_matches(
        word.lower(), nlargest(MOST_COMPARED, words, key=alike), n=1, cutoff=cutoff
    )
    return near[0] if near else ""


def untold(errors: Sequence[CnncalcError]) -> list[str]:
    """The line that says how many mistakes are not told, if any."""
    more = len(errors) - MOST_TOLD
    return [f"… and {'at least ' if len(errors) >= MOST_FOUND else ''}{more} more"] if more > 0 else []


def _rebuild(
    kind: type[CnncalcError],
    message: str,
    hint: str,
    origin: Origin | None,
    used_at: tuple[Origin, ...],
    errors: tuple[CnncalcError, ...] = (),
) -> CnncalcError:
    error = kind.__new__(kind)
    CnncalcError.__init__(error, message, hint=hint, origin=origin, used_at=used_at)
    error._errors = errors
    if isinstance(error, (FieldError, ShapeError)):
        error.field = ""
    if isinstance(error, ExpressionError):
        error.part = None
    return error
