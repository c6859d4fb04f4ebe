"""torchinfo 1.8.0."""

from __future__ import annotations

from math import prod

from cnncalc.graph import Application
from cnncalc.measure.conventions.convention import (
    BYTE,
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
    BIASES,
    CONVOLUTIONS,
    MACS,
    PARAMETERS,
    elements_of,
    output_values,
    parameters,
    scaled,
)
from cnncalc.measure.conventions.sequences import RECURRENT, TORCHINFO_RECURRENT, leaf_parameters

OBJECT_BYTES = 64
"""sys.getsizeof of a tensor's storage without its values (torchinfo.py:501)."""


def _parameters_everywhere(layer: Application) -> int:
    return parameters(layer) * prod(layer.output.spatial)


def _has_parameters(layer: Application) -> bool:
    return leaf_parameters(layer) > 0


def _prints(tally: Tally) -> tuple[Printed, ...]:
    """The lines under torchinfo's table (model_statistics.py:43-84)."""
    inputs = 4 * elements_of(tally.inputs) + OBJECT_BYTES * len(tally.inputs)
    weights = 4 * tally.module_params
    return (
        Printed("Total params", f"{tally.params:,}"),
        Printed("Trainable params", f"{tally.trainable_params:,}"),
        Printed("Non-trainable params", f"{tally.params - tally.trainable_params:,}"),
        _readable("Total mult-adds", tally.counts[0]),
        _megabytes("Input size", inputs),
        _megabytes("Forward/backward pass size", tally.output_bytes),
        _megabytes("Params size", weights),
        _megabytes("Estimated Total Size", inputs + tally.output_bytes + weights),
    )


def _readable(name: str, count: int) -> Printed:
    letter, size = next(((letter, size) for letter, size in (("T", 1e12), ("G", 1e9)) if count >= size), ("M", 1e6))
    number = count / size
    return Printed(f"{name} ({letter})", f"{int(number):,}" if number.is_integer() else f"{number:,.2f}")


def _megabytes(name: str, size: int) -> Printed:
    return Printed(f"{name} (MB)", f"{size / 1e6:.2f}")


def _vector(layer: Application) -> bool:
    return not layer.output.spatial


def _positions(layer: Application) -> bool:
    return bool(layer.output.spatial)


ONCE: Rule = (CountingTerm(1, PARAMETERS),)
"""Layers that are no convolutions count their parameters named weight and bias once, whatever the output's size."""
LINEAR: Rule = (
    CountingTerm(1, MACS, _vector),
    CountingTerm(1, BIASES, _vector),
    CountingTerm(1, PARAMETERS, _positions),
)
"""Linear layers count their parameters once, too: on a vector these are the MACs and biases."""

COUNTED = rules(
    {
        CONVOLUTIONS: (CountingTerm(1, MACS), CountingTerm(1, BIASES)),
        "conv_transpose": (CountingTerm(1, Countable("parameters at every output position", _parameters_everywhere)),),
        "linear": LINEAR,
        "prelu embedding": ONCE,
        RECURRENT: TORCHINFO_RECURRENT,
        "batchnorm layernorm groupnorm instancenorm": (CountingTerm(1, PARAMETERS, scaled),),
    }
)
OUTPUT_BYTES: Rule = (CountingTerm(8, Countable("output values", output_values, needs="params"), _has_parameters),)
"""The output of each layer with parameters, 4 bytes a value, twice "for gradients"."""

TORCHINFO = Convention(
    name="torchinfo",
    tool="torchinfo 1.8.0, summary(model, input_size=(1, …))",
    rule=(
        "weights and biases of a convolution at every output position; those of every other layer once, "
        "whatever its output's size; nothing else"
    ),
    source="torchinfo/layer_info.py:225-245, model_statistics.py:31-41",
    params=ParameterCounting(
        "Total params",
        "Param #",
        lambda call: call.cost.params,
        "parameters of modules with several parents, or with the tensors of others, again",
        times=lambda call: call.listed,
        times_trained=lambda call: call.listed_trained,
    ),
    counts=(Counting("Total mult-adds", "Mult-Adds", MAC, COUNTED),),
    outputs=Counting("Forward/backward pass size (MB)", "", BYTE, others=OUTPUT_BYTES),
    prints=_prints,
    shared=(
        "each call; the parameters once more for each parent, and those of what follows in a parent behind a module of "
        "another once more; tied tensors in each module"
    ),
)
