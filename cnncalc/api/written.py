"""Networks as specs: written, read again, and held against what they were written from."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.errors import CnncalcError
from cnncalc.exporters.yaml.expanded import write_spec
from cnncalc.exporters.yaml.folded import writings
from cnncalc.graph import Graph
from cnncalc.language.catalogue import define_opened
from cnncalc.language.load import Spec
from cnncalc.limits import STANDARD, Limits
from cnncalc.network import Network
from cnncalc.source.document import read_document
from cnncalc.source.values import Source

COMMUTING = ("add", "multiply")
"""The joins whose inputs may come in any order."""


def write(network: Network, limits: Limits = STANDARD) -> str:
    """The shortest spec that, when it is read again, is the same network node by node.

    A network that cannot be folded is written layer by layer. Raises CnncalcError for one that no file can hold.
    """
    for writing in writings(network):
        if is_same(network.graph, read_again(writing.text, limits), writing.order):
            return writing.text
    return write_spec(network)


def read_again(text: str, limits: Limits = STANDARD) -> Graph | None:
    """The graph of a spec; None if it cannot be read."""
    try:
        document = read_document(Source("written", text), limits=limits)
        return Spec(*define_opened("written", document, "", limits), limits).network().graph
    except CnncalcError:
        return None


def is_same(before: Graph, after: Graph | None, order: Sequence[int]) -> bool:
    """Whether two graphs have the same nodes: op, shapes, wiring, whose parameters, training; names are not compared.

    `order` are the first one's layers in the order in which the second has them.
    """
    if after is None:
        return False
    old = [*(node.id for node in before.inputs), *order]
    if not len(old) == len(before.nodes) == len(after.nodes) == len(set(old)):
        return False
    new = {index: number for number, index in enumerate(old)}
    ends = new[before.output] == after.output and tuple([new[index] for index in before.declared]) == after.declared
    return ends and all(_is_same(before, after, index, new) for index in old)


def _is_same(before: Graph, after: Graph, index: int, new: dict[int, int]) -> bool:
    one, other = before.nodes[index], after.nodes[new[index]]
    inputs, others = [new[source] for source in one.inputs], list(other.inputs)
    if one.op.name in COMMUTING:
        inputs, others = sorted(inputs), sorted(others)
    shares = None if one.shares is None else new[one.shares]
    same = (one.op, one.shape, one.training, shares) == (other.op, other.shape, other.training, other.shares)
    return same and inputs == others
