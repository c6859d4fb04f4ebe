"""Names for blocks: those of their scopes, else what they are by their content."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from cnncalc.exporters.yaml.spec_step import ACTIVATION, RESIDUAL, SpecStep
from cnncalc.graph import Graph
from cnncalc.ops import find_op

TAKEN = {
    "name", "if", "repeat", "from", "share", "for", "in", "layers", "residual", "split", "aux", "then", "else",
    "shortcut", "sizes", "join", "op", "previous", "input", "start",
}  # fmt: skip
"""The words of the language, which no block may have for a name."""


def block_name(members: Sequence[SpecStep], taken: Collection[str], graph: Graph) -> str:
    """A name for a block that no other has."""
    wanted = _by_scope(members) or _by_content(members[0].bodies[0], graph)
    name, number = wanted, 1
    while name in taken or name in TAKEN or find_op(name) is not None:
        number += 1
        name = f"{wanted}{number}"
    return name


def _by_scope(members: Sequence[SpecStep]) -> str:
    label = members[0].label
    if not label or label.startswith("~"):
        return ""
    stem = re.sub(r"[#\W]+", "_", label.rpartition(".")[2]).strip("_").lower()
    if not stem:
        stem = re.sub(r"[#\W]+", "_", label).strip("_").lower().rpartition("_")[2]
    return stem if re.fullmatch(r"[a-z_]\w*", stem) else ""


def _by_content(body: list[SpecStep], graph: Graph) -> str:
    heads = [step.head for step in body]
    short = {"batchnorm": "bn", ACTIVATION: "act", "depthwise_conv": "dw", "linear": "fc"}
    if RESIDUAL in heads:
        inner = [step.head for step in body[heads.index(RESIDUAL)].bodies[0]]
        if "depthwise_conv" in inner:
            return "inverted_residual"
        return "bottleneck" if sum("conv" in head for head in inner) == 3 else "unit"
    if "multiply" in heads and len(body) == 1:
        return "squeeze_excite"
    if "concat" in heads:
        return "inception" if len(body[heads.index("concat")].bodies) > 2 else "dense_layer"
    if len(body) <= 3 and all(head in ("conv", "depthwise_conv", "linear") or head in short for head in heads):
        names = [_activation(step) if step.head == ACTIVATION else short.get(step.head, step.head) for step in body]
        return "_".join(names)
    return "stage" if any("pool" in head for head in heads) else "unit"


def _activation(step: SpecStep) -> str:
    return str(step.values["op"])
