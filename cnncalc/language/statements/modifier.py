"""The keys that may stand beside any step: `if:` and `repeat:`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader, Statement
from cnncalc.language.step import Step, Vocabulary
from cnncalc.language.terms import read_expression


class Modifier(Statement):
    """A key beside any step that says whether or how often the step runs."""

    takes: ClassVar[Mapping[str, Any]] = {}
    """The JSON Schema of the modifier's value."""

    def __init__(self, step: Step, reader: Reader) -> None:
        self.step = step
        self.value = read_expression(step.beside[self.key])
        self._reader = reader

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return cls.key in step.beside

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        return {cls.key: cls.takes}

    def first_turn(self, here: Here, current: int) -> Here | None:
        """Where the step first runs, if it does."""
        raise NotImplementedError

    @cached_property
    def body(self) -> Statement:
        """The step without the modifier. It is read when it first runs: one that never runs may have mistakes."""
        return self._reader.statement(self.step.without(self.key))
