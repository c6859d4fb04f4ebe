"""thop 0.1.1, also called pytorch-OpCounter."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.graph import Application
from cnncalc.measure.conventions.calls import ModuleCall
from cnncalc.measure.conventions.convention import (
    MAC,
    Convention,
    Countable,
    Counting,
    CountingTerm,
    ParameterCounting,
    Printed,
    Tally,
    rules,
)
from cnncalc.measure.conventions.countables import (
    CONVOLUTIONS,
    INPUTS,
    MACS,
    OUTPUTS,
    normalised,
    parameters,
    scaled,
)
from cnncalc.measure.conventions.sequences import RECURRENT, THOP_RECURRENT, is_written_out

KNOWN = frozenset(f"{CONVOLUTIONS} conv_transpose linear batchnorm layernorm instancenorm prelu {RECURRENT}".split())
"""The ops with parameters whose module thop has a rule for; it leaves the parameters of all others out."""


def _known_parameters(call: ModuleCall) -> int:
    """The parameters of a layer whose module thop has a rule for."""
    layer = call.layer
    name = layer.op.name
    if name not in KNOWN or (name == "batchnorm" and not scaled(layer)):
        return 0
    if name in RECURRENT.split() and is_written_out(layer):
        return 0
    return parameters(layer)


def _kernels_at_outputs(layer: Application) -> int:
    """The kernel at every output: thop's rule for convolutions, transposed ones too (vision/calc_func.py:28-34)."""
    op: Any = layer.op
    channels: int = layer.input.channels // op.groups
    return layer.output.elements * channels * int(prod(op.kernel))


def _sums_and_divisions(layer: Application) -> int:
    """Adaptive pooling: for each output a cell of the mean size, and a division (calc_func.py:69-72)."""
    cell = prod(
        have / want for have, want in zip(layer.input.spatial, layer.output.spatial or _ones(layer), strict=True)
    )
    return int((cell + 1) * layer.output.elements)


def _ones(layer: Application) -> tuple[int, ...]:
    return (1,) * len(layer.input.spatial)


def _softmax(layer: Application) -> int:
    """Softmax: for each sum of n values n exponentials, n − 1 additions and n divisions (calc_func.py:52-57)."""
    op: Any = layer.op
    summed = layer.input.channels if op.over == "channels" else layer.input.elements
    return layer.input.elements // summed * (3 * summed - 1)


def _mode(mode: str, axes: int | None = None) -> Any:
    def fits(layer: Application) -> bool:
        return getattr(layer.op, "mode", "") == mode and axes in (None, len(layer.input.spatial))

    return fits


def _prints(tally: Tally) -> tuple[Printed, ...]:
    return (Printed("macs", str(float(tally.counts[0]))), Printed("params", str(float(tally.params))))


MEANS = Countable("additions and divisions", _sums_and_divisions)

COUNTED = rules(
    {
        CONVOLUTIONS: (CountingTerm(1, MACS),),
        "linear": (CountingTerm(1, MACS),),
        "conv_transpose": (
            CountingTerm(1, Countable("multiplications of a kernel at every output", _kernels_at_outputs)),
        ),
        "batchnorm layernorm instancenorm": normalised(4, 2),
        "avgpool subsample": (CountingTerm(1, OUTPUTS),),
        "global_avgpool adaptive_avgpool": (CountingTerm(1, MEANS),),
        "softmax": (CountingTerm(1, Countable("exponentials, additions and divisions", _softmax)),),
        "prelu": (CountingTerm(1, INPUTS),),
        RECURRENT: THOP_RECURRENT,
        "upsample": (
            CountingTerm(1, OUTPUTS, _mode("nearest")),
            CountingTerm(5, OUTPUTS, _mode("bilinear", 1)),
            CountingTerm(11, OUTPUTS, _mode("bilinear", 2)),
        ),
    }
)

THOP = Convention(
    name="thop",
    tool="thop 0.1.1.post2209072238, profile(model, inputs)",
    rule=(
        "MACs without biases; 4 for each value of a normalisation (2 without scale and shift), 1 of average pooling's "
        "output, the additions and divisions of adaptive average pooling and softmax"
    ),
    source="thop/profile.py:21-71, vision/basic_hooks.py, vision/calc_func.py",
    params=ParameterCounting(
        "params",
        "params",
        _known_parameters,
        "parameters of modules that it has no rule for, or with several parents",
        times=lambda call: call.ways if call.first else 0,
        declared=False,
    ),
    counts=(Counting("macs", "MACs", MAC, COUNTED, ways=2),),
    prints=_prints,
    shared=(
        "each call as often as there are ways to its module through different parents, squared: a module called once "
        "from each of k parents k³ times; its parameters k times; tied tensors in each module"
    ),
)
