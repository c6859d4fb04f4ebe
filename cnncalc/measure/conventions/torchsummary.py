"""torchsummary 1.5.1: parameters and sizes, no operations."""

from __future__ import annotations

from math import prod

from cnncalc.graph import Application
from cnncalc.measure.conventions.calls import ModuleCall
from cnncalc.measure.conventions.convention import (
    BYTE,
    Convention,
    Countable,
    Counting,
    CountingTerm,
    ParameterCounting,
    Printed,
    Tally,
)
from cnncalc.measure.conventions.countables import CONVOLUTIONS, parameters, scaled

WEIGHTED = frozenset(
    f"{CONVOLUTIONS} conv_transpose linear prelu batchnorm layernorm groupnorm instancenorm".split(),
)
"""The ops whose modules keep their parameters under the names weight and bias."""

MEBI = 1024**2.0


def _named_parameters(call: ModuleCall) -> int:
    """The parameters of a module that are named weight and bias."""
    layer = call.layer
    if layer.op.name not in WEIGHTED or (layer.op.name == "batchnorm" and not scaled(layer)):
        return 0
    return parameters(layer)


def _module_outputs(layer: Application) -> int:
    """The output values of all modules that stand for an op.

    One does, but for three ops that torch does not have: trainable subsampling is a mean, a factor, and a scale and
    shift; a convolution by a table one module around its filters' own; batch normalisation without a learnt scale
    has its shift in a second module.
    """
    modules = {"subsample": 3, "table_conv": 2}.get(layer.op.name, 1)
    if layer.op.name == "batchnorm" and not scaled(layer) and parameters(layer):
        modules = 2
    return modules * layer.output.elements


def _prints(tally: Tally) -> tuple[Printed, ...]:
    """The lines under torchsummary's table (torchsummary.py:93-113); the sizes of several inputs are multiplied."""
    inputs = prod(shape.elements for shape in tally.inputs) * 4.0 / MEBI
    outputs = tally.output_bytes / MEBI
    weights = tally.params * 4.0 / MEBI
    return (
        Printed("Total params", f"{tally.params:,}"),
        Printed("Trainable params", f"{tally.trainable_params:,}"),
        Printed("Non-trainable params", f"{tally.params - tally.trainable_params:,}"),
        Printed("Input size (MB)", f"{inputs:.2f}"),
        Printed("Forward/backward pass size (MB)", f"{outputs:.2f}"),
        Printed("Params size (MB)", f"{weights:.2f}"),
        Printed("Estimated Total Size (MB)", f"{weights + outputs + inputs:.2f}"),
    )


OUTPUT = Countable("output values of modules", _module_outputs)

TORCHSUMMARY = Convention(
    name="torchsummary",
    tool="torchsummary 1.5.1, summary(model, input_size)",
    rule=(
        "no operations; parameters called weight and bias, again at every call of a module; "
        "the output of every module twice, those that flatten and join too"
    ),
    source="torchsummary/torchsummary.py:29-42, 93-113",
    params=ParameterCounting(
        "Total params",
        "Param #",
        _named_parameters,
        "parameters that are not called weight or bias, or are shared",
        times=lambda call: call.ways,
        declared=False,
    ),
    outputs=Counting("Forward/backward pass size (MB)", "", BYTE, others=(CountingTerm(8, OUTPUT),), ways=1),
    prints=_prints,
    fails="attention lstm gru rnn embedding",
    why_fails="it takes no outputs of several tensors, and gives numbers with fractions to what wants words.",
    shared="each call, as often as there are ways to its module through different parents",
)
