"""Steps of the same structure laid over one another."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.exporters.yaml.spec_step import AUX, SpecStep


class LaidOver:
    """A step of a block: what it is in each of the block's uses, None where it is left out."""

    __slots__ = ("around", "bodies", "condition", "entries", "fields", "members", "step")

    def __init__(self, members: list[SpecStep | None], entries: list[int | None]) -> None:
        self.members = members
        self.entries = entries
        """The node that comes in where the step stands; None where what is around it is left out."""
        self.step = next(step for step in members if step is not None)
        self.bodies: list[list[LaidOver]] = []
        self.condition = ""
        """On what the step is there; empty if it always is."""
        self.fields: dict[str, str] = {}
        """The fields as they are written, once they are known."""

    @property
    def is_optional(self) -> bool:
        """Whether some use has no such step."""
        return None in self.members


def laid_over(bodies: Sequence[list[SpecStep] | None], starts: Sequence[int | None]) -> list[LaidOver] | None:
    """Lists of steps as one, whose steps may be left out in some; None if they are too different.

    `starts` are the nodes that come into the lists.
    """
    spine = max([body for body in bodies if body is not None], key=len)
    aligned = [None if body is None else aligned_to(spine, body) for body in bodies]
    if any(row is None and body is not None for row, body in zip(aligned, bodies, strict=True)):
        return None
    templates, current = [], list(starts)
    for place in range(len(spine)):
        members = [None if row is None else row[place] for row in aligned]
        entries = [each if step is None else step.entry for step, each in zip(members, current, strict=True)]
        made = _template(members, entries)
        if made is None:
            return None
        templates.append(made)
        current = [
            each if step is None or step.head == AUX else step.node
            for step, each in zip(members, current, strict=True)
        ]  # fmt: skip
    return templates


def _template(members: list[SpecStep | None], entries: list[int | None]) -> LaidOver | None:
    template = LaidOver(members, entries)
    for index in range(len(template.step.bodies)):
        inside = [None if step is None else step.bodies[index] for step in members]
        inner = laid_over(inside, [None if step is None else step.entry for step in members])
        if inner is None:
            return None
        template.bodies.append(inner)
    return template


def aligned_to(spine: list[SpecStep], body: list[SpecStep]) -> list[SpecStep | None] | None:
    """For each step of a list the one of a shorter list that is like it; None if that has others."""
    waiting = list(reversed(body))
    row = [waiting.pop() if waiting and alike(step, waiting[-1]) else None for step in spine]
    return None if waiting else row


def alike(one: SpecStep, other: SpecStep) -> bool:
    """Whether two steps are the same but for their numbers and for what is left out in one of them."""
    if (one.head, one.values.keys(), len(one.bodies)) != (other.head, other.values.keys(), len(other.bodies)):
        return False
    if len(one.nodes) != len(other.nodes) or bool(one.sources) != bool(other.sources):
        return False
    return all(
        aligned_to(*((left, right) if len(left) >= len(right) else (right, left))) is not None
        for left, right in zip(one.bodies, other.bodies, strict=True)
    )
