"""What uses of blocks have made: the same block with the same arguments on the same shape makes the same again."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any

from cnncalc.spec.arguments import frozen
from cnncalc.spec.nodes import Part, Span
from cnncalc.spec.steps import Blocks, is_word, words_in

MOST_PARAMETERS, MOST_PARTS = 4, 1_000
"""For so many sets of parameters so many parts are kept for the networks to come."""


class Made:
    """What was made in one network, and what may be taken from earlier ones."""

    def __init__(self, before: Mapping[Hashable, Span], parts: dict[Hashable, Part]) -> None:
        self.own: dict[Hashable, Span] = {}
        """What the network's own blocks have made."""
        self.before = before
        """What those of the network before it have made."""
        self.parts = parts
        """What was made more than once."""

    def part(self, same: Hashable) -> Part | None:
        """What the same use of a block has made, if there was one."""
        part = self.parts.get(same)
        if part is None:
            span = self.own.get(same) or self.before.get(same)
            if span is not None:
                part = self.parts[same] = span.part()
        return part


class Repeats:
    """Hands on what blocks have made from one network to the next. Of earlier graphs only the last is held on to."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._last: tuple[Made, Mapping[str, Any]] | None = None
        self._parts: dict[Hashable, dict[Hashable, Part]] = {}

    def begin(self, parameters: Mapping[str, Any]) -> Made:
        """What is known when a network with these parameters begins."""
        if not self._blocks:
            return Made({}, {})
        made = Made({}, {}) if self._last is None else self._after(*self._last, parameters)
        self._last = made, parameters
        return made

    def _after(self, last: Made, its_parameters: Mapping[str, Any], parameters: Mapping[str, Any]) -> Made:
        last.before = {}
        before, key = self._known_to_blocks(its_parameters), self._known_to_blocks(parameters)
        if len(self._parts) > MOST_PARAMETERS or len(last.parts) > MOST_PARTS:
            self._parts.clear()
        else:
            self._parts[before] = last.parts
        return Made(last.own if key == before else {}, self._parts.setdefault(key, {}))

    def _known_to_blocks(self, parameters: Mapping[str, Any]) -> Hashable:
        """The parameters that blocks may refer to, each with its value."""
        known = [name for name in parameters if name in self._words or not is_word(name)]
        return tuple([(name, frozen(parameters[name])) for name in known])

    @cached_property
    def _words(self) -> frozenset[str]:
        return words_in(self._blocks.values())
