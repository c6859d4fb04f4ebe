"""A summary's layers as a tree of blocks."""

from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Summary


class Subtree:
    """A block with what is in it, in order."""

    __slots__ = ("children", "layers", "outer", "path")

    def __init__(self, path: str, outer: "Subtree | None" = None) -> None:
        self.path = path
        self.outer = outer
        """The block around; None of the network itself."""
        self.children: list[Subtree | LayerSummary] = []
        self.layers: list[LayerSummary] = []


def grow(summary: Summary) -> Subtree:
    """The tree of a summary's blocks."""
    root = Subtree("")
    branches = {"": root}
    for layer in summary.layers:
        inner = _branch(layer.path.rpartition(".")[0], branches)
        inner.children.append(layer)
        around: Subtree | None = inner
        while around is not None:
            around.layers.append(layer)
            around = around.outer
    return root


def _branch(path: str, branches: dict[str, Subtree]) -> Subtree:
    """The block with a path, made with those around it if it is new."""
    missing = []
    while path not in branches:
        missing.append(path)
        path = path.rpartition(".")[0]
    found = branches[path]
    for inner in reversed(missing):
        branches[inner] = Subtree(inner, found)
        found.children.append(branches[inner])
        found = branches[inner]
    return found


def inward(root: Subtree) -> list[Subtree]:
    """The blocks, each before those in it."""
    found = [root]
    for branch in found:
        found.extend(child for child in branch.children if isinstance(child, Subtree))
    return found
