"""Aligns two networks' layers as a person would: block by block, renamed and moved ones included."""

from collections.abc import Sequence
from operator import eq
from typing import Any, NamedTuple, TypeAlias

from cnncalc.graph import Application
from cnncalc.limits import EFFORT
from cnncalc.report.layers import LayerSummary, plain_attributes
from cnncalc.report.summary import Summary
from cnncalc.report.tree import Subtree, grow

TreeItem: TypeAlias = Subtree | LayerSummary

WEIGHTY = 4.0
"""How much more a layer with parameters counts than one without, so that convolutions meet convolutions."""
AUTOMATIC = 0.1
"""How much an equal automatic name counts, against one that somebody gave."""


class Pair(NamedTuple):
    """A layer of the left network and the layer that it is on the right; None on a side without one.

    `scope` is the outermost block that is there on one side only.
    """

    left: LayerSummary | None
    right: LayerSummary | None
    scope: str = ""


class _PairsWeighed:
    """How many pairs were weighed."""

    __slots__ = ("cells",)

    def __init__(self) -> None:
        self.cells = 0

    def allows(self, cells: int) -> bool:
        """Whether so many more pairs may be weighed; if so they are counted."""
        if self.cells + cells > EFFORT:
            return False
        self.cells += cells
        return True


class _Pairing(NamedTuple):
    """The two networks whose layers are paired, and how many pairs were weighed so far."""

    left: Summary
    right: Summary
    effort: _PairsWeighed


class _LayerLooks(NamedTuple):
    """What is compared of a layer: layers of two networks are as alike as these values."""

    name: str
    op: str
    kind: str
    fields: tuple[Any, ...]
    size: tuple[int, ...]
    weighs: bool
    by_name: float
    """How much an equal name counts."""


class _BlockLooks(NamedTuple):
    """What is compared of the use of a block, or of a group."""

    name: str
    block: str
    label: str


def align(left: Summary, right: Summary) -> list[Pair]:
    """Pair the layers of two networks, in order."""
    pairs: list[Pair] = []
    _align_items(grow(left).children, grow(right).children, _Pairing(left, right, _PairsWeighed()), pairs)
    return pairs


def _align_items(left: list[TreeItem], right: list[TreeItem], pairing: _Pairing, pairs: list[Pair]) -> None:
    waiting = [iter(_match(left, right, pairing))]
    while waiting:
        one, other = next(waiting[-1], (None, None))
        if one is None and other is None:
            waiting.pop()
        elif isinstance(one, Subtree) and isinstance(other, Subtree):
            waiting.append(iter(_match(one.children, other.children, pairing)))
        elif isinstance(one, Subtree):
            pairs.extend(Pair(layer, None, one.path) for layer in one.layers)
        elif isinstance(other, Subtree):
            pairs.extend(Pair(None, layer, other.path) for layer in other.layers)
        else:
            pairs.append(Pair(one, other))


def _match(
    left: list[TreeItem], right: list[TreeItem], pairing: _Pairing
) -> list[tuple[TreeItem | None, TreeItem | None]]:
    """Pair items in order: equal ends first, then the best pairing of what is between."""
    start = 0
    while start < min(len(left), len(right)) and _equal(left[start], right[start], pairing):
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and _equal(left[-1 - end], right[-1 - end], pairing):
        end += 1
    middle = _best(left[start : len(left) - end], right[start : len(right) - end], pairing)
    tail = zip(left[len(left) - end :], right[len(right) - end :], strict=True)
    return [*zip(left[:start], right[:start], strict=True), *middle, *tail]


def _best(
    left: list[TreeItem], right: list[TreeItem], pairing: _Pairing
) -> list[tuple[TreeItem | None, TreeItem | None]]:
    """The best pairing in order, what is on the left alone before what is on the right alone.

    Of pairings that are equally good the same one is found whichever network is on the left.
    """
    if _keys(left, pairing.left) <= _keys(right, pairing.right):
        return _sorted_between(_best_of_sorted(left, right, pairing))
    turned = _best_of_sorted(right, left, _Pairing(pairing.right, pairing.left, pairing.effort))
    return _sorted_between([(one, other) for other, one in turned])


def _keys(items: list[TreeItem], summary: Summary) -> list[tuple[str, ...]]:
    return [
        (item.path, item.op, item.application.once(_attributes)) if isinstance(item, LayerSummary)
        else (item.path, *_block(item, summary))
        for item in items
    ]  # fmt: skip


def _attributes(application: Application) -> str:
    return str(plain_attributes(application.op))


