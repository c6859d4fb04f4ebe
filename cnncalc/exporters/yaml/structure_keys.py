"""What steps have in common: their ops and structure without their numbers, as one number."""

from __future__ import annotations

from collections.abc import Iterable

from cnncalc.exporters.yaml.spec_step import RESIDUAL, SpecStep


class StructureKeys:
    """Numbers for structures; equal structures have equal numbers, whatever their shortcuts unless `strict`."""

    def __init__(self, body: list[SpecStep], numbers: dict[tuple[object, ...], int], *, strict: bool = False) -> None:
        self._strict = strict
        self._numbers = numbers
        made = [node for step in body for node in step.made()]
        self._at = {node: number for number, node in enumerate(made)}

    def of(self, step: SpecStep, start: int = -1) -> int:
        """The number of a step; `start` is the node that comes into the group that it is in."""
        inside = step.bodies if step.head != RESIDUAL or self._strict else step.bodies[:1]
        bodies = tuple([self.body(body, start) for body in inside])
        references = tuple([self._relative(step, source, start) for source in step.sources])
        share = None if step.share is None else self._relative(step, step.share, start)
        key = (step.head, tuple(step.values), bodies, references, share, len(step.nodes))
        return self._number(key)

    def body(self, body: Iterable[SpecStep], start: int = -1) -> int:
        """The number of a list of steps."""
        return self._number(tuple([self.of(step, start) for step in body]))

    def _relative(self, step: SpecStep, source: int, start: int) -> int | str:
        if source == start:
            return "start"
        first = next(step.made(), step.node)
        return self._at.get(first, -1) - self._at.get(source, -1)

    def _number(self, key: tuple[object, ...]) -> int:
        return self._numbers.setdefault(key, len(self._numbers))
