"""fvcore 0.1.5."""

from __future__ import annotations

from cnncalc.graph import Application
from cnncalc.measure.conventions.convention import (
    MAC,
    Convention,
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
    flat,
    normalised,
)
from cnncalc.measure.conventions.sequences import FVCORE_ATTENTION, RECURRENT, WRITTEN_OUT


def _padding_in_numbers(layer: Application) -> bool:
    """Whether torch is told the padding in numbers: it takes `same` as a word where the stride is 1."""
    return getattr(layer.op, "pad", 0) != "same" or max(getattr(layer.op, "stride", (1,))) > 1


def _nearest(layer: Application) -> bool:
    return flat(layer) and getattr(layer.op, "mode", "") == "nearest"


def _bilinear(layer: Application) -> bool:
    return flat(layer) and getattr(layer.op, "mode", "") == "bilinear"


def _prints(tally: Tally) -> tuple[Printed, ...]:
    return (Printed("FlopCountAnalysis.total()", str(tally.counts[0])), Printed("parameter_count", str(tally.params)))


COUNTED = rules(
    {
        # Of aten's two convolutions it knows only the one that takes its padding in numbers.
        CONVOLUTIONS: (CountingTerm(1, MACS, _padding_in_numbers),),
        "conv_transpose linear rbf": (CountingTerm(1, MACS),),
        "attention": FVCORE_ATTENTION,
        RECURRENT: WRITTEN_OUT,
        "batchnorm": normalised(2, 1),
        "layernorm groupnorm instancenorm": normalised(5, 4),
        "global_avgpool adaptive_avgpool": (CountingTerm(1, INPUTS, flat),),
        "upsample": (CountingTerm(1, OUTPUTS, _nearest), CountingTerm(4, OUTPUTS, _bilinear)),
    }
)

FVCORE = Convention(
    name="fvcore",
    tool="fvcore 0.1.5.post20221221, FlopCountAnalysis(model, inputs).total()",
    rule=(
        "MACs, which it calls flops, without biases, none of a convolution with padding='same'; 2 for each value of "
        "batch normalisation, 5 of other normalisations, 1 of adaptive average pooling's input, 1 or 4 of upsampling's "
        "output, these two in 2-D only"
    ),
    source="fvcore/nn/flop_count.py:26-44, jit_handles.py:99-281",
    params=ParameterCounting("#parameters", "#parameters", lambda call: call.cost.params),
    counts=(Counting("flops", "#flops", MAC, COUNTED),),
    prints=_prints,
    shared="each call",
)
