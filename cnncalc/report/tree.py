"""A summary's layers as a tree of blocks, folded to a depth."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Share, Summary, share_of
from cnncalc.shape import Shape

COMFORTABLE_ROWS = 40
"""How many rows a table shows before it folds more of them, if nobody says how deep."""


class TreeRow(NamedTuple):
    """A layer, or a block folded into one row (or opened, with its layers in the rows below)."""

    path: str
    depth: int
    layer: LayerSummary | None
    block: str
    label: str
    opened: bool
    share: Share
    output_shape: Shape
    training: bool
    layers: tuple[LayerSummary, ...]
    """The layers in it."""
    inputs: tuple[str, ...] = ()
    """The rows, or the network's inputs, that it takes its inputs from; none for one that is opened."""
    follows: bool = True
    """Whether that is the row before it alone."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


class Subtree:
    """A block with what is in it, in order."""

    __slots__ = ("children", "layers", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.children: list[Subtree | LayerSummary] = []
        self.layers: list[LayerSummary] = []


def grow(summary: Summary) -> Subtree:
    """The tree of a summary's blocks."""
    root = Subtree("")
    branches = {"": root}
    for layer in summary.layers:
        parent = layer.path.rpartition(".")[0]
        _branch(parent, branches).children.append(layer)
        while True:
            branches[parent].layers.append(layer)
            if not parent:
                break
            parent = parent.rpartition(".")[0]
    return root


def fold(summary: Summary, depth: int | None = None) -> tuple[TreeRow, ...]:
    """The rows of a table: blocks deeper than `depth` in one row each.

    Without a depth, as deep as stays comfortable to read.
    """
    root = grow(summary)
    if depth is None:
        counts = _rows_by_depth(root)
        depth = 1
        while depth < len(counts) and sum(counts[: depth + 1]) <= COMFORTABLE_ROWS:
            depth += 1
    rows: list[TreeRow] = []
    _collect(root, depth, summary, rows)
    return tuple(_connected(rows))


def _connected(rows: list[TreeRow]) -> Iterator[TreeRow]:
    """The rows with where their inputs come from: what is inside a row that is not opened goes by its name."""
    shown = {layer.path: row.path for row in rows if not row.opened for layer in row.layers}
    before = ""
    for row in rows:
        if row.opened:
            yield row
            continue
        taken = dict.fromkeys(shown.get(path, path) for layer in row.layers for path in layer.inputs)
        taken.pop(row.path, None)
        inputs = tuple(taken)
        yield row._replace(inputs=inputs, follows=inputs == (before,) if before else len(inputs) == 1)
        before = row.path


def _branch(path: str, branches: dict[str, Subtree]) -> Subtree:
    found = branches.get(path)
    if found is not None:
        return found
    found = inner = branches[path] = Subtree(path)
    while True:
        path = path.rpartition(".")[0]
        outer = branches.get(path)
        if outer is not None:
            outer.children.append(inner)
            return found
        outer = branches[path] = Subtree(path)
        outer.children.append(inner)
        inner = outer


def _rows_by_depth(root: Subtree) -> list[int]:
    """How many layers and blocks there are at each depth."""
    counts, level = [], [root]
    while level:
        counts.append(sum(len(branch.children) for branch in level))
        level = [child for branch in level for child in branch.children if isinstance(child, Subtree)]
    return counts


def _collect(root: Subtree, depth: int, summary: Summary, rows: list[TreeRow]) -> None:
    waiting = [(1, iter(root.children))]
    while waiting:
        level, children = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
        elif isinstance(child, Subtree):
            opened = level < depth
            rows.append(_block_row(child, level, opened, summary))
            if opened:
                waiting.append((level + 1, iter(child.children)))
        else:
            share = share_of(child.path, [child])
            rows.append(
                TreeRow(child.path, level, child, "", "", False, share, child.output_shape, child.training, (child,))
            )


def _block_row(branch: Subtree, level: int, opened: bool, summary: Summary) -> TreeRow:
    scope = summary.scopes.get(branch.path)
    last = next((layer for layer in reversed(branch.layers) if not layer.training), branch.layers[-1])
    return TreeRow(
        branch.path,
        level,
        None,
        scope.block if scope else "",
        scope.label if scope else "",
        opened,
        share_of(branch.path, branch.layers),
        last.output_shape,
        last.training,
        tuple(branch.layers),
    )
