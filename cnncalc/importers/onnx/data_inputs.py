"""The places where data comes into an ONNX graph, and what their axes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import CnncalcError
from cnncalc.importers.onnx.proto import Recorded
from cnncalc.importers.onnx.tensors import BATCH, CHANNELS, OnnxValue, channels_at, channels_first
from cnncalc.shape import MOST_AXES

if TYPE_CHECKING:
    from cnncalc.importers.onnx.converter import Converter

FEW = 4
"""The most channels that a picture has."""


def add_inputs(converter: Converter) -> int:
    """Add the inputs of a graph; return the size of its batch, which is its first axis."""
    inputs = [each for each in converter.graph.inputs if each.name not in converter.constants]
    if not inputs:
        raise converter.given.error("has no input")
    batch = 1
    for number, each in enumerate(inputs):
        dims = each.dims
        if dims is None:
            raise converter.given.error(f"input {each.name!r} has no shape")
        if len(dims) > MOST_AXES or len(inputs) > converter.given.limits.items:
            raise converter.given.error(f"input {each.name!r} has too many axes")
        if len(dims) > 1 and number == 0 and isinstance(dims[0], int):
            batch = max(dims[0], 1)
        converter.values[each.name] = _input(converter, each, number, len(inputs))
    unknown = set(converter.given.inputs) - {each.name for each in inputs} - {""}
    if unknown:
        names = ", ".join(each.name for each in inputs)
        raise CnncalcError(f"--input: {converter.given.path} has no input {min(unknown)!r}", hint=f"it has {names}")
    return batch


def _input(converter: Converter, recorded: Recorded, number: int, count: int) -> OnnxValue:
    dims = recorded.dims or ()
    at = _channels(converter, recorded)
    axes = channels_first(len(dims) - 2) if at == 1 else channels_at((1,) * len(dims), at, batch=len(dims) > 1)[1]
    asked = converter.given.input_for(recorded.name, number, max(len(dims) - 2, 0))
    sizes: list[int] = []
    for place, size in enumerate(dims):
        axis = axes[place]
        wanted = None if asked is None or axis == BATCH else asked.channels if axis == CHANNELS else asked.spatial[axis]
        if axis == BATCH:
            sizes.append(1)
        elif isinstance(size, int) and size > 0:
            if wanted not in (None, size):
                raise CnncalcError(
                    f"--input: {converter.given.path} has a fixed size {size} on axis {place} of {recorded.name!r}, "
                    f"not {wanted}",
                    hint="only dynamic axes take their sizes from it: export it with dynamic axes",
                )
            sizes.append(size)
        elif wanted is None:
            raise converter.given.error(
                f"axis {place} of input {recorded.name!r} is dynamic ({size or 'without a name'})",
                hint="say its size: --input 224x224x3 (height × width × channels)",
            )
        else:
            sizes.append(wanted)
    shape, _ = channels_at(tuple(sizes), at, batch=len(dims) > 1)
    path = "input" if count == 1 else recorded.name
    return OnnxValue(converter.assembler.add_input(path, shape), axes if dims else (CHANNELS,))


def _channels(converter: Converter, recorded: Recorded) -> int:
    """The axis of an input that its channels are: by what reads it, or where there are few."""
    dims = recorded.dims or ()
    last = len(dims) - 1
    if last < 2:
        return last
    readers = {node.op for node in converter.readers.get(recorded.name, ())}
    if readers & {"MatMul", "LayerNormalization", "Gemm", "LSTM", "GRU"}:
        return last
    end, second = dims[-1], dims[1]
    few_last = isinstance(end, int) and end <= FEW and not (isinstance(second, int) and second <= FEW)
    return last if few_last and readers <= {"Transpose", "Cast", "Sub", "Mul", "Div", "Add"} else 1
