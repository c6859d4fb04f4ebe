"""The torch modules that a graph's layers are calls of, and the parents that these have.

Every block and group is a module, the parent of what is in it; the whole network is the outermost. A layer that shares
another's parameters is that layer's module, called once more, if their fields are equal; else it is a module of its own
with the same tensors. A block or group that shares another's (`Scope.shares`) is in the same way that module again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cnncalc.graph import Graph, Node
from cnncalc.ops.base import Op

ROOT = ""


class Modules:
    """Modules by name: the path of the first layer, block or group that is a call of it."""

    def __init__(self, graph: Graph, nodes: Sequence[Node]) -> None:
        self._graph = graph
        self._changed = {scope for node in nodes if _differs(graph, node) for scope in scopes_around(node.path)}
        """The blocks and groups with a layer that differs from the one whose parameters it shares."""
        self._by_path = {node.path: node for node in nodes}
        self._first: dict[tuple[int, Op], str] = {}
        """The layers with tensors of their own or other fields, by the owner of the tensors and the op."""
        self.children: dict[str, dict[str, int]] = {ROOT: {}}
        """By parent: the modules in it, each with its place, in the order of first use."""
        self.parents: dict[str, dict[str, None]] = {ROOT: {}}
        self.calls = [self._call(node) for node in nodes]
        """For each layer the modules around it, outermost first, and its own."""
        self.in_order = self._ordered()
        """All modules, each behind its parents."""
        self.ways = {ROOT: 1}
        """How many ways lead to a module from the whole network, through different parents."""
        for module in self.in_order[1:]:
            self.ways[module] = sum(self.ways[parent] for parent in self.parents[module])

    def _call(self, node: Node) -> list[str]:
        call = [ROOT, *map(self._scope, scopes_around(node.path))]
        call.append(self._leaf(node, call[-1]))
        for parent, child in pairwise(call):
            inside = self.children.setdefault(parent, {})
            inside.setdefault(child, len(inside))
            self.parents.setdefault(child, {})[parent] = None
        return call

    def _scope(self, path: str) -> str:
        """The module of a block or group."""
        scopes = self._graph.scopes
        while path not in self._changed and scopes[path].shares in scopes:
            path = scopes[path].shares
        return path

    def _leaf(self, node: Node, scope: str) -> str:
        """A layer's module: that of its namesake where its block is another's again, or of the one it shares with."""
        namesake = self._by_path.get(f"{scope}.{node.name}")
        if namesake is not None and namesake.op == node.op and node.path.rpartition(".")[0] != scope:
            return namesake.path
        owner = node.id if node.shares is None else node.shares
        return self._first.setdefault((owner, node.op), node.path)

    def _ordered(self) -> list[str]:
        done: dict[str, None] = {}
        left = [(ROOT, iter(self.children[ROOT]))]
        while left:
            module, inside = left[-1]
            child = next((each for each in inside if each not in done), None)
            if child is None:
                done[module] = None
                left.pop()
            else:
                left.append((child, iter(self.children.get(child, ()))))
        return [*reversed(done)]


def scopes_around(path: str) -> list[str]:
    """The paths of the blocks and groups around a layer, outermost first."""
    return [path[:place] for place, letter in enumerate(path) if letter == "."]


def _differs(graph: Graph, node: Node) -> bool:
    return node.shares is not None and node.op != graph.nodes[node.shares].op
