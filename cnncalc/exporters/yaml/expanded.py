"""Writes a network as a spec again: every layer by itself, under the names of its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from cnncalc.errors import CnncalcError
from cnncalc.exporters.yaml.yaml_words import quoted, scalar, value_text, written
from cnncalc.graph import Graph, Node
from cnncalc.limits import STANDARD
from cnncalc.network import Network

DEEPEST = (STANDARD.nesting - 6) // 2
"""How deep groups may be: each is a mapping and a list; around them is the spec, in them a step and its lists."""


def write_spec(network: Network) -> str:
    """The network as a spec that has no parameters, blocks or expressions, and counts the same."""
    lines = header(network)
    if network.graph.declared:
        outputs = [scalar(network.graph.nodes[index].path) for index in network.graph.declared]
        lines.append(f"outputs: [{', '.join(outputs)}]")
    lines.append("layers:")
    lines.extend(_Writer(network.graph).lines())
    return "\n".join(lines) + "\n"


def header(network: Network) -> list[str]:
    """The lines that say what the network is and what comes in."""
    lines = [f"name: {quoted(network.title)}"]
    described = {"paper": network.paper, "year": network.year, "form": network.form}
    lines.extend(f"{key}: {quoted(value)}" for key, value in described.items() if value)
    return [*lines, f"input: {_input(network.graph)}"]


def _input(graph: Graph) -> str:
    if [node.path for node in graph.inputs] == ["input"]:
        return graph.inputs[0].shape.plain
    return "{" + ", ".join(f"{scalar(node.path)}: {node.shape.plain}" for node in graph.inputs) + "}"


class _Writer:
    """Goes through the layers in order, and opens and closes the groups that their paths name."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._by_path = {node.path: node for node in graph.nodes}
        self._paths = {*graph.scopes, *self._by_path}
        self._open: list[str] = []
        self._trunk: list[int] = []
        self._current = 0

    def lines(self) -> Iterator[str]:
        for node in self._graph.layers(training=True):
            *scopes, _ = node.path.split(".")
            yield from self._enter(scopes)
            yield f"{self._indent()}- {self._step(node, '.'.join(scopes))}"
            self._current = node.id
        while self._open:
            self._leave()
        if self._current != self._graph.output:
            yield f"  - {{from: {self._reference(self._graph.output, '')}}}"

    def _enter(self, scopes: list[str]) -> Iterator[str]:
        """Close the groups that the next layer is not in, and open those that it is in."""
        if len(scopes) > DEEPEST:
            raise CnncalcError(
                f"this cannot be written as a spec: its groups are nested {len(scopes):,} deep, and a file's at most "
                f"{DEEPEST:,}"
            )
        shared = 0
        while shared < min(len(scopes), len(self._open)) and scopes[shared] == self._open[shared]:
            shared += 1
        while len(self._open) > shared:
            self._leave()
        for name in scopes[shared:]:
            yield f"{self._indent()}- name: {scalar(name)}"
            self._open.append(name)
            self._trunk.append(self._current)
            if shares := self._shared_scope():
                yield f"{self._indent()[:-2]}share: {scalar(shares)}"
            yield f"{self._indent()[:-2]}{'aux' if self._is_head() else 'layers'}:"

    def _leave(self) -> None:
        """Close the innermost group; behind a side head the trunk goes on where it was."""
        before = self._trunk.pop()
        if self._is_head():
            self._current = before
        self._open.pop()

    def _shared_scope(self) -> str:
        """The scope with which the innermost group shares parameters, unless the group around it says so already."""
        path = ".".join(self._open)
        shares = self._shares_of(path)
        around = self._shares_of(".".join(self._open[:-1]))
        return "" if not shares or (around and shares == f"{around}.{self._open[-1]}") else self._written(shares, path)

    def _shares_of(self, path: str) -> str:
        return self._graph.scopes[path].shares if path in self._graph.scopes else ""

    def _is_head(self) -> bool:
        scope = self._graph.scopes.get(".".join(self._open))
        return scope is not None and scope.block == "aux"

    def _indent(self) -> str:
        return "    " * len(self._open) + "  "

    def _step(self, node: Node, scope: str) -> str:
        parts = _op_parts(node, self._graph)
        sources = [self._reference(index, scope) for index in node.inputs]
        if len(sources) > 1:
            parts.append(f"from: [{', '.join(sources)}]")
        elif sources and node.inputs[0] != self._current:
            parts.append(f"from: {sources[0]}")
        if node.shares is not None and not self._is_told(node, scope):
            parts.append(f"share: {self._reference(node.shares, scope)}")
        parts.append(f"name: {scalar(node.name)}")
        return "{" + ", ".join(parts) + "}"

    def _is_told(self, node: Node, scope: str) -> bool:
        """Whether the group that a layer is in says what it shares."""
        shares = self._shares_of(scope)
        namesake = self._by_path.get(f"{shares}.{node.name}") if shares else None
        return namesake is not None and node.shares in (namesake.id, namesake.shares)

    def _reference(self, index: int, scope: str) -> str:
        """How a layer is named from inside a scope."""
        return scalar(self._written(self._graph.nodes[index].path, scope))

    def _written(self, path: str, scope: str) -> str:
        """A path as it is written inside a scope, with a dot before it where it is hidden."""
        owner, _, name = path.rpartition(".")
        if owner == scope:
            return name
        around = accumulate(scope.split("."), "{}.{}".format) if scope else ()
        hidden = any(f"{outer}.{path}" in self._paths for outer in around)
        return f".{path}" if hidden else path


def _op_parts(node: Node, graph: Graph) -> list[str]:
    """The op with its main value, and the fields that are not at their defaults."""
    op = node.op
    axes = len(graph.nodes[node.inputs[0]].shape.spatial) if node.inputs else 0
    main = f"{op.name}: {value_text(written(op.fields[op.main], op.attributes()[op.main]))}" if op.main else op.name
    parts = [main]
    for name, value in op.attributes().items():
        field = op.fields[name]
        at_default = not field.required and field.default is not None and field.read(field.default, axes) == value
        if name != op.main and value is not None and not at_default:
            parts.append(f"{name}: {value_text(written(field, value))}")
    return parts
