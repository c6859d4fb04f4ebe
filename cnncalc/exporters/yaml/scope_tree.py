"""The tree of scopes: the layers as nested groups, each with one way in and one way out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cnncalc.exporters.yaml.forks import structured
from cnncalc.exporters.yaml.spec_step import AUX, GROUP, SpecStep, leaf
from cnncalc.graph import Graph
from cnncalc.limits import EFFORT

ScopeUnit = tuple[str, list["int | ScopeUnit"]]


class ScopeTree:
    """A graph's layers as steps in groups; those whose label is `dissolved` give theirs to what is around them."""

    def __init__(self, graph: Graph, dissolved: Collection[str] = (), *, scopes: bool = True) -> None:
        self._graph = graph
        self._dissolved = dissolved
        self._scopes = scopes and sum([node.path.count(".") for node in graph.nodes]) < EFFORT // 20
        self._readers: list[list[int]] = [[] for _ in graph.nodes]
        for node in graph.nodes:
            for source in (*node.inputs, *(() if node.shares is None else (node.shares,))):
                self._readers[source].append(node.id)
        self._ends = {graph.output, *graph.declared}

    def steps(self) -> list[SpecStep]:
        """The steps of the outermost list."""
        graph = self._graph
        items = [SpecStep("input", node.id, -1, node.name) for node in graph.inputs]
        items.extend(self._items(self._units()))
        return structured(items, graph, graph.output)

    def _units(self) -> list[int | ScopeUnit]:
        """Layers and scopes, nested; a scope that is entered again is another one."""
        root: list[int | ScopeUnit] = []
        opened: list[ScopeUnit] = []
        for node in self._graph.layers(training=True):
            scopes = self._scopes_of(node.path)
            shared = 0
            while shared < min(len(scopes), len(opened)) and opened[shared][0] == scopes[shared]:
                shared += 1
            del opened[shared:]
            for path in scopes[shared:]:
                unit: ScopeUnit = (path, [])
                (opened[-1][1] if opened else root).append(unit)
                opened.append(unit)
            (opened[-1][1] if opened else root).append(node.id)
        return root

    def _scopes_of(self, path: str) -> list[str]:
        parts = path.split(".")[:-1]
        paths = [".".join(parts[: count + 1]) for count in range(len(parts))]
        return [each for each in paths if self._scopes or self._is_head(each)]

    def _is_head(self, path: str) -> bool:
        scope = self._graph.scopes.get(path)
        return scope is not None and scope.block == "aux"

    def _items(self, units: list[int | ScopeUnit]) -> Iterator[SpecStep]:
        for unit in units:
            if isinstance(unit, int):
                yield self._leaf(unit)
            else:
                yield from self._group(*unit)

    def _leaf(self, index: int) -> SpecStep:
        node = self._graph.nodes[index]
        step = leaf(node, self._graph)
        step.sources = node.inputs
        return step

    def _group(self, path: str, units: list[int | ScopeUnit]) -> Iterator[SpecStep]:
        while len(units) == 1 and not isinstance(units[0], int) and not self._is_head(units[0][0]):
            units = units[0][1]
        is_head, label = self._is_head(path), self._label(path)
        ways = self._ways(units, is_head=is_head)
        too_small = len(units) < 2 or label in self._dissolved
        if ways is None or (too_small and not is_head):
            yield from self._items(units)
            return
        entry, end = ways
        step = SpecStep(AUX if is_head else GROUP, end, entry, path.rpartition(".")[2])
        step.label, step.sources = "" if is_head else label, (entry,)
        body = structured([SpecStep("input", entry, -1), *self._items(units)], self._graph, -1 if is_head else end)
        step.bodies = [body]
        yield step

    def _label(self, path: str) -> str:
        scope = self._graph.scopes.get(path)
        return scope.block if scope is not None and scope.block else re.sub(r"\d+", "#", path)

    def _ways(self, units: list[int | ScopeUnit], *, is_head: bool) -> tuple[int, int] | None:
        """The node that comes into a scope and the one that comes out, if there is one of each."""
        nodes = _nodes(units)
        inside = set(nodes)
        graph = self._graph
        entries: set[int] = set()
        ends: set[int] = set()
        for index in nodes:
            node = graph.nodes[index]
            entries.update(source for source in node.inputs if source not in inside)
            if node.shares is not None and node.shares not in inside:
                return None
            readers = self._readers[index]
            if index in self._ends or not readers or any(reader not in inside for reader in readers):
                ends.add(index)
        if len(entries) != 1 or (len(ends) != 1 and not is_head):
            return None
        return entries.pop(), max(ends)


def _nodes(units: list[int | ScopeUnit]) -> list[int]:
    found, waiting = [], list(units)
    while waiting:
        unit = waiting.pop()
        if isinstance(unit, int):
            found.append(unit)
        else:
            waiting.extend(unit[1])
    return found
