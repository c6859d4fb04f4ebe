"""Conventions that count one thing: torch's FlopCounterMode, Keras's summary, the lectures."""

from __future__ import annotations

from cnncalc.measure.conventions.convention import (
    FLOP,
    MAC,
    Convention,
    Counting,
    CountingTerm,
    ParameterCounting,
    Printed,
    Tally,
    rules,
)
from cnncalc.measure.conventions.countables import CONVOLUTIONS, MACS
from cnncalc.measure.conventions.sequences import MACS as WITH_PRODUCTS
from cnncalc.measure.conventions.sequences import RECURRENT, TORCH_ATTENTION_ON_CPU, TORCH_ON_CPU

MULTIPLIED = f"{CONVOLUTIONS} conv_transpose linear rbf"
"""The ops that have MACs with weights alone."""
SEQUENCES = f"attention {RECURRENT}"


def _flops(tally: Tally) -> tuple[Printed, ...]:
    return (Printed("get_total_flops()", str(tally.counts[0])),)


def _keras_params(tally: Tally) -> tuple[Printed, ...]:
    return (
        Printed("Total params", f"{tally.params:,}"),
        Printed("Trainable params", f"{tally.trainable_params:,}"),
        Printed("Non-trainable params", f"{tally.params - tally.trainable_params:,}"),
    )


TORCH = Convention(
    name="torch",
    tool="torch 2.13.0, torch.utils.flop_counter.FlopCounterMode, tensors on the meta device",
    rule="2 for each MAC of convolutions and matrix products, without biases; nothing else",
    source="torch/utils/flop_counter.py:75-177",
    params=ParameterCounting("parameters", "params", lambda call: call.cost.params),
    counts=(
        Counting(
            "Total FLOP",
            "FLOP",
            FLOP,
            rules({MULTIPLIED: (CountingTerm(2, MACS),), SEQUENCES: (CountingTerm(2, WITH_PRODUCTS),)}),
        ),
    ),
    prints=_flops,
    shared="each call",
)

TORCH_CPU = TORCH._replace(
    name="torch-cpu",
    tool="torch 2.13.0, torch.utils.flop_counter.FlopCounterMode, tensors on the CPU",
    rule=(
        "2 for each MAC of convolutions and matrix products, without biases; nothing of what torch runs in one kernel "
        "there, attention's products and LSTMs"
    ),
    counts=(
        Counting(
            "Total FLOP",
            "FLOP",
            FLOP,
            rules(
                {
                    MULTIPLIED: (CountingTerm(2, MACS),),
                    "attention": TORCH_ATTENTION_ON_CPU,
                    RECURRENT: TORCH_ON_CPU,
                }
            ),
        ),
    ),
)

KERAS = Convention(
    name="keras",
    tool="Keras, Model.summary()",
    rule="no operations; batch normalisation's moving means and variances are parameters, not trainable",
    source="keras/src/utils/summary_utils.py; keras.io/api/layers/normalization_layers/batch_normalization",
    params=ParameterCounting(
        "Total params", "Param #", lambda call: call.cost.params + call.cost.statistics, "moving means and variances"
    ),
    prints=_keras_params,
)

LECTURE = Convention(
    name="lecture",
    tool="Convolutional Neural Networks lecture slides",
    rule="weights without biases, and MACs",
    source="lecture slides, ImageNet Success Stories: AlexNet",
    params=ParameterCounting("weights", "weights", lambda call: call.cost.weights, "biases, which are left out"),
    counts=(
        Counting(
            "MACs",
            "MACs",
            MAC,
            rules({f"{MULTIPLIED} op": (CountingTerm(1, MACS),), SEQUENCES: (CountingTerm(1, WITH_PRODUCTS),)}),
        ),
    ),
)
