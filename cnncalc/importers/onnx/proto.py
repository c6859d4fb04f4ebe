"""What of an ONNX file is wanted: nodes, names, shapes, attributes and small constants.

The numbers of the fields are those of onnx/onnx.proto of ONNX, recalled; the tests compare with the `onnx` package.
"""

import struct
from collections.abc import Callable
from math import prod
from typing import Any, BinaryIO, ClassVar, NamedTuple

from cnncalc.errors import LimitError
from cnncalc.importers.onnx.wire import BYTES, FIXED32, VARINT, Span, Wire
from cnncalc.limits import Limits, raise_hint

MOST_VALUES = 4_096
"""The values of a constant that are read; of larger ones only the shape."""
MOST_AXES = 16
FORMATS = {1: "f", 2: "B", 3: "b", 4: "H", 5: "h", 6: "i", 7: "q", 9: "?", 10: "e", 11: "d", 12: "I", 13: "Q"}
"""The data types whose values are read, as `struct` has them."""


class Tensor(NamedTuple):
    """A constant: its shape, and its values if they are few."""

    name: str
    dims: tuple[int, ...]
    values: tuple[Any, ...] | None
    """The values in a row; None if they are not known."""
    learnt: bool = False
    """Whether it is an initialiser, which a layer may have learnt."""

    @property
    def size(self) -> int:
        """How many values it has."""
        return prod(self.dims)


class OnnxNode(NamedTuple):
    """One operation."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    domain: str
    scopes: str
    """The names of the modules around it, as PyTorch's newer exporter writes them; or empty."""

    @property
    def place(self) -> str:
        """What an error calls it."""
        return f"node {(self.name or (self.outputs[0] if self.outputs else ''))!r} ({self.op})"


class Recorded(NamedTuple):
    """The shape of a value; a size is None, or the name of a dynamic axis, where it is not known."""

    name: str
    dims: tuple[int | str | None, ...] | None


class OnnxGraph:
    """What a file says."""

    def __init__(self) -> None:
        self.nodes: list[OnnxNode] = []
        self.tensors: dict[str, Tensor] = {}
        self.inputs: list[Recorded] = []
        self.outputs: list[Recorded] = []
        self.shapes: dict[str, Recorded] = {}
        self.opset = 0


