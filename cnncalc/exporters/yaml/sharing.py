"""Classes: groups of the same structure become uses of one block."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cnncalc.exporters.yaml.block_names import block_name
from cnncalc.exporters.yaml.folding_effort import FoldingEffort
from cnncalc.exporters.yaml.general_values import UnlikeError
from cnncalc.exporters.yaml.generalised import SharedBlock
from cnncalc.exporters.yaml.laid_over import alike
from cnncalc.exporters.yaml.neighbours import joined_runs
from cnncalc.exporters.yaml.spec_step import GROUP, RESIDUAL, SpecStep
from cnncalc.exporters.yaml.structure_keys import StructureKeys
from cnncalc.graph import Graph

SAVED = 3
"""How many lines a block has to save."""
COVERED = 3
"""A step list is a shorter form of another if it has at least one part in so many of it."""


@dataclass(frozen=True)
class FoldingState:
    """What is the same for all attempts to fold a network in one way."""

    merging: bool
    numbers: dict[tuple[object, ...], int]
    """The numbers of structures; key: what they are made of."""
    dissolved: set[str]
    """The labels of groups that are no blocks."""
    effort: FoldingEffort


class BlockMaker:
    """Makes blocks of the groups in a list of steps, the innermost first."""

    def __init__(self, body: list[SpecStep], graph: Graph, pinned: set[int], how: FoldingState) -> None:
        self.body = body
        self.blocks: list[SharedBlock] = []
        self._graph = graph
        self._pinned = pinned
        self._how = how

    def make(self) -> None:
        """Make blocks until there are no groups left."""
        while groups := [step for step in every_step(self.body) if step.head == GROUP and not _has_groups(step)]:
            kept: set[int] = set()
            for members in self._alike(groups):
                for each in [members] if self._use(members) else self._strictly(members):
                    if each is members or self._use(each):
                        kept.update(map(id, each))
            refused = {id(step): step.label for step in groups if id(step) not in kept}
            self._how.dissolved.update(label for label in refused.values() if label.startswith("~"))
            dissolve(self.body, refused)
            self._join_runs(self.body)
        self._join_runs(self.body)

    def _join_runs(self, body: list[SpecStep]) -> None:
        for step in body:
            for inner in step.bodies:
                self._join_runs(inner)
        body[:] = joined_runs(body, self._pinned)

    def _alike(self, groups: list[SpecStep]) -> list[list[SpecStep]]:
        """The groups that may be one block: of one structure, or of one name and with steps left out in some."""
        keys = StructureKeys(self.body, self._how.numbers)
        found: dict[int, list[SpecStep]] = {}
        for group in groups:
            found.setdefault(keys.body(group.bodies[0], group.entry), []).append(group)
        classes = sorted(found.values(), key=lambda members: -_size(members[0]))
        if not self._how.merging:
            return classes
        merged: list[list[SpecStep]] = []
        for members in classes:
            home = next((other for other in merged if self._fits(other[0], members)), None)
            if home is None:
                merged.append(members)
            else:
                home.extend(members)
        return merged

    def _fits(self, larger: SpecStep, members: list[SpecStep]) -> bool:
        """Whether groups are a shorter form of another, once a body without its shortcut is one that has none."""
        if larger.label != members[0].label or not self._how.effort.spend(_size(larger)):
            return False
        if COVERED * _size(members[0]) < _size(larger):
            return False
        wrapped = [_with_shortcut(larger.bodies[0], member) for member in members]
        if not all(alike(larger, _grouped(body)) for body in wrapped):
            return False
        for member, body in zip(members, wrapped, strict=True):
            member.bodies[0] = body
        return True

    def _strictly(self, members: list[SpecStep]) -> list[list[SpecStep]]:
        """Groups that are no one block, by their structure with all that may be left out."""
        keys = StructureKeys(self.body, {}, strict=True)
        found: dict[int, list[SpecStep]] = {}
        for each in members:
            found.setdefault(keys.body(each.bodies[0], each.entry), []).append(each)
        return list(found.values()) if len(found) > 1 else []

    def _is_worth(self, members: list[SpecStep]) -> bool:
        size = _size(members[0])
        first = members[0].bodies[0]
        is_plain = len(first) == 1 and not first[0].bodies
        return len(members) > 1 and not is_plain and (len(members) - 1) * size - 2 >= SAVED

    def _use(self, members: list[SpecStep]) -> bool:
        if not self._is_worth(members):
            return False
        try:
            block = SharedBlock(
                block_name(members, {each.name for each in self.blocks}, self._graph), members, self._graph
            )
        except UnlikeError:
            return False
        self.blocks.append(block)
        for number, member in enumerate(members):
            member.head = block.name
            member.values = {name: values[number] for name, values in block.parameters.items()}
            member.turns = [_copy(member)]
            member.bodies = []
        return True


def _copy(step: SpecStep) -> SpecStep:
    """What a use makes, when it is in a block no more."""
    copy = SpecStep(GROUP, step.node, step.entry)
    copy.label, copy.bodies = step.label, step.bodies
    return copy


def _grouped(body: list[SpecStep]) -> SpecStep:
    group = SpecStep(GROUP, -1, -1)
    group.bodies = [body]
    return group


def _with_shortcut(spine: list[SpecStep], member: SpecStep) -> list[SpecStep]:
    """The steps of a group with those in a residual without a shortcut that another group has in one."""
    body = member.bodies[0]
    places = [number for number, step in enumerate(spine) if step.head == RESIDUAL]
    if len(places) != 1 or any(step.head == RESIDUAL for step in body):
        return body
    after = len(spine) - places[0] - 1
    inside = body[places[0] : len(body) - after]
    if not inside:
        return body
    step = SpecStep(RESIDUAL, inside[-1].node, inside[0].entry)
    step.values, step.bodies = {"shortcut": False}, [inside, []]
    return [*body[: places[0]], step, *body[len(body) - after :]]


def every_step(body: list[SpecStep]) -> Iterator[SpecStep]:
    """The steps of a list and of the lists in it."""
    for step in body:
        yield step
        for inner in step.bodies:
            yield from every_step(inner)


def dissolve(body: list[SpecStep], chosen: Collection[int]) -> None:
    """Put the steps of some groups in the place of the groups."""
    made: list[SpecStep] = []
    for step in body:
        for inner in step.bodies:
            dissolve(inner, chosen)
        if id(step) not in chosen:
            made.append(step)
            continue
        inside = step.bodies[0]
        if step.sources and inside and not inside[0].sources:
            inside[0].sources = step.sources
        made.extend(inside)
    body[:] = made


def _has_groups(step: SpecStep) -> bool:
    return any(inner.head == GROUP for body in step.bodies for inner in every_step(body))


def _size(step: SpecStep) -> int:
    return sum([each.leaves for each in step.bodies[0]])
