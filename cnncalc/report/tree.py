"""A summary's layers as a tree of blocks, folded to a depth."""

from typing import NamedTuple

from cnncalc.report.summary import Layer, Share, Summary, share_of
from cnncalc.shape import Shape

COMFORTABLE_ROWS = 40
"""How many rows a table shows before it folds more of them, if nobody says how deep."""


class Row(NamedTuple):
    """A layer, or a block folded into one row (or opened, with its layers in the rows below)."""

    path: str
    depth: int
    layer: Layer | None
    block: str
    label: str
    opened: bool
    share: Share
    output_shape: Shape
    training: bool
    layers: tuple[Layer, ...]
    """The layers in it."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


class Branch:
    """A block with what is in it, in order."""

    __slots__ = ("children", "layers", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.children: list[Branch | Layer] = []
        self.layers: list[Layer] = []


def grow(summary: Summary) -> Branch:
    """The tree of a summary's blocks."""
    root = Branch("")
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


def fold(summary: Summary, depth: int | None = None) -> tuple[Row, ...]:
    """The rows of a table: blocks deeper than `depth` in one row each.

    Without a depth, as deep as stays comfortable to read.
    """
    root = grow(summary)
    if depth is None:
        depth = 1
        while depth < (deepest := _deepest(root)) and _count(root, depth + 1) <= COMFORTABLE_ROWS:
            depth += 1
        depth = min(depth, max(deepest, 1))
    rows: list[Row] = []
    _collect(root, depth, 1, summary, rows)
    return tuple(rows)


def _branch(path: str, branches: dict[str, Branch]) -> Branch:
    found = branches.get(path)
    if found is None:
        found = branches[path] = Branch(path)
        _branch(path.rpartition(".")[0], branches).children.append(found)
    return found


def _deepest(branch: Branch) -> int:
    inner = [_deepest(child) for child in branch.children if isinstance(child, Branch)]
    return 1 + max(inner, default=0)


def _count(branch: Branch, depth: int) -> int:
    return sum(
        1 + (_count(child, depth - 1) if isinstance(child, Branch) and depth > 1 else 0) for child in branch.children
    )


def _collect(branch: Branch, depth: int, level: int, summary: Summary, rows: list[Row]) -> None:
    for child in branch.children:
        if isinstance(child, Branch):
            opened = level < depth
            rows.append(_block_row(child, level, opened, summary))
            if opened:
                _collect(child, depth, level + 1, summary, rows)
        else:
            share = share_of(child.path, [child])
            rows.append(
                Row(child.path, level, child, "", "", False, share, child.output_shape, child.training, (child,))
            )


def _block_row(branch: Branch, level: int, opened: bool, summary: Summary) -> Row:
    scope = summary.scopes.get(branch.path)
    last = branch.layers[-1]
    return Row(
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
