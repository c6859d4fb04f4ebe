"""A scope of the network as the body of a module: its steps, what each reads, what goes in and comes out."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.exporters.pytorch.code import Call
from cnncalc.exporters.pytorch.joined import Joined, join_of
from cnncalc.exporters.pytorch.modules import module_of
from cnncalc.graph import Graph, Node
from cnncalc.ops.base import Join

ENTRY = -1
FOLLOWING = ("normalisation", "activation", "dropout")
"""The kinds of ops that a reader takes together with what they follow."""


class BodyWire(NamedTuple):
    """A value in a body: an output of a step, or with ENTRY something that goes in."""

    step: int
    output: int = 0


class ModuleBody:
    """The steps of one scope."""

    def __init__(self, path: str, block: str) -> None:
        self.path = path
        self.block = block
        """The name of the block that the scope is a use of; empty for a group or the whole network."""
        self.steps: list[BodyStep] = []
        self.entries: list[int] = []
        """The nodes outside whose values go in."""
        self.exits: list[int] = []
        """The nodes whose values come out."""
        self.outputs: tuple[BodyWire, ...] = ()
        self.shares: list[tuple[tuple[str, ...], tuple[str, ...], bool]] = []
        """Of each layer with another's parameters: both, by their names from here, and whether they are one module."""

    @property
    def is_chain(self) -> bool:
        """Whether every step takes what comes out of the one before, and nothing else."""
        wires = [BodyWire(ENTRY), *(BodyWire(number) for number in range(len(self.steps)))]
        taken = all(step.inputs == (wire,) for step, wire in zip(self.steps, wires, strict=False))
        single = all(not isinstance(step.does, Joined) and _is_single(step.does) for step in self.steps)
        return taken and single and len(self.entries) == 1 and self.outputs == (wires[-1],)


class BodyStep(NamedTuple):
    """A step of a body: a layer, a join of values, or a body inside."""

    name: str
    does: Call | Joined | ModuleBody
    inputs: tuple[BodyWire, ...]
    follows: bool = False
    """Whether it is written around the step before, as an activation is."""


def _is_single(does: Call | Joined | ModuleBody) -> bool:
    return not isinstance(does, ModuleBody) or len(does.exits) == 1


class Bodies:
    """Makes the bodies of a network, from the outside in; all of them are in `all`, inner ones first."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._layers = graph.layers()
        last = {node.id for node in graph.outputs(self._layers)}
        self._last_reader = dict.fromkeys(last, len(graph.nodes))
        for node in self._layers:
            for index in node.inputs:
                self._last_reader[index] = max(self._last_reader.get(index, -1), node.id)
        self.all: list[ModuleBody] = []
        self._by_path: dict[str, ModuleBody] = {}

    def whole(self) -> ModuleBody:
        """The body of the whole network."""
        graph = self._graph
        outside = [node.id for node in graph.inputs]
        outputs = list(graph.declared) or _output_first(graph, self._layers)
        body = self._body("", self._layers, 0, outside, outputs)
        for node in self._layers:
            if node.shares is not None:
                self._share(node, graph.nodes[node.shares])
        return body

    def _body(
        self, path: str, nodes: Sequence[Node], depth: int, entries: list[int], exits: list[int] | None = None
    ) -> ModuleBody:
        scope = self._graph.scopes.get(path)
        body = ModuleBody(path, scope.block if scope else "")
        body.entries = entries
        wires = {index: BodyWire(ENTRY, number) for number, index in enumerate(entries)}
        for name, inside in _runs(nodes, depth):
            step, made = self._step(path, name, inside, depth, wires)
            wires.update({index: BodyWire(len(body.steps), number) for number, index in enumerate(made)})
            body.steps.append(step)
        end = nodes[-1].id
        leaving = [node.id for node in nodes if self._last_reader.get(node.id, -1) > end]
        body.exits = exits if exits is not None else leaving
        body.outputs = tuple(wires[index] for index in body.exits)
        self.all.append(body)
        self._by_path[path] = body
        return body

    def _step(
        self, path: str, name: str, nodes: Sequence[Node], depth: int, wires: dict[int, BodyWire]
    ) -> tuple[BodyStep, list[int]]:
        """A layer or a scope inside, and the nodes whose values it gives."""
        node = nodes[0]
        if node.path.count(".") == depth:
            inputs = tuple(wires[index] for index in node.inputs)
            does = join_of(node) if isinstance(node.op, Join) else module_of(node)
            return BodyStep(name, does, inputs, node.op.kind in FOLLOWING), [node.id]
        own = {each.id for each in nodes}
        entries = list(dict.fromkeys(index for each in nodes for index in each.inputs if index not in own))
        body = self._body(f"{path}.{name}" if path else name, nodes, depth + 1, entries)
        return BodyStep(name, body, tuple(wires[index] for index in entries)), body.exits

    def _share(self, node: Node, owner: Node) -> None:
        """Note at the innermost scope around both that one has the other's parameters."""
        mine, its = node.path.split("."), owner.path.split(".")
        depth = next(place for place, (one, other) in enumerate(zip(mine, its, strict=False)) if one != other)
        around = self._by_path[".".join(mine[:depth])]
        whole = node.op == owner.op and node.input_shapes[0].channels == owner.input_shapes[0].channels
        if not whole and node.op.name not in ("conv", "conv_transpose", "linear"):
            raise CnncalcError(f"{node.path}: PyTorch code for its share of {owner.path} is not known")
        around.shares.append((tuple(mine[depth:]), tuple(its[depth:]), whole))


def _runs(nodes: Sequence[Node], depth: int) -> Iterator[tuple[str, list[Node]]]:
    """The layers of a scope by the name that comes next in their paths."""
    for name, inside in groupby(nodes, key=lambda node: node.path.split(".", depth + 1)[depth]):
        yield name, list(inside)


def _output_first(graph: Graph, layers: Sequence[Node]) -> list[int]:
    others = [node.id for node in graph.outputs(layers) if node.id != graph.output]
    return [graph.output, *others]
