"""What is the same each time a definition is built: its steps, the names in them, the calls of its blocks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from cnncalc.graph import Application, Applications
from cnncalc.limits import Budget
from cnncalc.ops.base import Op
from cnncalc.shape import Shape
from cnncalc.source.values import List, Map
from cnncalc.spec.arguments import Arguments, Call, Written, call_of, written_by
from cnncalc.spec.beginning import Beginning
from cnncalc.spec.definition import Edits
from cnncalc.spec.repeats import Repeats
from cnncalc.spec.steps import Blocks, Step, literal_names, take_apart

MOST_KEPT = 10_000
"""So many things of each kind are kept for the networks to come."""


class Plan:
    """Works each of them out when it is first met, and keeps it for the next network built."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._steps: dict[int, tuple[List, list[Step]]] = {}
        self._names: dict[int, tuple[List, dict[str, Map]]] = {}
        self._chosen: dict[tuple[Step, str], Step] = {}
        self._calls: dict[Step, Call] = {}
        self._written: dict[Step, Written] = {}
        self.applications: Applications = {}
        """Ops on their inputs, for a graph to look up and to add to."""
        self.applied: dict[tuple[Hashable, ...], Application] = {}
        """The same by steps, each with the values that move in it, and the shapes that they are on."""
        self.ops: dict[Hashable, Op] = {}
        """Ops by steps, each with the values that move in it, and by themselves: equal ones are one object."""
        self.arguments: dict[Hashable, Arguments] = {}
        """What blocks are given, by its values and by steps; equal ones are one object."""
        self.changes: dict[Hashable, Edits] = {}
        """What is set from outside, by field and value."""
        self.overridden: dict[tuple[Step, Map], Step] = {}
        """Steps with an override."""
        self.repeats = Repeats(blocks)
        self._beginning: Beginning | None = None
        by_list = self._steps, self._names
        by_step = self._chosen, self._calls, self._written, self.overridden
        self._kept: tuple[dict[Any, Any], ...] = (
            *by_list, *by_step, self.applications, self.applied, self.arguments, self.ops, self.changes,
        )  # fmt: skip

    def trim(self) -> None:
        """Forget what many networks have left behind."""
        for kept in self._kept:
            if len(kept) > MOST_KEPT:
                kept.clear()

    def steps(self, written: List) -> list[Step]:
        """The steps of a list, taken apart."""
        found = self._steps.get(id(written))
        if found is None:
            steps = [take_apart(node, self.blocks) for node in written.items]
            found = self._steps[id(written)] = written, steps  # the list is kept: ids are used again
        return found[1]

    def beginning(self, layers: List) -> Beginning:
        """What the network's own steps begin with."""
        if self._beginning is None:
            self._beginning = Beginning(self.steps(layers))
        return self._beginning

    def with_head(self, step: Step, head: str) -> Step:
        """A step whose head was an expression, with what that gives."""
        found = self._chosen.get((step, head))
        if found is None:
            found = self._chosen[step, head] = step.changed(head=head)
        return found

    def call(self, step: Step) -> Call:
        """What a step gives its block."""
        found = self._calls.get(step)
        if found is None:
            found = self._calls[step] = call_of(step, self.blocks[step.head])
        return found

    def written(self, step: Step) -> Written:
        """What a step writes for its op."""
        found = self._written.get(step)
        if found is None:
            found = self._written[step] = written_by(step)
        return found

    def op(self, here: Hashable, written: Written, moved: Sequence[Any], x: Shape) -> Op:
        """The op of a step with the values that move in it, for an input with as many spatial axes as this."""
        axes = len(x.spatial)
        found = self.ops.get((here, axes))
        if found is None:
            written.check_axes(x)  # its fields, too, are read by the number of axes
            op = written.op.read(written.with_moved(moved), axes)
            found = self.ops[here, axes] = self.ops.setdefault(op, op)
        return found

    def names_in(self, steps: List, budget: Budget) -> dict[str, Map]:
        """Every name written out in a list of steps, with its step."""
        found = self._names.get(id(steps))
        if found is None:
            names, seen = literal_names(steps)
            budget.spend(4 * seen)
            found = self._names[id(steps)] = steps, names
        return found[1]
