"""Where a node stands in the model: the modules around it, from what exporters write into names."""

from __future__ import annotations

import re

from cnncalc.importers.onnx.proto import OnnxNode

FOLDED_WEIGHT = re.compile(r"onnx::\w+_\d+|.*weight_bias")
"""The names of tensors that an exporter made itself, where it folded a normalisation."""


def path_of(node: OnnxNode, weight: str = "") -> str:
    """The path of a node: its module's, and its op behind a colon.

    A weight's name wins: where normalisation was folded, the node's own name may be that of the normalisation.
    """
    op = node.op.lower()
    if weight.endswith(".weight") and not weight.startswith("onnx::"):
        return f"{weight.removesuffix('.weight')}:{op}"
    if node.scopes:
        names = re.findall(r"'([^']*)'", node.scopes)
        return f"{names[-2]}:{op}" if len(names) > 1 and names[-2] else op
    *modules, last = node.name.strip("/").split("/") if node.name else ("",)
    if not modules:
        return re.sub(r"[.:]", "_", last) or op
    return f"{_joined(modules)}:{op}"


def _joined(modules: list[str]) -> str:
    """The names of modules as one path: PyTorch repeats that of a container in what it holds."""
    path, before = "", ""
    for name in modules:
        own = name.removeprefix(f"{before}.")
        path = f"{path}.{own}" if path else own
        before = name
    return path
