"""Which ops have a field, or take a word of another framework."""

from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.ops import OPS
from cnncalc.report.base import Report
from cnncalc.report.ops import FieldEntry, field_entry


class WordUse(NamedTuple):
    """An op, and what a word is to it."""

    op: str
    field: FieldEntry | None
    """The field that the word names; None if it names none."""
    what: str
    """The field in words, or what becomes of the word."""


@dataclass(frozen=True, slots=True, repr=False)
class WordReport(Report):
    """A word that is no construct, and the ops that know it."""

    word: str
    uses: tuple[WordUse, ...]

    @property
    def about(self) -> str:
        """The word."""
        return self.word

    @property
    def fields(self) -> tuple[str, ...]:
        """The ops that have a field of just this name."""
        return tuple(use.op for use in self.uses if use.field is not None and use.field.name == self.word)


def describe_word(word: str) -> WordReport:
    """The ops that have a field of this name, or of another by which it goes; none if no op knows the word."""
    uses = []
    for op in OPS.values():
        if word in op.spellings:
            field = field_entry(op.spellings[word])
            uses.append(WordUse(op.name, field, field.what))
        elif word in op.words:
            uses.append(WordUse(op.name, None, op.words[word].doc))
    return WordReport(word, tuple(uses))
