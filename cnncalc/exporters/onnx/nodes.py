"""The nodes of an ONNX graph while they are written: names, weights, and what a layer becomes."""

from typing import NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.exporters.onnx import encoding
from cnncalc.exporters.unsayable import UnsayableError
from cnncalc.graph import Node
from cnncalc.ops import arithmetic, merge
from cnncalc.ops.axis_window import CHANNELS
from cnncalc.ops.base import Op
from cnncalc.shape import Shape

JOINS: dict[type[Op], str] = {
    merge.Add: "Add",
    merge.Multiply: "Mul",
    arithmetic.Subtract: "Sub",
    arithmetic.Divide: "Div",
}


class OnnxOperator(NamedTuple):
    """An operator of a layer."""

    kind: str
    inputs: tuple[str, ...]
    output: str
    attributes: dict[str, encoding.Attribute]


class LayerOperators:
    """The operators of one layer, one after another."""

    def __init__(self, nodes: "Nodes", node: Node, value: str) -> None:
        self._nodes = nodes
        self._node = node
        self._owner = nodes.owner(node)
        self.value = value
        """The name of what came out last."""
        self.made: list[OnnxOperator] = []
        self.x: Shape = node.input_shapes[0]
        self.y: Shape = node.shape

    def add(self, kind: str, *inputs: str, **attributes: encoding.Attribute) -> str:
        """Put an operator behind the last; `inputs` are further ones, `""` for none. Return what comes out."""
        said = tuple(inputs)
        while said and not said[-1]:
            said = said[:-1]
        return self.of(kind, (self.value, *said), **attributes)

    def of(self, kind: str, inputs: tuple[str, ...], **attributes: encoding.Attribute) -> str:
        """Put an operator on inputs. Return what comes out."""
        self.value = self._nodes.untaken(f"{self._node.path}.{kind}")
        self.made.append(OnnxOperator(kind, inputs, self.value, attributes))
        return self.value

    def weight(self, name: str, *sizes: int) -> str:
        """A tensor of learnt values; the owner's where it is shared."""
        return self._nodes.weight(f"{self._owner.path}.{name}", sizes)

    def whole_numbers(self, name: str, values: tuple[int, ...]) -> str:
        """A constant row of whole numbers."""
        return self._nodes.constant(f"{self._node.path}.{name}", values)

    def number(self, name: str, value: float) -> str:
        """A constant."""
        return self._nodes.number(f"{self._node.path}.{name}", value)

    def ones(self, count: int, value: float = 1.0) -> str:
        """As many equal values, made by an operator: no weights."""
        before = self.value
        shape = self.whole_numbers("shape", (count,))
        made = self.of("Expand", (self.number(f"value_{value:g}", value), shape))
        self.value = before
        return made

    def reshape(self, *sizes: int) -> str:
        """The same values in another shape, behind the batch."""
        return self.add("Reshape", self.whole_numbers(f"shape{len(self.made)}", (1, *sizes)))

    def transpose(self, *order: int) -> str:
        """The axes in another order."""
        return self.add("Transpose", perm=order)


class Nodes:
    """All nodes of a graph."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._taken: set[str] = set()
        self._weights: set[str] = set()
        self._owners: dict[int, Node] = {}
        self.nodes: list[bytes] = []
        self.initializers: list[bytes] = []
        self.names: dict[int, str] = {}
        """What comes out of each node. Key: the node's number."""

    def layer(self, node: Node) -> None:
        """Write a layer that takes one input. Raises CnncalcError for an op that ONNX has no operators for."""
        from cnncalc.exporters.onnx.operators import OPERATORS  # which needs this file's names

        written = LayerOperators(self, node, self.names[node.inputs[0]])
        write = OPERATORS.get(type(node.op))
        if write is None:
            raise CnncalcError(f"{node.path}: ONNX has no {node.op.name}, and nothing is left out")
        try:
            write(node.op, written)
        except UnsayableError as error:
            raise CnncalcError(f"{node.path}: {error}") from None
        self._finish(node, written)

    def join(self, node: Node) -> None:
        """Write a join. Raises CnncalcError for one that ONNX has no operator for."""
        values = [self.names[index] for index in node.inputs]
        written = LayerOperators(self, node, values[0])
        if isinstance(node.op, merge.Concat):
            axis = node.op.axis(node.input_shapes[0])
            written.of("Concat", tuple(values), axis=1 if axis == CHANNELS else axis + 2)
        elif type(node.op) in JOINS and node.op.attributes().get("value") is None:
            axes = len(node.shape.spatial)
            shapes = zip(values, node.input_shapes, strict=True)
            first, *others = [_stretched(written, value, shape, axes) for value, shape in shapes]
            written.value = first
            for other in others:
                written.add(JOINS[type(node.op)], other)
        else:
            raise CnncalcError(f"{node.path}: ONNX has no {node.op.name}, and nothing is left out")
        self._finish(node, written)

    def _finish(self, node: Node, written: LayerOperators) -> None:
        """Write the operators of a layer; what comes out of the last has the layer's name."""
        if not written.made:
            written.add("Identity")
        *_, last = written.made
        self.names[node.id] = name = self.untaken(node.path)
        scope = node.path.replace(".", "/")
        for made in written.made:
            output = name if made is last else made.output
            said = f"/{scope}/{made.output.rpartition('.')[2]}"
            self.nodes.append(encoding.node(made.kind, said, made.inputs, [output], **made.attributes))

    def owner(self, node: Node) -> Node:
        """The layer whose parameters a layer uses: its own, but where it shares."""
        self._owners[node.id] = owner = self._owners[node.shares] if node.shares is not None else node
        return owner

    def weight(self, name: str, sizes: tuple[int, ...]) -> str:
        """A tensor in the file beside; once, also where several layers use it."""
        if name not in self._weights:
            self._weights.add(name)
            self._taken.add(name)
            self.initializers.append(encoding.weight(name, sizes, self._file))
        return name

    def constant(self, name: str, values: tuple[int, ...]) -> str:
        """A constant row of whole numbers."""
        name = self.untaken(name)
        self.initializers.append(encoding.whole_numbers(name, values))
        return name

    def number(self, name: str, value: float) -> str:
        """A constant."""
        name = self.untaken(name)
        self.initializers.append(encoding.number(name, value))
        return name

    def untaken(self, name: str) -> str:
        """A name that nothing has yet; now taken."""
        number, free = 1, name
        while free in self._taken:
            number += 1
            free = f"{name}_{number}"
        self._taken.add(free)
        return free


def _stretched(written: LayerOperators, value: str, shape: Shape, axes: int) -> str:
    """A vector with the axes that it lacks beside a map."""
    if len(shape.spatial) == axes:
        return value
    written.value = value
    return written.reshape(shape.channels, *(1,) * axes)
