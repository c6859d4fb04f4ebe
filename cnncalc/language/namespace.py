"""The names of one use of a block, or of the network itself: those taken, and those made up for steps without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from cnncalc.language.step import Step
from cnncalc.source.values import Map

OF_AN_EARLIER_TURN = (
    "an earlier turn has it already; in a group, {layers: [...], repeat: N}, each turn has its own names"
)


class Namespace:
    """The names that the layers of one scope have."""

    __slots__ = ("_repeated", "_write", "_written", "broken", "names", "numbers")

    def __init__(self, write: Callable[[], Mapping[str, Map]] = dict) -> None:
        self._write = write
        self._written: Mapping[str, Map] | None = None
        self.names: dict[str, Step | None] = {}
        """The names that are taken so far, in order; value: the step that took the name."""
        self.broken: set[str] = set()
        """The names of steps with a mistake: they stand for what is not known, and others may still take them."""
        self.numbers: defaultdict[str, int] = defaultdict(int)
        """How many steps there were of each op or block; steps with a name of their own count, too."""
        self._repeated: dict[str, int] = {}
        """For each name that was asked for again, the last number that was put behind it."""

    @property
    def written(self) -> Mapping[str, Map]:
        """Every name that is written out in the scope's steps; value: the step.

        They are found when they are needed: a network that names every layer never asks.
        """
        if self._written is None:
            self._written = self._write()
        return self._written

    def automatic(self, base: str) -> str:
        """The next free name for an op or block without one: `conv1`, `conv2`…"""
        while True:
            number = self.numbers[base] = self.numbers[base] + 1
            name = f"{base}_{number}" if base[-1].isdigit() else f"{base}{number}"
            if name not in self.names and name not in self.written:
                return name

    def claim(self, step: Step, name: str) -> None:
        """Take a name for a step, before steps inside or in front of it can take it; raise SpecError if it is taken."""
        if name in self.names:
            hint = OF_AN_EARLIER_TURN if self.names[name] is step else "an earlier layer has it already"
            raise (step.beside.get("name") or step.key).error(f"duplicate name {name!r}", hint)
        self.names[name] = step

    def free(self, base: str) -> str:
        """A name that is free: the name itself, or with a number behind it."""
        number = self._repeated.get(base, 1)
        name = base if number == 1 else f"{base}{number}"
        while name in self.names or name in self.written:
            number += 1
            name = f"{base}{number}"
        self._repeated[base] = number
        return name