class ProtoReader:
    """Reads a file's model."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.wire = Wire(file)
        self.limits = limits
        self.graph = OnnxGraph()
        self.left = limits.values

    def read(self) -> OnnxGraph:
        """The graph; raise WireError where the bytes are none."""
        for number, kind, start, end in self.wire.fields((0, self.wire.size)):
            if number == 7 and kind == BYTES:
                self._graph((start, end))
            elif number == 8 and kind == BYTES:
                found = {each: (at, to) for each, _, at, to in self.wire.fields((start, end))}
                if not self.wire.text(*found.get(1, (0, 0))):
                    self.graph.opset = found.get(2, (0, 0))[0]
        return self.graph

    def _graph(self, span: Span) -> None:
        for number, kind, start, end in self.wire.fields(span):
            if kind != BYTES:
                continue
            self._count()
            if number == 1:
                self.graph.nodes.append(self._node((start, end)))
            elif number == 5:
                tensor = self._tensor((start, end), learnt=True)
                self.graph.tensors[tensor.name] = tensor
            elif number in (11, 12, 13):
                value = self._value((start, end))
                self.graph.shapes[value.name] = value
                if number != 13:
                    (self.graph.inputs if number == 11 else self.graph.outputs).append(value)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise LimitError(f"there are more than {self.limits.values:,} values", hint=raise_hint("values"))

    def _node(self, span: Span) -> OnnxNode:
        inputs: list[str] = []
        outputs: list[str] = []
        texts = {3: "", 4: "", 7: ""}
        attributes: dict[str, Any] = {}
        scopes = ""
        for number, kind, start, end in self.wire.fields(span):
            if kind != BYTES:
                continue
            self._count()
            if number in (1, 2):
                (inputs if number == 1 else outputs).append(self.wire.text(start, end))
            elif number in texts:
                texts[number] = self.wire.text(start, end)
            elif number == 5:
                name, value = self._attribute((start, end))
                attributes[name] = value
            elif number == 9:
                entry = {
                    each: self.wire.text(at, to) for each, how, at, to in self.wire.fields((start, end)) if how == BYTES
                }
                scopes = entry.get(2, "") if entry.get(1) == "pkg.torch.onnx.name_scopes" else scopes
        return OnnxNode(texts[4], texts[3], tuple(inputs), tuple(outputs), attributes, texts[7], scopes)

    def _attribute(self, span: Span) -> tuple[str, Any]:
        name = ""
        value: Any = None
        several: list[Any] = []
        for number, kind, start, end in self.wire.fields(span):
            if number == 1 and kind == BYTES:
                name = self.wire.text(start, end)
            elif number == 3 and kind == VARINT:
                value = next(self.wire.numbers(kind, start, end))
            elif number in (7, 8):
                several += self._listed(number, kind, start, end)
            elif (number, kind) in self._ATTRIBUTES:
                value = self._ATTRIBUTES[number, kind](self, start, end)
            if len(several) > MOST_VALUES:
                raise LimitError(f"attribute {name!r} has more than {MOST_VALUES:,} values")
        return name, tuple(several) if several else value

    def _listed(self, number: int, kind: int, start: int, end: int) -> list[Any]:
        """Numbers of an attribute, packed or one."""
        if number == 8:
            return list(self.wire.numbers(kind, start, min(end, start + 10 * MOST_VALUES) if kind else end))
        if kind == FIXED32:
            return [self.wire.real(start)]
        return [self.wire.real(at) for at in range(start, min(end, start + 8 * MOST_VALUES) - 3, 4)]

    _ATTRIBUTES: ClassVar[dict[tuple[int, int], Callable[["ProtoReader", int, int], Any]]] = {
        (2, FIXED32): lambda self, start, end: self.wire.real(start),
        (4, BYTES): lambda self, start, end: self.wire.text(start, end),
        (5, BYTES): lambda self, start, end: self._tensor((start, end)),
        (6, BYTES): lambda self, start, end: "graph",
    }
    """How a value of an attribute is read, by its field and the type of that."""

    def _tensor(self, span: Span, *, learnt: bool = False) -> Tensor:
        name, data_type, dims = "", 0, []
        data: Span = (0, 0)
        plain: list[Any] = []
        for number, kind, start, end in self.wire.fields(span):
            if number == 1:
                dims += list(self.wire.numbers(kind, start, min(end, start + 200) if kind else end))
                if len(dims) > MOST_AXES or min(dims, default=0) < 0:
                    raise LimitError(f"tensor {name!r} has sizes that cannot be: {', '.join(map(str, dims[:4]))}")
            elif number == 2:
                data_type = start
            elif number == 8 and kind == BYTES:
                name = self.wire.text(start, end)
            elif number == 9 and kind == BYTES:
                data = (start, end)
            elif number in (5, 7, 11) and len(plain) < MOST_VALUES:
                plain += list(self.wire.numbers(kind, start, min(end, start + 10 * MOST_VALUES) if kind else end))
            elif number == 4 and len(plain) < MOST_VALUES:
                plain += [self.wire.real(at) for at in range(start, min(end, start + 4 * MOST_VALUES) - 3, 4)]
        return Tensor(name, tuple(dims), self._values(prod(dims), data_type, data, plain), learnt)

    def _values(self, count: int, data_type: int, data: Span, plain: list[Any]) -> tuple[Any, ...] | None:
        if count > MOST_VALUES:
            return None
        if len(plain) == count:
            return tuple(plain)
        form = f"<{count}{FORMATS.get(data_type, 'x')}"
        if data_type not in FORMATS or struct.calcsize(form) != data[1] - data[0]:
            return None
        return struct.unpack(form, self.wire.read(*data))

    def _value(self, span: Span) -> Recorded:
        name, dims = "", None
        for number, kind, start, end in self.wire.fields(span):
            if number == 1 and kind == BYTES:
                name = self.wire.text(start, end)
            elif number == 2 and kind == BYTES:
                dims = self._type((start, end))
        return Recorded(name, dims)

    def _type(self, span: Span) -> tuple[int | str | None, ...] | None:
        for number, kind, start, end in self.wire.fields(span):
            if number != 1 or kind != BYTES:
                continue
            for inner, how, at, to in self.wire.fields((start, end)):
                if inner == 2 and how == BYTES:
                    return tuple(
                        [
                            self._dim((a, b))
                            for key, form, a, b in self.wire.fields((at, to))
                            if (key, form) == (1, BYTES)
                        ]
                    )
        return None

    def _dim(self, span: Span) -> int | str | None:
        for number, kind, start, end in self.wire.fields(span):
            if number == 1 and kind == 0:
                return start
            if number == 2 and kind == BYTES:
                return self.wire.text(start, end) or None
        return None
