"""The steps that a graph is put together to, before they become text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.exporters.yaml.yaml_words import written
from cnncalc.graph import Graph, Node
from cnncalc.ops.activation import Activation

GROUP, RESIDUAL, SPLIT, AUX, JUMP, ACTIVATION = "layers", "residual", "split", "aux", "from", "activation"
STRUCTURES = {GROUP, RESIDUAL, SPLIT, AUX, JUMP}


class SpecStep:
    """One step: a layer, a join with its branches, a group of steps, or a block in use."""

    __slots__ = ("axes", "bodies", "entry", "head", "label", "name", "node", "nodes", "share", "sources", "turns",
                 "values")  # fmt: skip

    def __init__(self, head: str, node: int, entry: int, name: str = "") -> None:
        self.head = head
        """The op's name, a structure of the language, or the block that the step is a use of."""
        self.node = node
        """The node that comes out."""
        self.entry = entry
        """The node that comes in."""
        self.name = name
        self.label = ""
        """For a group: which others it is like, by the names of the scopes."""
        self.values: dict[str, Any] = {}
        self.bodies: list[list[SpecStep]] = []
        self.sources: tuple[int, ...] = ()
        """What `from:` names; empty for the step before."""
        self.share: int | None = None
        self.nodes: tuple[int, ...] = ()
        """The nodes that the step itself makes before those of its bodies: the slices of a split."""
        self.turns: list[SpecStep] = []
        """The steps that this one stands for, one after the other."""
        self.axes = 0

    def made(self) -> Iterator[int]:
        """The nodes that the step makes, in the order in which it makes them."""
        for turn in self.turns or [self]:
            yield from turn.nodes
            for body in turn.bodies:
                for step in body:
                    yield from step.made()
            if turn.makes_node:
                yield turn.node

    @property
    def makes_node(self) -> bool:
        """Whether the step is a layer, besides what is in it."""
        is_bare = self.head == RESIDUAL and self.values.get("shortcut") is False
        return not self.label and self.head not in (GROUP, AUX, JUMP) and not is_bare

    @property
    def leaves(self) -> int:
        """How many lines the step takes, about."""
        return 1 + sum([step.leaves for body in self.bodies for step in body]) + max(len(self.bodies) - 1, 0)


def leaf(node: Node, graph: Graph) -> SpecStep:
    """A layer as a step, with all of its fields."""
    op = node.op
    step = SpecStep(op.name, node.id, node.inputs[0], node.name)
    step.axes = len(graph.nodes[node.inputs[0]].shape.spatial)
    fields = {name: (op.fields[name], value) for name, value in op.attributes().items()}
    step.values = {name: written(field, value) for name, (field, value) in fields.items() if value is not None}
    if isinstance(op, Activation) and not op.fields:
        step.head, step.values = ACTIVATION, {"op": op.name}
    step.share = node.shares
    return step
