"""What is the same each time a definition is built: its steps, the names in them, the calls of its blocks."""

from __future__ import annotations

from collections.abc import Hashable

from cnncalc.graph import Applications
from cnncalc.ops.base import Op
from cnncalc.spec.arguments import Call, call_of
from cnncalc.spec.document import List, Node
from cnncalc.spec.steps import Blocks, Step, literal_names, take_apart

MOST_KEPT = 10_000
"""So many ops, and ops on their inputs, are kept for the networks to come."""


class Plan:
    """Works each of them out when it is first met, and keeps it for the next network built."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._steps: dict[int, tuple[Node, Step]] = {}
        self._names: dict[int, tuple[List, frozenset[str]]] = {}
        self._chosen: dict[tuple[Step, str], Step] = {}
        self._calls: dict[Step, Call] = {}
        self.applications: Applications = {}
        """Ops on their inputs, for a graph to look up and to add to."""
        self.ops: dict[Hashable, Op] = {}
        """Ops by the values they are written with; equal ones are one object."""

    def trimmed(self) -> Plan:
        """The plan without what many networks have left behind."""
        if len(self.applications) > MOST_KEPT or len(self.ops) > MOST_KEPT:
            self.applications, self.ops = {}, {}
        return self

    def step(self, node: Node) -> Step:
        """A step of the spec, taken apart."""
        found = self._steps.get(id(node))
        if found is None:
            found = self._steps[id(node)] = node, take_apart(node, self.blocks)  # the node is kept: ids are used again
        return found[1]

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

    def names_in(self, steps: List) -> frozenset[str]:
        """Every name written out in a list of steps."""
        found = self._names.get(id(steps))
        if found is None:
            found = self._names[id(steps)] = steps, frozenset(literal_names(steps))
        return found[1]
