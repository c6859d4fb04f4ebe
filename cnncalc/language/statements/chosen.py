"""`$activation`: a step whose op or block is worked out where it stands."""

from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader, Statement
from cnncalc.language.step import Step, Vocabulary
from cnncalc.language.terms import read

NAMELESS = ("then", "for", "from")
"""Constructs that are no layer and no scope."""


class Chosen(Statement):
    """A step whose head is an expression, which gives the name of an op or a block, or none for no step."""

    def __init__(self, step: Step, reader: Reader) -> None:
        self.step = step
        self._head = read(step.key)
        self._reader = reader
        self._statements: dict[str, Statement] = {}
        """Memo of `run`; key: the head that was worked out, value: the step as a statement of that head."""

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return step.head[:1] == "$"

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        """Nothing is checked: the construct that the head turns out to be checks the step."""

    def run(self, here: Here, current: int) -> int:
        head = self._head.of(here, current)
        if head is None or head is False or head == "none":
            return current
        if not isinstance(head, str) or head in NAMELESS:
            raise self.step.key.error(f"{self.step.head} must be the name of an op or a block, not {head!r}")
        if head.startswith("$"):
            raise self._reader.vocabulary.unknown(head, self.step.key)
        if head not in self._statements:
            self._statements[head] = self._reader.statement(self.step.changed(head=str(head)))
        return self._statements[head].run(here, current)
