"""A summary's layers as a tree of blocks."""

from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Summary


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


def inward(root: Subtree) -> list[Subtree]:
    """The blocks, each before those in it."""
    found = [root]
    for branch in found:
        found.extend(child for child in branch.children if isinstance(child, Subtree))
    return found
