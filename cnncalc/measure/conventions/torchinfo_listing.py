"""How often torchinfo counts a module's parameters.

It lists every call, each under the parent through which it came to the module last, and there once more a parent that
is not the one above. To a parent it adds all parameters that it has and that are not listed under it. So those of a
module in k parents count k + 1 times, and what follows it in a parent twice (torchinfo.py:322-368, 626-669,
layer_info.py:299-317, model_statistics.py:31-50).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cnncalc.graph import Node
from cnncalc.measure.conventions.modules import ROOT, Modules, scopes_around


class ListedModule(NamedTuple):
    """A line of torchinfo's list: a call of a module."""

    module: str
    depth: int
    again: bool
    """Whether the module is in the list before; then nothing of it counts."""


class TorchinfoListing:
    """What torchinfo lists of a network."""

    def __init__(self, modules: Modules, nodes: Sequence[Node], owners: Mapping[str, str]) -> None:
        """`owners` has for each module of a layer whose parameters it has: a layer's path."""
        self._modules = modules
        self._owners = owners
        self._above = _last_visits(modules)
        self._records = [*self._with_parents(self._calls(nodes))]
        self._counts = self._counted()

    def times(self, values: Mapping[str, int]) -> Counter[str]:
        """How often each layer's parameters count, from how many there are, by path; a parent counts no less than 0."""
        times: Counter[str] = Counter()
        for record, counts in zip(self._records, self._counts, strict=True):
            if record.module in self._owners or sum(values[owner] * count for owner, count in counts.items()) > 0:
                times.update(counts)
        return times

    def _calls(self, nodes: Sequence[Node]) -> Iterator[ListedModule]:
        """The calls of all modules, in order."""
        seen: set[str] = set()
        open_: list[str] = []
        entered = [ROOT]
        for node, call in zip(nodes, self._modules.calls, strict=True):
            around = scopes_around(node.path)
            same = next(
                (at for at, (old, new) in enumerate(zip(open_, around, strict=False)) if old != new), len(around)
            )
            same = min(same, len(open_))
            entered += call[1 + same :]
            open_ = around
            for module in entered:
                yield ListedModule(module, len(self._above[module]), module in seen)
                seen.add(module)
            entered = []

    def _with_parents(self, calls: Iterator[ListedModule]) -> Iterator[ListedModule]:
        """The calls, with lines for those of their parents that do not stand above them."""
        current: dict[int, str] = {}
        for record in calls:
            for depth, parent in enumerate(self._above[record.module][1:], start=1):
                if current.get(depth) != parent:
                    yield ListedModule(parent, depth, again=True)
                    current[depth] = parent
            current = {depth: module for depth, module in current.items() if depth < record.depth}
            current[record.depth] = record.module
            yield record

    def _counted(self) -> list[Counter[str]]:
        """What each line counts, by layer: a module its own, a parent all that is not counted under it."""
        inside: dict[str, set[str]] = {}
        for module in reversed(self._modules.in_order):
            own = {self._owners[module]} if module in self._owners else set()
            inside[module] = own.union(*(inside[child] for child in self._modules.children.get(module, ())))
        counts: list[Counter[str]] = []
        for place in range(len(self._records) - 1, -1, -1):
            record = self._records[place]
            count = Counter[str]() if record.again else Counter(inside[record.module])
            if not record.again and record.module not in self._owners:
                for under in range(place + 1, len(self._records)):
                    if self._records[under].depth <= record.depth:
                        break
                    count.subtract(counts[len(self._records) - 1 - under])
            counts.append(Counter({owner: times for owner, times in count.items() if times}))
        return counts[::-1]


def _last_visits(modules: Modules) -> dict[str, list[str]]:
    """For each module the parents on the way on which it is visited last, the whole network first."""
    above: dict[str, list[str]] = {ROOT: []}
    places: dict[str, tuple[int, ...]] = {ROOT: ()}
    for module in modules.in_order[1:]:
        found = [(*places[parent], modules.children[parent][module]) for parent in modules.parents[module]]
        last = max(range(len(found)), key=found.__getitem__)
        parent = [*modules.parents[module]][last]
        places[module], above[module] = found[last], [*above[parent], parent]
    return above
