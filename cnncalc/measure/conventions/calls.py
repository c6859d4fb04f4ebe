"""Each layer as a tool sees it: a call of a module, which may have several parents."""

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.graph import Application, Graph, Node
from cnncalc.measure.conventions.modules import Modules
from cnncalc.measure.conventions.torchinfo_listing import TorchinfoListing
from cnncalc.measure.costs import Cost

SHARED = (
    "A layer that shares another's parameters is the same module, called once more (with other fields, another module "
    "with the same tensors), and each block or group around its calls is a parent of it."
)
"""How tools see what is shared: each counts it in a way of its own (`Convention.shared`)."""


class ModuleCall(NamedTuple):
    """A call of a module."""

    layer: Application
    cost: Cost
    ways: int = 1
    """How many ways lead to the module, through different parents: some tools count what they find on each."""
    first: bool = True
    """Whether it is the first call of the module."""
    listed: int = 1
    """How often torchinfo counts the parameters that are the layer's own."""
    listed_trained: int = 1
    """How often torchinfo counts those of the parameters that it calls trainable."""


def module_calls(graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost]) -> list[ModuleCall]:
    """Each of some layers as a call of a module, with its cost."""
    if all(node.shares is None for node in nodes):
        return [ModuleCall(node.application, cost) for node, cost in zip(nodes, costs, strict=True)]
    modules = Modules(graph, nodes)
    leaves = [call[-1] for call in modules.calls]
    owners = [node.path if node.shares is None else graph.nodes[node.shares].path for node in nodes]
    listing = TorchinfoListing(modules, nodes, dict(zip(leaves, owners, strict=True)))
    paths = [node.path for node in nodes]
    listed = listing.times({path: cost.params for path, cost in zip(paths, costs, strict=True)})
    trained = listing.times({path: cost.trained for path, cost in zip(paths, costs, strict=True)})
    return [
        ModuleCall(node.application, cost, modules.ways[leaf], leaf == node.path, listed[node.path], trained[node.path])
        for node, cost, leaf in zip(nodes, costs, leaves, strict=True)
    ]
