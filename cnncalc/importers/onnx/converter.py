"""Goes through an ONNX graph node by node, and finds the steps of our ops in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.errors import CnncalcError
from cnncalc.importers.assembler import Assembler, ModelStep
from cnncalc.importers.given import Given
from cnncalc.importers.onnx.constants import fold, plain
from cnncalc.importers.onnx.data_inputs import add_inputs
from cnncalc.importers.onnx.names import FOLDED_WEIGHT, path_of
from cnncalc.importers.onnx.patterns import Matcher
from cnncalc.importers.onnx.proto import OnnxGraph, OnnxNode, Tensor
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue, channels_at
from cnncalc.network import Network
from cnncalc.ops import OPS
from cnncalc.ops.custom import Custom
from cnncalc.shape import Shape

CONTROL = ("If", "Loop", "Scan", "SequenceMap")


class Converter:
    """One graph, and what is known of its values so far."""

    def __init__(self, given: Given, graph: OnnxGraph) -> None:
        self.given = given
        self.graph = graph
        self.assembler = Assembler(given)
        self.constants: dict[str, Tensor] = dict(graph.tensors)
        self.values: dict[str, OnnxValue] = {}
        self.readers: dict[str, list[OnnxNode]] = {}
        for node in graph.nodes:
            for name in dict.fromkeys(node.inputs):
                self.readers.setdefault(name, []).append(node)
            if node.op == "Constant" and (constant := fold(node, ())) is not None and node.outputs:
                self.constants[node.outputs[0]] = constant
        self.matcher = Matcher(self.readers, self.constants, {output.name for output in graph.outputs})
        self.owners: dict[str, int] = {}
        """By the name of a weight, the step that uses it first."""
        self.prefixes: dict[tuple[str, ...], OnnxValue] = {}
        """What has been put together along an axis, by the values and the axis."""
        self.folded = 0
        """The convolutions that a normalisation was folded into."""
        self.copies = 0
        """The tensors that the file gives as copies of others."""
        self.quantised = False
        self.batch = 1

    def network(self) -> Network:
        """The network of the graph."""
        self.batch = add_inputs(self)
        done: set[int] = set()
        for node in self.graph.nodes:
            if id(node) not in done and node.op != "Constant":
                done.update(map(id, self._take(node)))
        outputs = [self.values[each.name].node for each in self.graph.outputs if each.name in self.values]
        if not outputs:
            raise self.given.error("its outputs are made by no node that reads its inputs")
        return self.assembler.finish(tuple(dict.fromkeys(outputs)), notes=self._notes())

    def _take(self, node: OnnxNode) -> Sequence[OnnxNode]:
        """Read a node, and those that are one op with it; return them."""
        from cnncalc.importers.onnx.node_table import CHAINS, HANDLERS  # which needs the converter's type

        if node.op in CONTROL or "graph" in node.attributes.values():
            raise self.error(node, "is control flow, which has no fixed sizes")
        for name in node.inputs:
            if name and name not in self.values and name not in self.constants:
                raise self.error(node, f"reads {name!r}, which no input and no node before it makes")
        try:
            if self._fold(node):
                return (node,)
            chain = self.matcher.chain_from(node)
            if chain is not None:
                found = CHAINS.get(chain.op, CHAINS[""])(self, chain)
                if found is not None:
                    self._set(chain.nodes[-1], chain.nodes[-1].outputs[0], found)
                    return chain.nodes
            handler = HANDLERS.get(node.op) if node.domain in ("", "ai.onnx") else None
            results = handler(self, node) if handler else self.unknown(node)
        except (
            ValueError,
            IndexError,
            TypeError,
            ZeroDivisionError,
            KeyError,
            OverflowError,
            ArithmeticError,
        ) as error:
            raise self.error(node, f"cannot be worked out: {error}") from None
        several = results if isinstance(results, list) else [results]
        for name, value in zip(node.outputs, several, strict=False):
            if name:
                self._set(node, name, value)
        return (node,)

    def _fold(self, node: OnnxNode) -> bool:
        """Whether a node gives a constant."""
        if node.op == "Shape" and node.inputs[0] in self.values:
            dims = self.dims(self.values[node.inputs[0]])
            start, stop = node.attributes.get("start", 0), node.attributes.get("end", len(dims))
            self.constants[node.outputs[0]] = plain(dims[start:stop])
            return True
        if node.op == "Size" and node.inputs[0] in self.values:
            return False
        if any(name in self.values for name in node.inputs):
            return False
        found = fold(node, [self.constants.get(name) for name in node.inputs])
        if found is None:
            sizes = self.recorded(node.outputs[0])
            if sizes is None:
                raise self.error(node, "is worked out from constants in a way that is not known here")
            found = Tensor(node.outputs[0], sizes, None)
        self.quantised |= node.op == "DequantizeLinear"
        self.copies += node.op == "Identity" and found.learnt
        self.constants[node.outputs[0]] = found
        return True

    def _set(self, node: OnnxNode, name: str, value: OnnxValue) -> None:
        if name in self.values or name in self.graph.tensors:
            raise self.error(node, f"makes {name!r}, which is made already")
        dims, recorded = self.dims(value), self.graph.shapes.get(name)
        if recorded is not None and recorded.dims is not None:
            known = [size if isinstance(size, int) else None for size in recorded.dims]
            agrees = len(known) == len(dims) and all(a in (None, b) for a, b in zip(known, dims, strict=True))
            if not agrees:
                raise self.error(node, f"gives {_told(dims)}, and the file records {_told(recorded.dims)} for {name!r}")
        self.values[name] = value

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self.folded:
            notes.append(
                f"batch normalisation is folded into {self.folded} of this file's layers: their parameters are not the "
                "model's, which has a scale and a shift for each channel and mostly no bias"
            )
        if self.copies:
            notes.append(
                f"{self.copies} tensors are written as copies of others, whose values are equal: each counts by itself"
            )
        if self.quantised:
            notes.append("the file is quantised: its layers are counted as what they compute, whatever their types")
        return tuple(notes)

    # What handlers ask for.

    def error(self, node: OnnxNode, message: str, hint: str = "") -> CnncalcError:
        """The error for something about a node."""
        return self.given.error(f"{node.place}: {message}", hint)

    def shape(self, value: OnnxValue) -> Shape:
        """Our shape of a value."""
        return self.assembler.shape(value.node)

    def dims(self, value: OnnxValue) -> tuple[int, ...]:
        """The sizes of a value as the file has them."""
        return value.dims(self.shape(value), self.batch)

    def recorded(self, name: str) -> tuple[int, ...] | None:
        """The sizes that the file records of a value, if it records all of them; a dynamic batch is 1."""
        found = self.graph.shapes.get(name)
        if found is None or found.dims is None:
            return None
        dims = (self.batch if at == 0 and isinstance(size, str) else size for at, size in enumerate(found.dims))
        sizes = [size for size in dims if isinstance(size, int)]
        return tuple(sizes) if len(sizes) == len(found.dims) and min(sizes, default=1) > 0 else None

    def value(self, node: OnnxNode, number: int = 0) -> OnnxValue:
        """An input of a node that is no constant."""
        name = node.inputs[number] if number < len(node.inputs) else ""
        if name not in self.values:
            raise self.error(node, f"needs a value as its input {number + 1}, and has a constant or none")
        return self.values[name]

    def constant(self, node: OnnxNode, number: int) -> Tensor | None:
        """An input of a node if it is there and a constant."""
        return self.constants.get(node.inputs[number]) if number < len(node.inputs) and node.inputs[number] else None

    def whole(self, node: OnnxNode, key: str, number: int) -> tuple[int, ...] | None:
        """Whole numbers that are an attribute, or in newer versions an input; None if neither is there."""
        said = node.attributes.get(key)
        if said is not None:
            return tuple(map(int, said)) if isinstance(said, tuple) else (int(said),)
        found = self.constant(node, number)
        if found is None or found.values is None:
            if number < len(node.inputs) and node.inputs[number]:
                raise self.error(node, f"its {key} is not known before it runs")
            return None
        return tuple(map(int, found.values))

    def weights(self, node: OnnxNode, *numbers: int) -> list[Tensor]:
        """The inputs of a node that are constants with a shape, by their numbers."""
        found = [self.constant(node, number) for number in numbers]
        return [each for each in found if each is not None]

    def step(
        self,
        node: OnnxNode,
        kind: str,
        fields: Mapping[str, Any],
        inputs: Sequence[OnnxValue],
        axes: Sequence[int] | None = None,
        weights: Sequence[Tensor] = (),
    ) -> OnnxValue:
        """Add a step of one of our ops. The output's axes are those of the first input if not said."""
        first = weights[0].name if weights else ""
        shares = self.owners.get(first) if first else None
        sizes = tuple([each.size for each in weights])
        indices = tuple([each.node for each in inputs])
        step = ModelStep(node.place, path_of(node, first), OPS[kind], fields, indices, None, sizes, shares)
        index = self.assembler.add(step)
        if first:
            self.owners.setdefault(first, index)
            self.folded += kind.endswith("conv") and FOLDED_WEIGHT.match(weights[-1].name) is not None
        return OnnxValue(index, tuple(inputs[0].axes if axes is None else axes))

    def piece(
        self,
        node: OnnxNode,
        inputs: Sequence[OnnxValue],
        shape: Shape,
        axes: Sequence[int],
        *,
        each: int = 0,
        macs: int = 0,
        params: int = 0,
        known: bool = True,
    ) -> OnnxValue:
        """Add a step that no op of ours is, with so many operations for each value of its output."""
        fields: dict[str, Any] = {"label": node.op, "output": shape, "params": params}
        if known:
            fields.update(macs=macs, flops=2 * macs + each * shape.elements)
        indices = tuple([value.node for value in inputs])
        return OnnxValue(self.assembler.add(ModelStep(node.place, path_of(node), Custom, fields, indices)), tuple(axes))

    def unknown(self, node: OnnxNode) -> list[OnnxValue]:
        """Add a step for a node that is not known, with the outputs and the parameters that the file knows."""
        inputs = [self.values[name] for name in dict.fromkeys(node.inputs) if name in self.values]
        learnt = {name: self.constants[name] for name in node.inputs if name in self.constants}
        params = sum([each.size for each in learnt.values() if each.learnt and each.size > 1])
        found: list[OnnxValue] = []
        for name in filter(None, node.outputs):
            dims = self.recorded(name)
            if dims is None:
                if found and name not in self.readers:
                    break
                hint = "onnx.shape_inference.infer_shapes_path(…) adds the shapes"
                raise self.error(node, f"is not known here, and the file does not record the shape of {name!r}", hint)
            batch = dims[0] == self.batch and len(dims) > 1
            first = inputs[0]
            same = len(first.axes) == len(dims) and CHANNELS in first.axes and (first.axes[0] == BATCH) == batch
            at = first.axes.index(CHANNELS) if same else len(dims) - 1
            shape, axes = channels_at(dims, at, batch=batch)
            found.append(self.piece(node, inputs, shape, axes, params=params if not found else 0, known=False))
        return found


def _told(dims: Sequence[object]) -> str:
    return "[" + ", ".join("?" if size is None else str(size) for size in dims) + "]"
