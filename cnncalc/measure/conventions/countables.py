"""The quantities that conventions count by, for one example.

Where torch's own module cannot say what an op does, the tools see what stands for it: padding of other sizes on both
sides is added before the module, and an op that torch does not have is a module of its own. A transposed convolution
is taken to give its output's size by torch's own padding; with `same`, stride 1 and an even kernel torch has none.
"""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.graph import Application
from cnncalc.measure.conventions.convention import Countable, CountingTerm, Rule
from cnncalc.ops.base import MACS as MACS_KIND
from cnncalc.ops.norm import BatchNorm
from cnncalc.ops.window import extents, slide
from cnncalc.shape import Shape


def macs(layer: Application) -> int:
    """Multiply-accumulates as cnncalc counts them."""
    return layer.op.count_operations(layer.inputs, layer.output).get(MACS_KIND, 0)


def biases_added(layer: Application) -> int:
    """One addition for each output of a layer with biases."""
    op: Any = layer.op
    return layer.output.elements if op.bias else 0


def input_values(layer: Application) -> int:
    """The values of the input."""
    return layer.input.elements


def output_values(layer: Application) -> int:
    """The values of the output."""
    return layer.output.elements


def parameters(layer: Application) -> int:
    """The layer's parameters, whether it shares them or not."""
    return sum(layer.op.count_parameters(layer.inputs).values())


def pooled_values(layer: Application) -> int:
    """The values of a pool's input, with the padding that torch's pools cannot add themselves.

    They take the same padding on both sides, at most half the window, and one way of rounding up; `same` is none.
    """
    op: Any = layer.op
    x = layer.input
    extent = extents(op.kernel, getattr(op, "dilation", (1,) * len(op.kernel)))
    if _pools_alone(layer, extent):
        return x.elements
    needed = [
        (places - 1) * stride + covered
        for places, stride, covered in zip(layer.output.spatial, op.stride, extent, strict=True)
    ]
    if isinstance(op.pad, str):
        needed = [max(size, least) for size, least in zip(x.spatial, needed, strict=True)]
    return x.channels * int(prod(needed))


def _pools_alone(layer: Application, extent: tuple[int, ...]) -> bool:
    """Whether torch's pool pads and rounds by itself to the same output."""
    op: Any = layer.op
    if isinstance(op.pad, str) or any(before != after for before, after in op.pad):
        return False
    if any(2 * before > size for (before, _), size in zip(op.pad, op.kernel, strict=True)):
        return False
    if op.ceil != "caffe":
        return True
    return bool(slide(layer.input, extent, op.stride, op.pad, "up") == layer.output.spatial)


def bordered_values(layer: Application) -> int:
    """The input of local response normalisation with n − 1 channels of zeros: torch takes means of these."""
    op: Any = layer.op
    channels: int = layer.input.channels + op.size - 1
    return channels * prod(layer.input.spatial)


def flat(layer: Application) -> bool:
    """Whether the input has two spatial axes."""
    return len(layer.input.spatial) == 2


def scaled(layer: Application) -> bool:
    """Whether a normalisation has its learnt scale and shift; torch's batch normalisation has both or none."""
    op: Any = layer.op
    return bool(op.affine) and (not isinstance(op, BatchNorm) or op.scale)


def unscaled(layer: Application) -> bool:
    """Whether a normalisation has no learnt scale and shift of torch's own."""
    return not scaled(layer)


def normalised(with_scale: int, without: int) -> Rule:
    """A normalisation's rule: so often each input value, with a learnt scale and shift and without."""
    return (CountingTerm(with_scale, INPUTS, scaled), CountingTerm(without, INPUTS, unscaled))


def elements_of(shapes: tuple[Shape, ...]) -> int:
    """The values of several tensors together."""
    return sum(shape.elements for shape in shapes)


MACS = Countable("MACs", macs, needs="macs")
BIASES = Countable("biases added", biases_added)
INPUTS = Countable("input values", input_values)
OUTPUTS = Countable("output values", output_values)
POOLED = Countable("input values", pooled_values)
PARAMETERS = Countable("parameters, each once", parameters)
BORDERED = Countable("values of the padded channels", bordered_values)

CONVOLUTIONS = "conv depthwise_conv table_conv"
ADAPTIVE_POOLS = "global_avgpool global_maxpool adaptive_avgpool adaptive_maxpool"
LOCAL_RESPONSE: Rule = (CountingTerm(3, INPUTS), CountingTerm(1, BORDERED))
"""torch.nn.functional.local_response_norm: a square, a factor and an addition of each value, and a mean."""