def _sorted_between(
    found: list[tuple[TreeItem | None, TreeItem | None]],
) -> list[tuple[TreeItem | None, TreeItem | None]]:
    """The pairs in order; between two that match, what is on the left alone comes first."""
    in_order: list[tuple[TreeItem | None, TreeItem | None]] = []
    waiting: list[tuple[TreeItem | None, TreeItem | None]] = []
    for one, other in found:
        if one is None:
            waiting.append((one, other))
            continue
        if other is not None:
            in_order += waiting
            waiting = []
        in_order.append((one, other))
    return in_order + waiting


def _best_of_sorted(
    left: list[TreeItem], right: list[TreeItem], pairing: _Pairing
) -> list[tuple[TreeItem | None, TreeItem | None]]:
    """The pairing in order with the greatest likeness in all (Needleman and Wunsch, 1970)."""
    if not pairing.effort.allows(len(left) * len(right)):
        return _by_name(left, right)
    others = [_looks_of(item, pairing.right) for item in right]
    likeness = [[_likeness(one, other) for other in others] for one in [_looks_of(item, pairing.left) for item in left]]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        row, below, alike = best[i], best[i + 1], likeness[i]
        for j in range(len(right) - 1, -1, -1):
            paired = below[j + 1] + alike[j] if alike[j] > 0 else 0.0
            row[j] = max(paired, below[j], row[j + 1])
    return _trace_back(left, right, likeness, best)


def _trace_back(
    left: list[TreeItem], right: list[TreeItem], likeness: list[list[float]], best: list[list[float]]
) -> list[tuple[TreeItem | None, TreeItem | None]]:
    found: list[tuple[TreeItem | None, TreeItem | None]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if likeness[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            found.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append((left[i], None))
            i += 1
        else:
            found.append((None, right[j]))
            j += 1
    return [*found, *((one, None) for one in left[i:]), *((None, other) for other in right[j:])]


def _by_name(left: Sequence[TreeItem], right: Sequence[TreeItem]) -> list[tuple[TreeItem | None, TreeItem | None]]:
    """The pairing of items with the same name, in order, for networks too long to weigh every pair."""
    places = {item.path: index for index, item in enumerate(right)}
    found: list[tuple[TreeItem | None, TreeItem | None]] = []
    at = 0
    for item in left:
        index = places.get(item.path, -1)
        if index < at:
            found.append((item, None))
            continue
        found.extend((None, other) for other in right[at:index])
        found.append((item, right[index]))
        at = index + 1
    found.extend((None, other) for other in right[at:])
    return found


def _equal(left: TreeItem, right: TreeItem, pairing: _Pairing) -> bool:
    if isinstance(left, LayerSummary) and isinstance(right, LayerSummary):
        return left.path == right.path and left.application.op == right.application.op
    if isinstance(left, Subtree) and isinstance(right, Subtree):
        return left.path == right.path and _block(left, pairing.left) == _block(right, pairing.right)
    return False


def _looks_of(item: TreeItem, summary: Summary) -> _LayerLooks | _BlockLooks:
    if isinstance(item, Subtree):
        return _BlockLooks(_name(item), *_block(item, summary))
    fields = tuple(item.application.op.attributes().values())
    return _LayerLooks(
        item.name, item.op, item.kind, fields, item.output_shape.spatial, item.params > 0,
        AUTOMATIC if _is_automatic(item) else 1.0,
    )  # fmt: skip


def _likeness(left: _LayerLooks | _BlockLooks, right: _LayerLooks | _BlockLooks) -> float:
    """How alike two items are; 0 for two that can never be one."""
    if isinstance(left, _LayerLooks):
        return _layer_likeness(left, right) if isinstance(right, _LayerLooks) else 0.0
    if isinstance(right, _LayerLooks):
        return 0.0
    same_block, same_use, same_name = left.block == right.block, left[1:] == right[1:], left.name == right.name
    if not (same_block or same_name):
        return 0.0
    return WEIGHTY * (2.0 * same_block + same_use + 2.0 * same_name)


def _layer_likeness(left: _LayerLooks, right: _LayerLooks) -> float:
    same_name = left.name == right.name
    if left.op != right.op:
        return 1.0 + same_name if left.kind == right.kind != "other" or same_name else 0.0
    # Layers of one op have the same fields in the same order.
    alike = sum(map(eq, left.fields, right.fields)) / len(left.fields) if left.fields else 1.0
    likeness = 2.0 + alike + same_name * left.by_name + 0.5 * (left.size == right.size)
    return likeness * WEIGHTY if left.weighs or right.weighs else likeness


def _is_automatic(layer: LayerSummary) -> bool:
    """Whether a name is just the op and a number, which changes when a layer is put before."""
    return layer.name.removeprefix(layer.op).lstrip("_").isdigit()


def _block(branch: Subtree, summary: Summary) -> tuple[str, str]:
    scope = summary.scopes.get(branch.path)
    return (scope.block, scope.label) if scope else ("", "")


def _name(branch: Subtree) -> str:
    return branch.path.rpartition(".")[2]
