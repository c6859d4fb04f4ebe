"""A network as a person would write it: blocks for what comes again, branches, repetitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cnncalc.exporters.yaml.expanded import header, write_spec
from cnncalc.exporters.yaml.folding_effort import FoldingEffort
from cnncalc.exporters.yaml.general_values import UnlikeError
from cnncalc.exporters.yaml.generalised import SharedBlock
from cnncalc.exporters.yaml.idioms import mined
from cnncalc.exporters.yaml.scope_tree import ScopeTree
from cnncalc.exporters.yaml.sharing import BlockMaker, FoldingState, every_step
from cnncalc.exporters.yaml.spec_lines import SpecLines, block_lines
from cnncalc.exporters.yaml.spec_step import GROUP, SpecStep
from cnncalc.exporters.yaml.yaml_words import scalar
from cnncalc.graph import Graph
from cnncalc.network import Network


@dataclass(frozen=True)
class Writing:
    """A network as a spec."""

    text: str
    order: tuple[int, ...]
    """The network's layers in the order in which the spec has them."""
    cost: int = 0
    """How much there is to read: lines, parameters, conditions."""


@dataclass(frozen=True)
class FoldingWay:
    """How far a network is folded."""

    scopes: bool
    merging: bool
    idioms: int
    """How many lines a short idiom has to save; 0 for none."""
    runs: bool
    """Whether what comes twice in a row is folded before anything else."""


WAYS: tuple[FoldingWay, ...] = tuple(
    [
        FoldingWay(scopes, True, idioms, runs)
        for scopes, idioms, runs in (
            (True, 0, False), (True, 8, False), (False, 8, False), (False, 0, False), (True, 0, True),
        )
    ]
)  # fmt: skip
MANY_NODES = 1_500
"""How large a network is that is folded in one way only."""
MOST_NODES = 10_000
"""The largest network that is folded."""


def writings(network: Network) -> Iterator[Writing]:
    """The network written out, the shortest first, in the end every layer by itself."""
    layers = network.graph.layers(training=True)
    ways: tuple[FoldingWay, ...] = WAYS if len(layers) <= MOST_NODES and all(node.inputs for node in layers) else ()
    if not any("." in node.path for node in layers):
        ways = tuple([how for how in ways if not how.scopes or how.runs])
    if len(layers) > MANY_NODES:
        ways = ways[-1:]
    found = [writing for writing in (_folded(network, how) for how in ways) if writing is not None]
    yield from sorted(found, key=lambda each: each.cost)
    order = tuple([node.id for node in layers])
    yield Writing(write_spec(network), order)


def _folded(network: Network, how: FoldingWay) -> Writing | None:
    """The network folded in one way; None if that fails, as for branches that are nested deeper than Python's stack."""
    try:
        return _Folded(network, how).best()
    except (RecursionError, UnlikeError):
        return None


def _cost(text: str, classes: BlockMaker) -> int:
    parameters = sum([len(block.parameters) for block in classes.blocks])
    return text.count("\n") + 2 * parameters + 3 * len(re.findall(r"\bif: ", text))


class _Folded:
    def __init__(self, network: Network, how: FoldingWay) -> None:
        self._network = network
        self._graph: Graph = network.graph
        self._how = how

    def best(self) -> Writing:
        """Fold; blocks that are used once only are not made in the next turn."""
        dissolved: set[str] = set()
        sharing = FoldingState(self._how.merging, {}, dissolved, FoldingEffort())
        while True:
            classes, order = self._classes(sharing)
            text, used, labels = self._text(classes)
            once = {labels[name] for name in labels if used[name] < 2} - dissolved
            if not once or not sharing.effort.spend(len(self._graph.nodes)):
                return Writing(text, order, _cost(text, classes))
            dissolved |= once

    def _classes(self, sharing: FoldingState) -> tuple[BlockMaker, tuple[int, ...]]:
        graph = self._graph
        body = ScopeTree(graph, sharing.dissolved, scopes=self._how.scopes).steps()
        order = tuple([node for step in body for node in step.made()])
        pinned = referenced(body) | set(graph.declared)
        if self._how.runs:
            mined(body, pinned, sharing.dissolved, sharing.numbers, sharing.effort, short=False, runs=True)
        if self._how.idioms:
            mined(body, pinned, sharing.dissolved, sharing.numbers, sharing.effort, short=True)
        classes = BlockMaker(body, graph, pinned, sharing)
        classes.make()
        while mined(body, pinned, sharing.dissolved, sharing.numbers, sharing.effort, short=False):
            classes.make()
        return classes, order

    def _text(self, classes: BlockMaker) -> tuple[str, Counter[str], dict[str, str]]:
        graph = self._graph
        blocks = {block.name: block for block in classes.blocks}
        used: Counter[str] = Counter()
        made: list[list[str]] = []
        for block in classes.blocks:
            members = [step for template in block.steps for step in template.members if step is not None]
            names = self._names(members, {})
            start = block.steps[0].entries[0]
            lines = SpecLines(blocks, names, -1 if start is None else start)
            made.append(block_lines(block, lines, -1 if start is None else start))
            used.update(lines.used)
        inputs = {node.id: node.path for node in graph.inputs}
        names = self._names(classes.body, inputs)
        for node in graph.declared:
            names.setdefault(node, self._free(graph.nodes[node].name, set(names.values())))
        lines = SpecLines(blocks, names, graph.inputs[0].id)
        top = SharedBlock("", [_whole(classes.body, graph)], graph)
        layers = lines.steps(top.steps, graph.inputs[0].id, "  ")
        used.update(lines.used)
        text = header(self._network)
        if graph.declared:
            text.append(f"outputs: [{', '.join(scalar(names[node]) for node in graph.declared)}]")
        if made:
            text += ["blocks:", *[line for each in made for line in each]]
        labels = {block.name: block.label for block in classes.blocks}
        return "\n".join([*text, "layers:", *layers]) + "\n", used, labels

    def _names(self, body: list[SpecStep], given: dict[int, str]) -> dict[int, str]:
        """Names for what is referred to from inside a list of steps."""
        names = dict(given)
        made = {step.node for step in every_step(body)}
        for node in sorted(referenced(body)):
            if node not in names and node in made:
                names[node] = self._free(self._graph.nodes[node].name, set(names.values()))
        return names

    def _free(self, name: str, taken: set[str]) -> str:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free


def _whole(body: list[SpecStep], graph: Graph) -> SpecStep:
    step = SpecStep(GROUP, graph.output, graph.inputs[0].id)
    step.bodies = [body]
    return step


def referenced(body: list[SpecStep]) -> set[int]:
    """The nodes that steps name."""
    found: set[int] = set()
    for step in every_step(body):
        found.update(step.sources)
        if step.share is not None:
            found.add(step.share)
    return found
