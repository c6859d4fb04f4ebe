"""What exporters take apart, and how it is known again: one table.

A pattern is a chain of nodes, each of which reads the one before. Behind an op stands what else it reads: a number, a
range, `x` (what the chain began with), `#1` (the output of the chain's node 1, counted from 0), `w` (a tensor), `~` (a
number or anything small). Nothing outside of the chain may read what is between.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnncalc.importers.onnx.proto import OnnxNode, Tensor

PATTERNS = {
    "Div:1.41421 Erf Add:1 Mul:x Mul:0.5": "gelu",
    "Div:1.41421 Erf Add:1 Mul:0.5 Mul:x": "gelu",
    "Mul:0.70711 Erf Add:1 Mul:x Mul:0.5": "gelu",
    "Mul:0.70711 Erf Add:1 Mul:0.5 Mul:x": "gelu",
    "Sigmoid Mul:x": "silu",
    "Add:3 Clip:0,6 Mul:x Div:6": "hardswish",
    "Add:3 Clip:0,6 Div:6 Mul:x": "hardswish",
    "HardSigmoid Mul:x": "hardswish",
    "Add:3 Clip:0,6 Div:6": "hardsigmoid",
    "Softplus Tanh Mul:x": "mish",
    "ReduceMean:~ Sub:x Pow:2 ReduceMean:~ Add:~ Sqrt Div:#1 Mul:w Add:w": "layernorm",
    "MatMul:w Add:w": "linear",
    "Reshape:~ Transpose Reshape:~": "channel_shuffle",
}
"""The op for each chain; the longer come first."""
NEAR = 1e-3


class Chain(NamedTuple):
    """Nodes that are one op."""

    op: str
    nodes: tuple[OnnxNode, ...]
    weights: tuple[str, ...]
    """The tensors that the chain reads, in order."""


class Matcher:
    """Looks for chains."""

    def __init__(
        self, readers: Mapping[str, Sequence[OnnxNode]], constants: Mapping[str, Tensor], kept: set[str]
    ) -> None:
        self.readers = readers
        self.constants = constants
        self.kept = kept
        """The network's own outputs, which no chain may swallow."""
        self.patterns: dict[str, list[tuple[list[str], str]]] = {}
        for text, op in PATTERNS.items():
            stages = text.split()
            self.patterns.setdefault(stages[0].partition(":")[0], []).append((stages, op))

    def chain_from(self, node: OnnxNode) -> Chain | None:
        """The chain that begins with a node, if there is one."""
        for stages, op in self.patterns.get(node.op, ()):
            for source in dict.fromkeys(node.inputs):
                found = None if source in self.constants else self._match(node, source, stages, op)
                if found is not None:
                    return found
        return None

    def _match(self, node: OnnxNode, source: str, stages: list[str], op: str) -> Chain | None:
        nodes: list[OnnxNode] = []
        weights: list[str] = []
        current, step = source, node
        for stage in stages:
            name, _, other = stage.partition(":")
            if nodes:
                ways = [each for each in self.readers.get(current, ()) if each.op == name]
                ways = [each for each in ways if self._reads(each, current, other, source, nodes)]
                if not ways:
                    return None
                step = ways[0]
            if not self._reads(step, current, other, source, nodes) or len(step.outputs) != 1:
                return None
            weights += [each for each in step.inputs if each in self.constants] if other == "w" else []
            nodes.append(step)
            current = step.outputs[0]
        inner = [each.outputs[0] for each in nodes[:-1]]
        closed = all(reader in nodes for each in inner for reader in self.readers.get(each, ()))
        return Chain(op, tuple(nodes), tuple(weights)) if closed and not self.kept.intersection(inner) else None

    def _reads(self, node: OnnxNode, current: str, other: str, source: str, nodes: list[OnnxNode]) -> bool:
        if current not in node.inputs:
            return False
        rest = [each for each in node.inputs if each]
        rest.remove(current)
        if other in ("", "~"):
            return all(each in self.constants for each in rest)
        if other == "x" or other.startswith("#"):
            wanted = source if other == "x" else nodes[int(other[1:])].outputs[0]
            return rest == [wanted]
        if other == "w":
            return len(rest) == 1 and rest[0] in self.constants and self.constants[rest[0]].size > 1
        return self._numbers(node, rest) == [float(each) for each in other.split(",")] or self._near(node, rest, other)

    def _numbers(self, node: OnnxNode, rest: Sequence[str]) -> list[float]:
        found: list[float] = []
        for each in rest:
            values = self.constants[each].values if each in self.constants else None
            if values is None or len(values) != 1 or isinstance(values[0], bytes):
                return []
            found.append(float(values[0]))
        if node.op == "Clip" and not found:
            found = [float(node.attributes.get(key) or 0) for key in ("min", "max")]
        return found

    def _near(self, node: OnnxNode, rest: Sequence[str], other: str) -> bool:
        found, wanted = self._numbers(node, rest), [float(each) for each in other.split(",")]
        return len(found) == len(wanted) and all(abs(a - b) < NEAR for a, b in zip(found, wanted, strict=True))
