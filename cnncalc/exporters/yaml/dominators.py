"""The dominator tree of a graph whose nodes are numbered in an order in which each comes after its inputs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class Dominators:
    """For each node the nearest one that everything coming into it has passed. Node 0 is where all begins.

    Each node keeps one jump far up the tree besides its parent, so that two nodes meet in O(log n): Myers, An
    applicative random-access stack, 1983 (recalled).
    """

    def __init__(self, inputs: Sequence[Sequence[int]]) -> None:
        self.parent = [0]
        self._depth = [0]
        self._jump = [0]
        for each in inputs[1:]:
            above = each[0] if each else 0
            for other in each[1:]:
                above = self._meet(above, other)
            self._add(above)
        self.exits = self._exits(inputs)
        """For each node, how many edges lead out of what it dominates."""
        self._order()

    def _add(self, above: int) -> None:
        jump = self._jump[above]
        far = self._depth[above] - self._depth[jump] == self._depth[jump] - self._depth[self._jump[jump]]
        self.parent.append(above)
        self._depth.append(self._depth[above] + 1)
        self._jump.append(self._jump[jump] if far else above)

    def _meet(self, one: int, other: int) -> int:
        depth, jump, parent = self._depth, self._jump, self.parent
        if depth[one] < depth[other]:
            one, other = other, one
        while depth[one] > depth[other]:
            one = jump[one] if depth[jump[one]] >= depth[other] else parent[one]
        while one != other:
            one, other = (jump[one], jump[other]) if jump[one] != jump[other] else (parent[one], parent[other])
        return one

    def _exits(self, inputs: Sequence[Sequence[int]]) -> list[int]:
        count = [0] * len(self.parent)
        for node, each in enumerate(inputs):
            for source in each:
                count[source] += 1
                count[self.parent[node]] -= 1
        for node in range(len(count) - 1, 0, -1):
            count[self.parent[node]] += count[node]
        return count

    def _order(self) -> None:
        """Number the tree in depth first order, so that what a node dominates is a range."""
        self._children: list[list[int]] = [[] for _ in self.parent]
        for node in range(1, len(self.parent)):
            self._children[self.parent[node]].append(node)
        self._begin = [0] * len(self.parent)
        waiting, number = [0], 0
        while waiting:
            node = waiting.pop()
            self._begin[node] = number
            number += 1
            waiting.extend(reversed(self._children[node]))
        self._starts = [[self._begin[child] for child in children] for children in self._children]

    def child_towards(self, above: int, node: int) -> int:
        """The child of a node that dominates one below it."""
        return self._children[above][bisect_right(self._starts[above], self._begin[node]) - 1]
