"""Every error a user can cause, each with the place that caused it."""

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.text import one_line

LONGEST_WORD = 100
MOST_WORDS = 5_000
"""How long and how many words may be to look for a near one among them."""


class Origin(NamedTuple):
    """A place in a source text; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    text: str = ""
    """The line, of a long one what is around the place."""
    cut: int = 0
    """How many characters of the line come before that."""

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


class CnncalcError(Exception):
    """A mistake in what the user gave, told in one line.

    `origin` is where it is, `used_at` the chain of places that led there (the uses of the blocks
    around it, outermost last), `hint` what to do about it.
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

    def __str__(self) -> str:
        place = f"{self.origin}: " if self.origin else ""
        used = f" [used at {', '.join(map(str, self.used_at))}]" if self.used_at else ""
        hint = f" ({one_line(self.hint)})" if self.hint else ""
        return f"{place}{one_line(self.message)}{hint}{used}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint, self.origin, self.used_at)


class UnknownNetworkError(CnncalcError):
    """No catalogue entry or file goes by the name that was given."""


class SpecError(CnncalcError):
    """A spec that does not say what it must."""


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


class ExpressionError(CnncalcError):
    """An expression that cannot be read or worked out."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?" for the nearest of the known words, or nothing."""
    from difflib import get_close_matches
    from itertools import islice

    if len(word) > LONGEST_WORD:
        return ""
    words = [each for each in islice(known, MOST_WORDS) if len(each) <= LONGEST_WORD and each != word]
    near = [each for each in words if each.endswith(f".{word}")] or get_close_matches(
        word.lower(), words, n=1, cutoff=0.6
    )
    return f"did you mean {near[0]!r}?" if near else ""


def _rebuild(
    kind: type[CnncalcError],
    message: str,
    hint: str,
    origin: Origin | None,
    used_at: tuple[Origin, ...],
) -> CnncalcError:
    error = kind.__new__(kind)
    CnncalcError.__init__(error, message, hint=hint, origin=origin, used_at=used_at)
    if isinstance(error, (FieldError, ShapeError)):
        error.field = ""
    return error
