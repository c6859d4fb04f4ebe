"""A network as PyTorch code that a person would have written: a class for each block, and no need of cnncalc."""

from __future__ import annotations

from cnncalc.exporters.pytorch.body import Bodies
from cnncalc.exporters.pytorch.class_code import class_text
from cnncalc.exporters.pytorch.helpers import HELPERS
from cnncalc.exporters.pytorch.identifiers import attribute
from cnncalc.exporters.pytorch.module_classes import ModuleClasses
from cnncalc.network import Network
from cnncalc.text import one_line

TOP = 2
"""The empty lines around a class."""


def write_pytorch(network: Network) -> str:
    """The text of a Python file with a class for the network. Raises CnncalcError for what PyTorch cannot do."""
    bodies = Bodies(network.graph)
    whole = bodies.whole()
    classes = ModuleClasses(network.title)
    classes.make(bodies.all)
    taken = {"self"}
    inputs = [attribute(node.path, taken) for node in network.graph.inputs] if len(whole.entries) > 1 else []
    blocks = [
        list(class_text(made, classes.attributes, inputs if made is classes.made[-1] else ())) for made in classes.made
    ]
    code = "\n".join(line for block in blocks for line in block)
    helpers = [text.strip("\n").split("\n") for name, text in HELPERS.items() if f"{name}(" in code]
    head = _head(network, ordered="OrderedDict(" in code, torch="torch." in code or any(helpers))
    return ("\n" * (TOP + 1)).join("\n".join(block) for block in (head, *helpers, *blocks)) + "\n"


def _head(network: Network, *, ordered: bool, torch: bool) -> list[str]:
    """The first lines: what the network is, what it takes, what the code needs."""
    shapes = ", ".join(
        f"{node.path} {'×'.join(map(str, node.shape.channels_first()))}" for node in network.graph.inputs
    )
    lines = [f"# {one_line(network.title)}, written by cnncalc. Inputs, channels first: {one_line(shapes)}."]
    if network.graph.heads:
        lines.append("# Side heads, which run only in training, are left out.")
    lines += ["", *(["from collections import OrderedDict", ""] if ordered else [])]
    return [*lines, *(["import torch"] if torch else []), "from torch import nn"]
