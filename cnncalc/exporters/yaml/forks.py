"""Branches: what lies between a join and the nearest node that all of its inputs come from."""

from __future__ import annotations

from cnncalc.exporters.yaml.dominators import Dominators
from cnncalc.exporters.yaml.spec_step import AUX, JUMP, RESIDUAL, SPLIT, SpecStep
from cnncalc.graph import Graph
from cnncalc.ops.base import Join

SHORT = 3
"""How many steps a branch has at most that is a skip."""
NESTED = 3
"""How deep skips may be nested before each names what it takes."""


def structured(items: list[SpecStep], graph: Graph, end: int) -> list[SpecStep]:
    """Layers and groups in execution order as steps with branches; the first items are where data comes in.

    `end` is the node that must come out, -1 for any.
    """
    return _ForkRegion(items, graph).steps(end)


class _ForkRegion:
    def __init__(self, items: list[SpecStep], graph: Graph) -> None:
        self._graph = graph
        several = len([item for item in items if item.head == "input"]) > 1
        self._root_is_a_node = not several
        self._items = [SpecStep("input", -1, -1), *items] if several else items
        self._number = {item.node: number for number, item in enumerate(self._items) if item.head != AUX}
        self._first = items[0].node
        self._inputs = [tuple([self._number[source] for source in item.sources]) for item in self._items]
        self._dominators = Dominators(self._inputs)
        self._heads: dict[int, list[int | None]] = {}
        """For each join with branches, the first item of each; None for a branch without steps."""
        for number, item in enumerate(self._items):
            self._find_branches(number, item)

    def _find_branches(self, number: int, item: SpecStep) -> None:
        inputs, above = self._inputs[number], self._dominators.parent[number]
        node = self._graph.nodes[item.node]
        if len(inputs) < 2 or item.bodies or not isinstance(node.op, Join) or item.share is not None:
            return
        if above == 0 and not self._root_is_a_node:
            return
        heads: list[int | None] = []
        for each in inputs:
            head = None if each == above else self._dominators.child_towards(above, each)
            if head is not None and (self._dominators.exits[head] != 1 or self._items[head].head == "input"):
                return
            heads.append(head)
        if any(heads):
            self._heads[number] = heads

    def steps(self, end: int) -> list[SpecStep]:
        """The steps of the region."""
        absorbed = {head for heads in self._heads.values() for head in heads if head is not None}
        lists: dict[int, list[int]] = {0: []}
        home = [0] * len(self._items)
        for number, item in enumerate(self._items):
            if number and item.head != "input":
                home[number] = number if number in absorbed else home[self._dominators.parent[number]]
                lists.setdefault(home[number], []).append(number)
        bodies: dict[int, list[SpecStep]] = {
            head: [self._items[number] for number in each] for head, each in lists.items()
        }
        for number, heads in self._heads.items():
            self._join(number, heads, bodies)
        for head, body in bodies.items():
            entry = self._items[self._dominators.parent[head]].node if head else self._first
            self._wire(body, entry)
        outer = bodies[0]
        last = _current(outer, self._first)
        if end >= 0 and last != end:
            outer.append(_jump(end))
        for number in self._heads:
            self._finish(self._items[number])
        return flattened(outer)

    def _join(self, number: int, heads: list[int | None], bodies: dict[int, list[SpecStep]]) -> None:
        step = self._items[number]
        entry = self._items[self._dominators.parent[number]].node
        wanted = step.sources
        step.bodies = [[] if head is None else bodies[head] for head in heads]
        for body, source in zip(step.bodies, wanted, strict=True):
            if body and _last(body) != source:
                body.append(_jump(source))
        step.entry, step.sources = entry, (entry,)

    def _wire(self, body: list[SpecStep], entry: int) -> None:
        """Leave out of the steps of a list what they take from the step before."""
        current = entry
        for step in body:
            if step.head == JUMP:
                continue
            step.entry = step.sources[0]
            if step.sources == (current,):
                step.sources = ()
            current = current if step.head == AUX else step.node

    def _finish(self, step: SpecStep) -> None:
        """Take the words of the language for a join with branches."""
        if step.head == "add" and len(step.bodies) == 2 and not step.values.get("broadcast"):
            one, other = (sum([each.leaves for each in body]) for body in step.bodies)
            step.head, step.values = RESIDUAL, {}
            if other > one:
                step.bodies.reverse()
        elif slices := self._slices(step):
            sizes = [stop - start for start, stop in (each.values["range"] for each in slices)]
            step.values = {**({} if step.head == "concat" else {"join": step.head}), "sizes": sizes}
            if len(set(sizes)) == 1:
                del step.values["sizes"]
            step.head, step.nodes = SPLIT, tuple([each.node for each in slices])
            step.bodies = [body[1:] for body in step.bodies]

    def _slices(self, step: SpecStep) -> list[SpecStep]:
        """The slices that the branches begin with, if these are all of the channels in turn."""
        firsts = [body[0] for body in step.bodies if body and body[0].head == "channel_slice" and not body[0].sources]
        ranges = [each.values["range"] for each in firsts]
        if len(firsts) != len(step.bodies) or step.values.get("broadcast"):
            return []
        ends = [0, *(stop for _, stop in ranges)]
        whole = ends[-1] == self._graph.nodes[step.entry].shape.channels
        return firsts if whole and ends[:-1] == [start for start, _ in ranges] else []


def _jump(node: int) -> SpecStep:
    step = SpecStep(JUMP, node, node)
    step.sources = (node,)
    return step


def _current(body: list[SpecStep], entry: int) -> int:
    return next((step.node for step in reversed(body) if step.head != AUX), entry)


def _last(body: list[SpecStep]) -> int:
    return _current(body, -1)


def flattened(body: list[SpecStep]) -> list[SpecStep]:
    """The steps with skips that are nested too deep as joins of what they name."""
    return [each for step in body for each in (_opened(step) if _depth(step) >= NESTED else [step])]


def _is_skip(step: SpecStep) -> bool:
    return len(step.bodies) == 2 and step.head not in (AUX, SPLIT) and min(map(len, step.bodies)) <= SHORT


def _depth(step: SpecStep) -> int:
    """How deep skips are nested through the long branches of skips."""
    depth, level = 0, [step] if _is_skip(step) else []
    while level:
        depth += 1
        level = [inner for each in level for inner in max(each.bodies, key=len) if _is_skip(inner)]
    return depth


def _opened(step: SpecStep) -> list[SpecStep]:
    """The steps of a skip's branches and then the join by itself, and so for the skips in its longer branch."""
    if not _is_skip(step):
        return [step]
    outputs = [_last(body) if body else step.entry for body in step.bodies]
    before: list[SpecStep] = []
    for body in sorted(step.bodies, key=len, reverse=True):
        opened = [each for inner in body if inner.head != JUMP for each in _opened(inner)]
        if opened and not opened[0].sources and (before or step.sources):
            opened[0].sources = (step.entry,)
        before.extend(opened)
    if step.head == RESIDUAL:
        step.head, step.values = "add", {"broadcast": False}
    step.bodies, step.sources, step.entry = [], tuple(outputs), outputs[0]
    return [*before, step]
