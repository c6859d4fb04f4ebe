"""calflops 0.3.2: FLOPs and MACs."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.graph import Application
from cnncalc.measure.conventions.convention import (
    FLOP,
    MAC,
    Convention,
    Countable,
    Counting,
    CountingTerm,
    ParameterCounting,
    Printed,
    Rule,
    Tally,
    rules,
)
from cnncalc.measure.conventions.countables import (
    ADAPTIVE_POOLS,
    CONVOLUTIONS,
    INPUTS,
    LOCAL_RESPONSE,
    MACS,
    POOLED,
    macs,
    normalised,
)
from cnncalc.measure.conventions.sequences import (
    CALFLOPS_ATTENTION,
    CALFLOPS_MACS,
    CALFLOPS_RECURRENT,
    RECURRENT,
    WRITTEN_OUT,
)
from cnncalc.ops.window import extents


def _positions(layer: Application) -> int:
    """The output positions of a convolution as calflops works them out: `same` as equal padding on both sides.

    An even kernel so loses a position along each axis (pytorch_ops.py:96-115).
    """
    op: Any = layer.op
    if op.pad != "same" or max(op.stride) > 1:
        return prod(layer.output.spatial)
    dilation = getattr(op, "dilation", (1,) * len(op.kernel))
    lost = [(extent - 1) % 2 for extent in extents(op.kernel, dilation)]
    return prod(size - less for size, less in zip(layer.input.spatial, lost, strict=True))


def _convolution_macs(layer: Application) -> int:
    return macs(layer) // prod(layer.output.spatial) * _positions(layer)


def _convolution_biases(layer: Application) -> int:
    op: Any = layer.op
    return layer.output.channels * _positions(layer) if op.bias else 0


def _transposed_macs(layer: Application) -> int:
    """A transposed convolution's MACs: calflops divides filters by groups twice (pytorch_ops.py:128-165)."""
    op: Any = layer.op
    filters: int = op.filters // op.groups // op.groups
    return prod(layer.input.spatial) * layer.input.channels * filters * int(prod(op.kernel))


def _transposed_biases(layer: Application) -> int:
    """Biases at as many positions as an ordinary convolution of the same fields would have (pytorch_ops.py:149-169)."""
    op: Any = layer.op
    if not op.bias:
        return 0
    positions = [
        (size + 2 * pad - extent) // stride + 1
        for size, pad, extent, stride in zip(
            layer.input.spatial, _transposed_pads(layer), extents(op.kernel, op.dilation), op.stride, strict=True
        )
    ]
    return int(op.filters // op.groups * prod(positions))


def _transposed_pads(layer: Application) -> list[int]:
    """The padding of torch's transposed convolution, which is the same on both sides of an axis."""
    op: Any = layer.op
    return [(before + after + 1) // 2 for before, after in op.cut]


def _upsampled(layer: Application) -> int:
    """The input's values by one factor; the positions of a size that is given (pytorch_ops.py:229-251).

    It fails on factors that differ, which are the same as a size.
    """
    op: Any = layer.op
    return layer.input.elements if not op.size and len(set(op.factor)) == 1 else prod(layer.output.spatial)


def _prints(tally: Tally) -> tuple[Printed, ...]:
    """The totals as calflops prints them (utils.py)."""
    return (
        Printed("FLOPs", _text(tally.counts[0], "FLOPS")),
        Printed("MACs", _text(tally.counts[1], "MACs")),
        Printed("Params", _text(tally.params, "")),
    )


def _text(count: int, unit: str) -> str:
    for letter, size in (("T", 1e12), ("G" if unit else "B", 1e9), ("M", 1e6), ("K", 1e3)):
        if count >= size:
            return f"{round(count / size, 2):g} {letter}{unit}"
    return f"{count} {unit}".rstrip()


ONE: Rule = (CountingTerm(1, INPUTS),)
CONVOLUTION_MACS = Countable("MACs", _convolution_macs)
TRANSPOSED_MACS = Countable("MACs with filters divided by the groups twice", _transposed_macs)
BIASES = Countable("biases added", _convolution_biases)
TRANSPOSED_BIASES = Countable("biases at the positions of a convolution", _transposed_biases)

COUNTED = rules(
    {
        CONVOLUTIONS: (CountingTerm(2, CONVOLUTION_MACS), CountingTerm(1, BIASES)),
        "conv_transpose": (CountingTerm(2, TRANSPOSED_MACS), CountingTerm(1, TRANSPOSED_BIASES)),
        "linear": (CountingTerm(2, MACS),),
        "batchnorm": normalised(2, 1),
        "layernorm groupnorm instancenorm": normalised(5, 4),
        "relu prelu elu leaky_relu gelu silu softmax": ONE,
        "maxpool avgpool": (CountingTerm(1, POOLED),),
        ADAPTIVE_POOLS: ONE,
        "subsample": ONE,
        "upsample": (CountingTerm(1, Countable("input values, or positions of a given size", _upsampled)),),
        "lrn": LOCAL_RESPONSE,
        "attention": CALFLOPS_ATTENTION,
        RECURRENT: CALFLOPS_RECURRENT,
    }
)
MACS_COUNTED = rules(
    {
        CONVOLUTIONS: (CountingTerm(1, CONVOLUTION_MACS),),
        "conv_transpose": (CountingTerm(1, TRANSPOSED_MACS),),
        "linear": (CountingTerm(1, MACS),),
        "attention": CALFLOPS_MACS,
        RECURRENT: WRITTEN_OUT,
    }
)

CALFLOPS = Convention(
    name="calflops",
    tool="calflops 0.3.2, calculate_flops(model, input_shape)",
    rule=(
        "2 for each MAC, biases of convolutions only, 2 for each value of batch normalisation, 5 of other "
        "normalisations, 1 of most activations and of every pool's input; apart from these, MACs alone"
    ),
    source="calflops/pytorch_ops.py:37-255, 452-524",
    params=ParameterCounting(
        "Total Training Params",
        "Params",
        lambda call: call.cost.trained,
        "parameters that are not trained",
    ),
    counts=(
        Counting("fwd FLOPs", "FLOPs", FLOP, COUNTED, ways=1),
        Counting("fwd MACs", "MACs", MAC, MACS_COUNTED, ways=1),
    ),
    prints=_prints,
    shared="each call, as often as there are ways to its module through different parents",
)
